using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Sets of measurement types that were seen, so that their names are read once and not once an object and period.</summary>
internal sealed class PmTypeSets
{
    /// <summary>Octets that the names of a set may have.</summary>
    public const int MaxKeyBytes = 4 << 20;

    private const long MaxBytes = 16 << 20;

    private readonly Dictionary<byte[], PmTypeSet> _utf8 = new(OctetComparer.Instance); // bound: MaxBytes of keys
    private readonly Dictionary<byte[], PmTypeSet> _latin = new(OctetComparer.Instance); // bound: MaxBytes of keys
    private long _bytes;
    private int _last;

    /// <summary>The set of a written form (<see cref="PmTypeSet.Read"/>).</summary>
    public PmTypeSet Of(ReadOnlySpan<byte> key, bool isLatin)
    {
        var sets = isLatin ? _latin : _utf8;
        if (sets.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var known))
            return known;
        if (_bytes + key.Length > MaxBytes)
        {
            _utf8.Clear();
            _latin.Clear();
            _bytes = 0;
        }
        _bytes += key.Length;
        return sets[key.ToArray()] = PmTypeSet.Read(++_last, key, isLatin);
    }
}
