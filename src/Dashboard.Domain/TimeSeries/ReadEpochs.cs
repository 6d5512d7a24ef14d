namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Tells when memory that was let go can be used again: a reader stands in an epoch while it looks at shared memory, and
/// what is let go in epoch e is free in epoch e + 2, since the epoch only advances when the readers of the one before
/// have left (K. Fraser, Practical lock-freedom, section 5.2.3).
/// </summary>
/// <remarks>Entering and leaving cost one interlocked instruction each, on a cache line that few processors share.</remarks>
internal sealed class ReadEpochs
{
    private const int Stripes = 16;
    private const int Spacing = 16; // ints a cache line

    private readonly int[] _readers = new int[((2 * Stripes) + 1) * Spacing]; // bound: fixed
    private long _epoch = 2;

    public long Current => Volatile.Read(ref _epoch);

    /// <summary>Enters the current epoch; what is returned is to be handed to <see cref="Exit"/>, soon.</summary>
    public int Enter()
    {
        var stripe = Environment.CurrentManagedThreadId % Stripes;
        while (true)
        {
            var epoch = Current;
            var place = Place(epoch, stripe);
            Interlocked.Increment(ref _readers[place]);
            if (Current == epoch)
                return place;
            Interlocked.Decrement(ref _readers[place]);
        }
    }

    public void Exit(int place) => Interlocked.Decrement(ref _readers[place]);

    /// <summary>Advances the epoch unless a reader of the one before is still there. One caller at a time.</summary>
    public void TryAdvance()
    {
        var epoch = Current;
        for (var stripe = 0; stripe < Stripes; stripe++)
        {
            if (Volatile.Read(ref _readers[Place(epoch + 1, stripe)]) != 0)
                return;
        }
        Interlocked.Exchange(ref _epoch, epoch + 1);
    }

    private static int Place(long epoch, int stripe) => (((int)(epoch & 1) * Stripes) + stripe + 1) * Spacing;
}
