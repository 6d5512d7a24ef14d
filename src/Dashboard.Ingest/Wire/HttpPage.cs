using System.Buffers;

namespace Dashboard.Ingest.Wire;

/// <summary>What came of fetching something: its octets, unpacked, or why there are none.</summary>
internal sealed class HttpPage : IDisposable
{
    private byte[] _octets;
    private readonly int _length;

    private HttpPage(byte[] octets, int length, string mediaType, string? problem) =>
        (_octets, _length, MediaType, Problem) = (octets, length, mediaType, problem);

    /// <summary>Why it could not be fetched, as the rest of a sentence that begins with who was asked; null where it could.</summary>
    public string? Problem { get; }

    /// <summary>The media type without parameters, in lower case; empty where none was told.</summary>
    public string MediaType { get; }

    public ReadOnlyMemory<byte> Octets => _octets.AsMemory(0, _length);

    public static HttpPage Failed(string problem) => new([], 0, "", problem);

    /// <param name="rented">An array of the shared pool, which goes back there when the page is disposed of.</param>
    /// <param name="length">How many octets of it are the page.</param>
    /// <param name="mediaType">The media type, in lower case.</param>
    public static HttpPage Of(byte[] rented, int length, string mediaType) => new(rented, length, mediaType, null);

    public void Dispose()
    {
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        _octets = [];
    }
}
