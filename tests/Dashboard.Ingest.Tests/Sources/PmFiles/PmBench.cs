using System.Text;
using Dashboard.Domain.Ran;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.PmFiles;

namespace Dashboard.Ingest.Tests.Sources.PmFiles;

/// <summary>A reader of PM files before a cache, without a source around it.</summary>
internal sealed class PmBench : IDisposable
{
    private readonly PmFileReader _reader;

    public PmBench()
    {
        Ingest = new IngestBench();
        Ingest.Register("pm");
        Ingest.Clock.Advance(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero) - Ingest.Clock.GetUtcNow());
        Ingest.Pipeline.StartAsync(CancellationToken.None).GetAwaiter().GetResult();
        Naming = new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), Ingest.Cache.Metrics, Ingest.Clock);
        Series = new PmSeries(Ingest.Pipeline, Naming, Ingest.Cache.Metrics, "pm", 100_000);
        _reader = new PmFileReader(Series, Ingest.Pipeline.Post, 1 << 30);
    }

    public IngestBench Ingest { get; }

    public RanNaming Naming { get; }

    public PmSeries Series { get; }

    public static string Golden(string name) => Path.Combine(AppContext.BaseDirectory, "Sources", "PmFiles", "Golden", name);

    /// <summary>A small file of one period, by TS 32.435, with what stands in its measInfo.</summary>
    public static string File(string info, string end = "2026-11-22T10:15:00+00:00", string duration = "PT900S") => $"""
        <?xml version="1.0"?><measCollecFile><fileHeader><fileSender localDn="ManagedElement=a"/><measCollec beginTime="2026-11-22T10:00:00Z"/></fileHeader>
        <measData><managedElement localDn="ManagedElement=a"/><measInfo><granPeriod duration="{duration}" endTime="{end}"/>{info}</measInfo></measData>
        <fileFooter><measCollec endTime="2026-11-22T10:15:00Z"/></fileFooter></measCollecFile>
        """;

    public Task<PmReport> Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public async Task<PmReport> Read(byte[] octets, int piece = int.MaxValue)
    {
        await using var file = new PiecewiseStream(octets, piece);
        return await _reader.Read(file, CancellationToken.None);
    }

    public void Dispose()
    {
        Series.Dispose();
        Ingest.Dispose();
    }

    // Gives its octets a few at a time, as a network does.
    private sealed class PiecewiseStream(byte[] octets, int piece) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, piece)], cancellationToken);
    }
}
