using System.Diagnostics;
using System.Globalization;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite.History;
using Microsoft.Data.Sqlite;

namespace Dashboard.Benchmarks.Storage;

/// <summary>The figures that the embedded history is judged by.</summary>
internal static class HistoryTable
{
    private const int FlushesPerHour = 360;
    private const int Hours = 26;

    private static TimeSpan Processor => Process.GetCurrentProcess().TotalProcessorTime;

    public static async Task Print(TextWriter to)
    {
        await PrintWide(to, 50_000);
        await PrintLong(to, 1000);
    }

    /// <summary>Many series for an hour and a little: writing, and what packing does to it.</summary>
    private static async Task PrintWide(TextWriter to, int series)
    {
        using var load = new HistoryLoad(series);
        var (writing, worst) = (TimeSpan.Zero, TimeSpan.Zero);
        await load.History.Write(load.Next(), CancellationToken.None);
        for (var flush = 1; flush < FlushesPerHour; flush++)
        {
            var time = await Write(load);
            writing += time;
            worst = time > worst ? time : worst;
        }
        var samples = (FlushesPerHour - 1) * 2.0 * series;
        Line(to, $"write, {series:N0} series, two samples each", writing.TotalNanoseconds / samples, $"ns a sample, {writing.TotalMilliseconds / (FlushesPerHour - 1):0.0} ms a flush, the longest {worst.TotalMilliseconds:0}");
        for (var flush = 0; flush < 32; flush++)
            await Write(load);
        var watch = Stopwatch.StartNew();
        var packing = Task.Run(() => load.History.MaintainOnce(CancellationToken.None));
        (writing, worst) = (TimeSpan.Zero, TimeSpan.Zero);
        var writes = 0;
        while (!packing.IsCompleted)
        {
            var time = await Write(load);
            writing += time;
            worst = time > worst ? time : worst;
            writes++;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
        await packing;
        Line(to, "packing an hour of them, writes beside it", watch.Elapsed.TotalNanoseconds / samples, $"ns a sample, {watch.Elapsed.TotalSeconds:0.0} s");
        Line(to, "write while packing, longest", worst.TotalMilliseconds, $"ms, {writing.TotalMilliseconds / Math.Max(1, writes):0} on average of {writes}");
    }

    /// <summary>Fewer series for a day and more: what they take on disk, and reading.</summary>
    private static async Task PrintLong(TextWriter to, int series)
    {
        using var load = new HistoryLoad(series);
        var (writing, packing) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var hour = 0; hour < Hours; hour++)
        {
            for (var flush = 0; flush < FlushesPerHour; flush++)
            {
                var batch = load.Next();
                var before = Processor;
                await load.History.Write(batch, CancellationToken.None);
                writing += Processor - before;
            }
            var start = Processor;
            await load.History.MaintainOnce(CancellationToken.None);
            packing += Processor - start;
        }
        load.Clock.NowMs += Compaction.GraceMs + 60_000;
        await load.History.MaintainOnce(CancellationToken.None);
        var samples = Hours * FlushesPerHour * 2.0 * series;
        Line(to, $"write, {series:N0} series, processor time", writing.TotalNanoseconds / samples, "ns a sample");
        Line(to, "packing and rolling up, processor time", packing.TotalNanoseconds / samples, "ns a sample");
        PrintSizes(to, load.File, samples, series);
        var watch = Stopwatch.StartNew();
        load.Open();
        Line(to, "refill of the cache", load.Cache.Statistics().Samples / watch.Elapsed.TotalSeconds / 1e6, $"million samples a second, {watch.Elapsed.TotalSeconds:0.00} s");
        var end = load.Clock.NowMs;
        LabelMatcher[] one = [new("host", Dashboard.Domain.TimeSeries.MatchType.Equal, "host-3"), new("device", Dashboard.Domain.TimeSeries.MatchType.Equal, "eth3"), new("__name__", Dashboard.Domain.TimeSeries.MatchType.Equal, "load")];
        PrintRead(to, "read 1 series x 24 h", load, one, end - PageKey.DayMs, end, PageKey.Raw);
        PrintRead(to, $"read {series:N0} series x 24 h", load, [], end - PageKey.DayMs, end, PageKey.Raw);
        PrintRead(to, $"read {series:N0} series x 24 h, minutes", load, [], end - PageKey.DayMs, end, PageKey.Minutes);
    }

    private static void PrintSizes(TextWriter to, string file, double samples, int series)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        var total = 0.0;
        foreach (var (level, name, over) in new[] { (PageKey.Raw, "samples", samples), (PageKey.Minutes, "minutes", samples), (PageKey.Quarters, "quarters, first day", samples * 24 / Hours), (PageKey.Hours, "hours, first day", samples * 24 / Hours) })
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT coalesce(sum(length(data)), 0) FROM page WHERE key >= $first AND key < $end";
            command.Parameters.AddWithValue("$first", PageKey.Of(level, 0, 0));
            command.Parameters.AddWithValue("$end", PageKey.Of(level + 1, 0, 0));
            var bytes = Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            total += bytes / over;
            Line(to, $"on disk, {name}", bytes / over, "octets a sample");
        }
        Line(to, "on disk, all levels", total, $"octets a sample, of {series:N0} series x {Hours} h");
    }

    private static void PrintRead(TextWriter to, string name, HistoryLoad load, LabelMatcher[] matchers, long from, long end, int level)
    {
        var columns = new SampleColumns(20_000);
        var samples = 0L;
        var best = double.MaxValue;
        for (var turn = 0; turn < 5; turn++)
        {
            samples = 0;
            var watch = Stopwatch.StartNew();
            foreach (var series in load.History.SelectAt(level, matchers, from, end))
            {
                columns.Clear();
                series.Read(from, end, columns);
                samples += columns.Count;
            }
            best = Math.Min(best, watch.Elapsed.TotalMilliseconds);
        }
        Line(to, name, best, $"ms, {best * 1e6 / samples:0.0} ns a sample");
    }

    private static async Task<TimeSpan> Write(HistoryLoad load)
    {
        var batch = load.Next();
        var watch = Stopwatch.StartNew();
        await load.History.Write(batch, CancellationToken.None);
        return watch.Elapsed;
    }

    private static void Line(TextWriter to, string name, double figure, string unit) =>
        to.WriteLine($"{name,-44}{figure,10:0.00} {unit}");
}
