using System.Collections.Concurrent;
using System.Text;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Wire;

/// <summary>Strings that come again and again, found by their octets, so that each is made once. Thrown away as a whole when it is full. Safe from any thread.</summary>
internal sealed class TextTable(int capacity)
{
    private const int MaxBytes = 256;

    private volatile ConcurrentDictionary<byte[], string> _texts = new(OctetComparer.Instance); // bound: capacity, soft by concurrent callers

    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        if (utf8.Length > MaxBytes)
            return Encoding.UTF8.GetString(utf8);
        var texts = _texts;
        var lookup = texts.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(utf8, out var known))
            return known;
        if (texts.Count >= capacity)
            _texts = texts = new(OctetComparer.Instance);
        var text = Encoding.UTF8.GetString(utf8);
        texts[utf8.ToArray()] = text;
        return text;
    }
}
