using System.Diagnostics;
using System.Xml;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.PmFiles;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>
/// What a PM file of 200 MB costs: read to its end by the platform's XML reader, which does nothing with it; decoded by
/// ours, which gives it to nobody; and led from the file to stored samples. In turns, on one core; processor time.
/// </summary>
internal static class PmTable
{
    private const long Bytes = 200_000_000;
    private const int Rounds = 3;

    // Beside that, of which memory must not depend.
    private static readonly long[] Sizes = [20_000_000, 200_000_000, 2_000_000_000];

    public static async Task Print(TextWriter to)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pm-bench-{Environment.ProcessId}.xml");
        try
        {
            var last = TimeProvider.System.GetUtcNow();
            var samples = PmFileLoad.Write(path, Bytes, new DateTimeOffset(last.Ticks - (last.Ticks % TimeSpan.TicksPerMinute), TimeSpan.Zero));
            var megabytes = new FileInfo(path).Length / 1e6;
            await to.WriteLineAsync($"PM file by TS 32.435, {megabytes:0} MB, {PmFileLoad.Cells} cells, {samples:N0} values; MB a CPU second, each round");
            for (var round = 0; round < Rounds; round++)
            {
                var platform = await Cost(() => Task.FromResult(ReadByPlatform(path)));
                var decoded = await Cost(() => Decode(path));
                var before = Environment.WorkingSet;
                var (stored, held) = await Store(path);
                await to.WriteLineAsync(
                    $"  XmlReader alone {megabytes / platform.Seconds,6:0}   decoded {megabytes / decoded.Seconds,6:0}   file to stored samples {megabytes / stored.Seconds,6:0}   ({stored.Samples:N0} stored, {held / 1e6:0} MB of them in the cache)");
                await to.WriteLineAsync($"    memory: {before / 1e6:0} MB before the samples are stored, decoded with {decoded.Samples / 1e6:0.0} MB allocated; managed heap after all {GC.GetTotalMemory(forceFullCollection: true) / 1e6:0} MB");
            }
            using var self = Process.GetCurrentProcess();
            await to.WriteLineAsync($"  largest working set {self.PeakWorkingSet64 / 1e6:0} MB, cache included");
            foreach (var size in Sizes)
            {
                PmFileLoad.Write(path, size, TimeProvider.System.GetUtcNow());
                var (heap, resident) = await Memory(path);
                await to.WriteLineAsync($"  a file of {size / 1e6:0} MB read, and its samples given away: at most {heap / 1e6:0} MB of managed heap and {resident / 1e6:0} MB resident more than before");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<(double Seconds, long Samples)> Cost(Func<Task<long>> run)
    {
        GC.Collect();
        var started = Environment.CpuUsage.TotalTime;
        var result = await run();
        return ((Environment.CpuUsage.TotalTime - started).TotalSeconds, result);
    }

    private static long ReadByPlatform(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        long nodes = 0;
        while (reader.Read())
            nodes++;
        return nodes;
    }

    private static async Task<long> Decode(string path)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var decoder = new PmFileDecoder(new PmTypeSets(), new Nobody());
        var buffer = new byte[256 * 1024];
        await using var file = Open(path);
        for (var filled = 0; ;)
        {
            var read = file.Read(buffer.AsSpan(filled));
            filled += read;
            var taken = decoder.Read(buffer.AsSpan(0, filled), read == 0);
            if (read == 0)
                break;
            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
        }
        return decoder.Report.IsComplete ? GC.GetTotalAllocatedBytes(precise: true) - before : throw new InvalidOperationException(decoder.Report.Stopped);
    }

    private static Task<((double Seconds, long Samples) Cost, long Held)> Store(string path)
    {
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), TimeProvider.System);
        return Store(path, cache, new MetricStore(cache));
    }

    // What reading takes beside what is kept of it: the most of many looks.
    private static async Task<(long Heap, long Resident)> Memory(string path)
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (before, residentBefore) = (GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
        var (heap, resident) = (0L, 0L);
        using var watch = new Timer(_ => (heap, resident) = (Math.Max(heap, GC.GetTotalMemory(forceFullCollection: false) - before), Math.Max(resident, Environment.WorkingSet - residentBefore)), null, 0, 20);
        await Store(path, new TimeSeriesCache(new TimeSeriesCacheOptions(), TimeProvider.System), new GivenAway());
        return (heap, resident);
    }

    private static async Task<((double Seconds, long Samples) Cost, long Held)> Store(string path, TimeSeriesCache cache, ITelemetryStore store)
    {
        using var metrics = new IngestMetrics();
        var sources = new SourceRegistry(cache, TimeProvider.System, metrics);
        sources.Register(new SourceDescription { Id = "pm", Name = "pm", Protocol = "pm", Kinds = [TelemetryKind.Metric], Capabilities = [] });
        using var pipeline = new IngestPipeline(cache, [store], new Enricher([]), sources, new PipelineOptions(), TimeProvider.System, metrics, NullLogger<IngestPipeline>.Instance);
        await pipeline.StartAsync(CancellationToken.None);
        var naming = new RanNaming(new CellDirectory(), new Enricher([]), new NetworkTree(), cache.Metrics, TimeProvider.System);
        using var series = new PmSeries(pipeline, naming, cache.Metrics, "pm", 400_000);
        var reader = new PmFileReader(series, pipeline.Post, 1L << 40);
        var cost = await Cost(async () =>
        {
            await using var file = Open(path);
            await reader.Read(file, CancellationToken.None);
            await pipeline.StopAsync(CancellationToken.None);
            return sources.Statuses()[0].Records;
        });
        return (cost, cache.StatisticsOf("pm").Bytes);
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);

    private sealed class GivenAway : ITelemetryStore
    {
        public TelemetryKind Kind => TelemetryKind.Metric;

        public StoreReport Store(TelemetryBatch batch) => new(batch.Count);
    }

    private sealed class Nobody : IPmIntake
    {
        public void Begin(in PmElement element)
        {
        }

        public void Take(PmValues values)
        {
        }

        public void End()
        {
        }
    }
}
