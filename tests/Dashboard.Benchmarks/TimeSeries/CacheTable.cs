using System.Diagnostics;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Benchmarks.TimeSeries;

/// <summary>The figures that the cache is judged by, each the best of a few short runs.</summary>
internal static class CacheTable
{
    private const int ReadSeries = 1000;
    private const int DayAt5s = 17_280;
    private const int HourAt5s = 720;
    private const int WideSeries = 100_000;

    private static readonly LabelMatcher[] Everything = [new("job", MatchType.Equal, "bench")];

    public static void Print(TextWriter to)
    {
        to.WriteLine($"{"block of 512",-34}{"pack ns",10}{"unpack ns",11}{"octets",9}   a sample");
        PrintCodec(to, "gauge, regular", SampleKinds.Regular, SampleKinds.Gauge);
        PrintCodec(to, "counter, regular", SampleKinds.Regular, SampleKinds.Counter);
        PrintCodec(to, "noise, regular", SampleKinds.Regular, SampleKinds.Noise);
        PrintCodec(to, "gauge, 10 ms of jitter", SampleKinds.Jittered, SampleKinds.Gauge);
        PrintWide(to);
        PrintReads(to);
        PrintParts(to);
    }

    private static void PrintCodec(TextWriter to, string name, Func<int, long[]> times, Func<int, double[]> kind)
    {
        const int blocks = 64;
        var timestamps = times(PackedBlock.MaxSamples * blocks);
        var values = kind(PackedBlock.MaxSamples * blocks);
        var packed = new byte[blocks][];
        var block = new byte[PackedBlock.MaxBytes];
        var readTimes = new long[PackedBlock.MaxSamples + 4];
        var readValues = new double[PackedBlock.MaxSamples + 4];
        var pack = Best(() =>
        {
            for (var b = 0; b < blocks; b++)
            {
                var length = PackedBlock.Write(timestamps.AsSpan(b * PackedBlock.MaxSamples, PackedBlock.MaxSamples), values.AsSpan(b * PackedBlock.MaxSamples, PackedBlock.MaxSamples), EncodeScratch.OfThread, block);
                packed[b] ??= block[..length];
            }
        });
        var unpack = Best(() =>
        {
            for (var b = 0; b < blocks; b++)
                PackedBlock.Read(packed[b], timestamps[b * PackedBlock.MaxSamples], long.MinValue, long.MaxValue, readTimes, readValues);
        });
        to.WriteLine($"{name,-34}{pack / values.Length,10:0.00}{unpack / values.Length,11:0.00}{(double)packed.Sum(static p => p.Length) / values.Length,9:0.00}");
    }

    private static void PrintWide(TextWriter to)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        var load = new CacheLoad(WideSeries);
        Line(to, "birth of a series, labels built", watch.Elapsed.TotalNanoseconds / WideSeries, "ns");
        load.Append(64);
        var making = ProcessorNanoseconds(() => load.Append(64, dry: true)) / (64.0 * WideSeries);
        load.Append(64);
        var appending = ProcessorNanoseconds(() => load.Append(HourAt5s - 192)) / ((HourAt5s - 192.0) * WideSeries);
        load.Append(64);
        Line(to, "append, 100,000 series in turn", appending - making, $"ns of processor time a sample, {making:0.0} to make the batch taken off");
        var statistics = load.Cache.Statistics();
        Line(to, "counted, 100,000 series x 720", statistics.Bytes / 1e6, $"MB, {(double)statistics.Bytes / statistics.Samples:0.00} octets a sample");
        Line(to, "slabs", statistics.ReservedBytes / 1e6, "MB");
        Line(to, "managed heap", (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6, "MB");
        Line(to, "peak of the process", Process.GetCurrentProcess().PeakWorkingSet64 / 1e6, "MB");
        var random = new Random(1);
        var order = Enumerable.Range(0, 4096).Select(_ => load.Labels[random.Next(WideSeries)]).ToArray();
        Line(to, "resolve, known labels, any order", Best(() =>
        {
            foreach (var labels in order)
                load.Cache.Resolve("bench", labels);
        }) / order.Length, "ns");
        LabelMatcher[] narrow = [new(Labels.MetricName, MatchType.Equal, "load"), new("device", MatchType.Equal, "eth3"), new("host", MatchType.Regex, "host-1.*")];
        Line(to, $"select {load.Select(narrow).Count} of 100,000 by three matchers", Best(() => load.Select(narrow)) / 1e3, "µs");
        watch.Restart();
        load.Cache.Trim();
        Line(to, "trim with nothing to do", watch.Elapsed.TotalMilliseconds, "ms");
    }

    private static void PrintReads(TextWriter to)
    {
        var load = new CacheLoad(ReadSeries);
        load.Append(DayAt5s);
        Line(to, "1,000 series x 17,280, counted", load.Cache.Statistics().Bytes / 1e6, $"MB, {(double)load.Cache.Statistics().Bytes / load.Cache.Statistics().Samples:0.00} octets a sample");
        var making = Best(() => load.Append(64, dry: true));
        Line(to, "append, 1,000 series in turn", (Best(() => load.Append(64)) - making) / (64 * ReadSeries), "ns a sample");
        var columns = new SampleColumns(20_000);
        var samples = 0L;
        var read = Best(() =>
        {
            samples = 0;
            foreach (var series in load.Select(Everything))
            {
                columns.Clear();
                series.Read(long.MinValue, long.MaxValue, columns);
                samples += columns.Count;
            }
        });
        Line(to, "select and read all of it", read / 1e6, $"ms, {read / samples:0.00} ns a sample");
        var now = load.NowMs;
        var hour = Best(() =>
        {
            foreach (var series in load.Select(Everything))
            {
                columns.Clear();
                series.Read(now - 3_600_000, now, columns);
            }
        });
        Line(to, "select and read the last hour", hour / 1e6, "ms");
    }

    /// <summary>What single steps cost, for the remarks of the classes that take them.</summary>
    private static void PrintParts(TextWriter to)
    {
        const int samples = 6400;
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), TimeProvider.System);
        var one = cache.Resolve("bench", Labels.Of("one"));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var at = now - 80_000_000;
        var batch = new MetricSample[samples];
        Line(to, "append, one series, one batch", Best(() =>
        {
            for (var i = 0; i < samples; i++)
                batch[i] = new MetricSample(one, ++at, i & 1023);
            cache.Append(batch);
        }) / samples, "ns a sample");
        Line(to, "append, one series, one by one", Best(() =>
        {
            for (var i = 0; i < samples; i++)
                cache.Append(one, ++at, i & 1023);
        }) / samples, "ns a sample");
        Line(to, "append, late, into a full block", Best(() =>
        {
            for (var i = 0; i < 64; i++)
                cache.Append(one, at - 10_000 - (i * 5), i);
        }) / 64, "ns a sample");
        Line(to, "the clock", Best(static () =>
        {
            for (var i = 0; i < samples; i++)
                TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        }) / samples, "ns");
        var store = new BlockStore(new ReadEpochs());
        Line(to, "a cell allocated and retired", Best(() =>
        {
            for (var i = 0; i < samples; i++)
                store.Retire(store.Allocate(64 + (i & 511)));
        }) / samples, "ns");
        foreach (var pattern in (string[])["host-1|host-22|host-333", "host-2.*", ".*-22.*", "host-[0-9]+"])
        {
            var matcher = new LabelMatcher("host", MatchType.Regex, pattern);
            var values = Enumerable.Range(0, 500).Select(static i => $"host-{i}").ToArray();
            var matches = 0;
            Line(to, $"match {pattern}", Best(() =>
            {
                foreach (var value in values)
                    matches += matcher.Matches(value) ? 1 : 0;
            }) / values.Length, "ns a value");
        }
    }

    private static void Line(TextWriter to, string name, double figure, string unit) => to.WriteLine($"{name,-34}{figure,10:0.0} {unit}");

    private static double ProcessorNanoseconds(Action run)
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        run();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalNanoseconds;
    }

    /// <summary>Nanoseconds of the fastest run within a third of a second, three runs at least.</summary>
    private static double Best(Action run)
    {
        run();
        var best = double.MaxValue;
        var all = Stopwatch.StartNew();
        for (var turn = 0; turn < 3 || all.ElapsedMilliseconds < 350; turn++)
        {
            var watch = Stopwatch.StartNew();
            run();
            best = Math.Min(best, watch.Elapsed.TotalNanoseconds);
        }
        return best;
    }
}
