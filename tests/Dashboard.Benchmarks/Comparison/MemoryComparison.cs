using System.Globalization;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>How much memory 100,000 series × 720 samples take, an hour at 5 s, written as line protocol, and how many octets a sample.</summary>
internal static class MemoryComparison
{
    private const int Series = 100_000;
    private const int Steps = 720;
    private const int StepsAtOnce = 20;

    /// <summary>The most samples of a series that may not be sealed yet.</summary>
    private const int UnsealedRows = 32;

    public static async Task Print(ComparisonTable table, TimeProvider time)
    {
        using var ours = Contender.ThisServer();
        using var theirs = Contender.HasVictoriaMetrics ? Contender.VictoriaMetrics() : null;
        Contender[] both = theirs is null ? [ours] : [ours, theirs];
        foreach (var one in both)
            await one.Ready();
        var load = new WriteLoad(WriteKind.InfluxOneField, "m", Series);
        var start = time.GetUtcNow().ToUnixTimeMilliseconds() - (Steps * (long)WriteLoad.StepMs);
        for (var step = 0; step < Steps; step += StepsAtOnce)
        {
            var requests = load.Requests(start + (step * (long)WriteLoad.StepMs), StepsAtOnce);
            foreach (var one in both)
                await Sender.Send(one, requests);
        }
        table.Absolute("peak memory, 100,000 series × 720, MB", ours.PeakMegabytes, theirs?.PeakMegabytes, 500, 300);
        if (theirs is not null)
            theirs.Get("/internal/force_flush");
        // Where a series' newest rows are not sealed, its other samples bear the octets: the figure is at worst too high.
        var samples = Gauge(ours, "noc_cache_samples") - (Series * (double)UnsealedRows);
        table.Absolute("the same, sealed octets a sample (VictoriaMetrics: on disk)", Gauge(ours, "noc_cache_sealed_bytes") / samples, theirs?.DiskBytes / (double)(Series * Steps), 2.5, 1.5);
    }

    private static double Gauge(Contender server, string name)
    {
        var line = server.Get("/metrics").Split('\n').First(l => l.StartsWith(name + " ", StringComparison.Ordinal) || l.StartsWith(name + "{", StringComparison.Ordinal));
        return double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
    }
}
