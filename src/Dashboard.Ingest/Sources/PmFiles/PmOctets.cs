namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Octets that are kept while what they were read from goes on.</summary>
internal sealed class PmOctets
{
    private byte[] _octets = new byte[256]; // bound: Most

    /// <summary>Octets that are kept; further ones are left out.</summary>
    public const int Most = PmTypeSets.MaxKeyBytes;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void Set(ReadOnlySpan<byte> octets)
    {
        Clear();
        Append(octets);
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        octets = octets[..Math.Min(octets.Length, Most - Length)];
        if (_octets.Length - Length < octets.Length)
            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, Length + octets.Length));
        octets.CopyTo(_octets.AsSpan(Length));
        Length += octets.Length;
    }
}
