using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.History;

public sealed class HistoryBreakOffTests
{
    [Fact]
    public async Task A_packing_that_is_broken_off_goes_on_the_next_time_and_loses_nothing_of_what_is_written_beside_it()
    {
        using var bench = new HistoryBench();
        var series = Enumerable.Range(0, 600).Select(n => Labels.Of("load", ("n", $"{n}"))).ToArray();
        var expected = 0;
        var brokenOff = 0;
        for (var round = 0; round < 24; round++)
        {
            for (var write = 0; write < 6; write++)
            {
                bench.Write(Batch(bench, series, ref expected));
                bench.Clock.Advance(TimeSpan.FromMinutes(10));
            }
            bench.Clock.Advance(TimeSpan.FromMinutes(6)); // the grace
            using var enough = new CancellationTokenSource();
            var packing = Task.Run(() => bench.History.MaintainOnce(enough.Token));
            if (round % 2 == 0)
                await enough.CancelAsync();
            await bench.History.Write(Batch(bench, series, ref expected), CancellationToken.None);
            await enough.CancelAsync();
            try
            {
                await packing;
            }
            catch (OperationCanceledException)
            {
                brokenOff++;
            }
            Assert.Equal(expected, Count(bench));
            bench.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.True(brokenOff > 0);
        bench.Clock.Advance(TimeSpan.FromHours(1));
        bench.Maintain();
        Assert.Equal(expected, Count(bench));
        bench.Reopen();
        Assert.Equal(expected, Count(bench));
    }

    private static MetricSample[] Batch(HistoryBench bench, Labels[] series, ref int expected)
    {
        var samples = series.SelectMany(l => Enumerable.Range(0, 3).Select(i => bench.Sample(l, bench.Clock.NowMs + (i * 1000), i))).ToArray();
        expected += samples.Length;
        return samples;
    }

    private static int Count(HistoryBench bench) => bench.Read([], HistoryBench.Start, bench.Clock.NowMs + 10_000).Values.Sum(static s => s.Count);
}
