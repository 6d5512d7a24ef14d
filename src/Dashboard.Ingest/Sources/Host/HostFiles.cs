namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// The kernel's files as one thread reads them: one buffer for all of them, and a count of the octets read. What was
/// read from a file is only there until the next one is read.
/// </summary>
internal sealed class HostFiles(HostOptions options, SourceMeter meter, TimeProvider time)
{
    /// <summary>Octets that are read of one file at most: 1 MiB.</summary>
    public const int LongestFile = 1 << 20;

    private byte[] _buffer = new byte[16 << 10]; // bound: LongestFile

    /// <summary>Octets read since <see cref="BeginRound"/>.</summary>
    public long Octets { get; private set; }

    /// <summary>Milliseconds since 1970-01-01 UTC, at the last <see cref="BeginRound"/>.</summary>
    public long Now { get; private set; }

    public Span<byte> Buffer => _buffer;

    public void BeginRound() => (Octets, Now) = (0, time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>A file below <c>/proc</c>.</summary>
    public HostFile Proc(string name) => new(this, Path.Combine(options.ProcPath, name), silent: false);

    /// <summary>A file below <c>/sys</c> that many devices do not have: that it cannot be read is not worth a word.</summary>
    public HostFile Attribute(string name) => new(this, Path.Combine(options.SysPath, name), silent: true);

    public void Count(int octets) => Octets += octets;

    /// <summary>Makes the buffer larger; false where it is as large as it may be.</summary>
    public bool Grow()
    {
        if (_buffer.Length >= LongestFile)
            return false;
        Array.Resize(ref _buffer, _buffer.Length * 4);
        return true;
    }

    public void Failed(string text) => meter.Failed(text);
}
