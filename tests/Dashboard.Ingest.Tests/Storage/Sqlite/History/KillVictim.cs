using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Sqlite;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

/// <summary>
/// A process that exists to be killed: writes samples to a history as fast as it can, by a clock on which three minutes
/// pass from write to write, while hours and days are packed beside it, and says of each write when it is durable.
/// </summary>
internal static class KillVictim
{
    public const string Command = "kill-victim";
    public const string Ready = "ready";
    public const int Series = 20;
    public const int Steps = 36;
    public const long StepMs = 5000;
    public const long WriteMs = Steps * StepMs;

    /// <summary>So many writes later a write's late samples come.</summary>
    public const int LateWrites = 30;

    public static Labels LabelsOf(int series) => Labels.Of(series % 2 == 0 ? "octets_total" : "load", ("n", $"{series}"));

    public static double ValueOf(int series, long timestamp) =>
        series % 2 == 0 ? Math.Floor((timestamp - HistoryBench.Start) / 7.0) + series : ((timestamp / 1000 * 7919) + (series * 31)) % 10_000 / 100.0;

    /// <summary>The timestamps that a write brings to each series.</summary>
    public static IEnumerable<long> TimesOf(int write)
    {
        var start = HistoryBench.Start + (write * WriteMs);
        for (var step = 0; step < Steps; step++)
            yield return start + (step * StepMs);
        if (write >= LateWrites)
            yield return start - (LateWrites * WriteMs) + 1;
    }

    public static long ClockOf(int write) => HistoryBench.Start + (write * WriteMs);

    public static SqliteHistory Open(string file, TimeProvider clock, IngestMetrics metrics, out TimeSeriesCache cache)
    {
        cache = new TimeSeriesCache(new TimeSeriesCacheOptions { Retention = TimeSpan.FromMinutes(30) }, clock);
        var history = new SqliteHistory(file, new SqliteHistoryOptions { Raw = TimeSpan.FromDays(3000), Minutes = TimeSpan.FromDays(3000) }, cache, clock, metrics);
        history.Open(CancellationToken.None).GetAwaiter().GetResult();
        return history;
    }

    /// <summary>Has everything compiled by writing to a scratch file, then waits for "first write, blank, file" and writes to that until it is killed.</summary>
    public static async Task Run(string scratch, TextReader task, TextWriter durable)
    {
        await Write(scratch, 0, LateWrites + 4, TextWriter.Null);
        await durable.WriteLineAsync(Ready);
        await durable.FlushAsync();
        var parts = (await task.ReadLineAsync())!.Split(' ', 2);
        await Write(parts[1], int.Parse(parts[0], CultureInfo.InvariantCulture), int.MaxValue, durable);
    }

    private static async Task Write(string file, int firstWrite, int end, TextWriter durable)
    {
        var clock = new StepClock { NowMs = ClockOf(firstWrite) };
        using var metrics = new IngestMetrics();
        using var history = Open(file, clock, metrics, out var cache);
        using var stopping = new CancellationTokenSource();
        var maintenance = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                await history.MaintainOnce(CancellationToken.None);
                await Task.Yield();
            }
        });
        for (var write = firstWrite; write < end; write++)
        {
            clock.NowMs = ClockOf(write + 1);
            var samples = Enumerable.Range(0, Series).SelectMany(s => TimesOf(write).Select(t => new MetricSample(cache.Resolve("test", LabelsOf(s)), t, ValueOf(s, t)))).ToArray();
            await history.Write(samples, CancellationToken.None);
            await durable.WriteLineAsync($"{write}");
            await durable.FlushAsync();
        }
        await stopping.CancelAsync();
        await maintenance;
    }

    internal sealed class StepClock : TimeProvider
    {
        private long _nowMs;

        public long NowMs
        {
            get => Volatile.Read(ref _nowMs);
            set => Volatile.Write(ref _nowMs, value);
        }

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);
    }
}
