namespace Dashboard.Ingest;

/// <summary>Does work beside whoever wants it done, so much of it at a time; what comes when that much is under way waits for its turn.</summary>
/// <param name="atATime">Pieces of work that are under way at a time.</param>
public sealed class Turns(int atATime) : IDisposable
{
    private readonly SemaphoreSlim _free = new(atATime);

    /// <summary>Work that may take so large a part of the cores, and at least one.</summary>
    public static Turns OfCores(int divisor) => new(Math.Max(1, Environment.ProcessorCount / divisor));

    /// <summary>Does a piece of work when its turn has come.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, before its turn or while it was under way.</exception>
    public async Task<T> Take<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
