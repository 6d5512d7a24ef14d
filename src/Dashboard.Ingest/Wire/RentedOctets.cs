using System.Buffers;

namespace Dashboard.Ingest.Wire;

/// <summary>A body that was read whole into a rented array; to be disposed of when its octets are no longer needed.</summary>
internal sealed class RentedOctets : IDisposable
{
    private byte[] _octets; // bound: twice what the caller of Read allows
    private int _length;

    private RentedOctets(int capacity) => _octets = ArrayPool<byte>.Shared.Rent(capacity);

    public ReadOnlyMemory<byte> Memory => _octets.AsMemory(0, _length);

    /// <summary>Reads a body to its end; null where it has more octets than it may, of which no more are read.</summary>
    /// <param name="body">The body.</param>
    /// <param name="most">Octets that it may have.</param>
    /// <param name="expected">Octets that it probably has.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The body could not be read.</exception>
    /// <exception cref="InvalidDataException">The body is packed, and not well-formed.</exception>
    public static async Task<RentedOctets?> Read(Stream body, int most, long? expected, CancellationToken cancellationToken)
    {
        // One more than expected, so that the end is met without growing.
        var octets = new RentedOctets((int)Math.Min(most, expected ?? 64 * 1024) + 1);
        var whole = false;
        try
        {
            while (await body.ReadAsync(octets._octets.AsMemory(octets._length), cancellationToken) is var read and > 0)
            {
                octets._length += read;
                if (octets._length > most)
                    return null;
                if (octets._length == octets._octets.Length)
                    octets.Grow();
            }
            whole = true;
            return octets;
        }
        finally
        {
            if (!whole)
                octets.Dispose();
        }
    }

    public void Dispose()
    {
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        (_octets, _length) = ([], 0);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_octets.Length * 2);
        _octets.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }
}
