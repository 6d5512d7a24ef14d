namespace Dashboard.Benchmarks.Comparison;

/// <summary>
/// What a million samples cost a server: the same octets to both in turn, several rounds of each way of writing. Cold:
/// nobody has seen the series. Warm: the steps after that.
/// </summary>
internal static class IngestComparison
{
    private const int Series = 100_000;
    private const int Rounds = 3;
    private const int Steps = 20;

    private static readonly (WriteKind Kind, string Name, double WarmGate, double WarmGoal)[] Kinds =
    [
        (WriteKind.InfluxOneField, "Influx line, 1 field", 0.5, 0.25),
        (WriteKind.InfluxFourFields, "Influx line, 4 fields", 0.5, 0.25),
        (WriteKind.InfluxGzip, "Influx line, gzip", 0.5, 0.25),
        (WriteKind.RemoteWrite, "remote write", 0.5, 0.25),
    ];

    public static async Task Print(ComparisonTable table, TimeProvider time)
    {
        using var ours = Contender.ThisServer();
        using var theirs = Contender.HasVictoriaMetrics ? Contender.VictoriaMetrics() : null;
        Contender[] both = theirs is null ? [ours] : [ours, theirs];
        foreach (var one in both)
            await one.Ready();
        foreach (var (kind, name, warmGate, warmGoal) in Kinds)
        {
            // A first round of few series that does not count: a server that has run for a minute is compiled and has its memory.
            await Round(both, kind, $"{(int)kind}w", Series / 10, time);
            var (cold, warm) = (NewFigures(), NewFigures());
            for (var round = 0; round < Rounds; round++)
            {
                var (first, next) = await Round(both, kind, $"{(int)kind}{round}", Series, time);
                for (var i = 0; i < both.Length; i++)
                {
                    cold[i].Add(first[i]);
                    warm[i].Add(next[i]);
                }
                Array.Reverse(both);
                Array.Reverse(cold);
                Array.Reverse(warm);
            }
            var at = Array.IndexOf(both, ours);
            var other = both.Length - 1 - at;
            const double Million = Series * (double)Steps / 1e6;
            table.Ratio($"{name}, warm, CPU s a million samples", Cost(warm[at]), theirs is null ? [] : Cost(warm[other]), warmGate, warmGoal);
            table.Ratio($"{name}, cold, CPU s a million samples", Cost(cold[at]), theirs is null ? [] : Cost(cold[other]), 2.0 / 3, 1.0 / 3);
            table.Ratio($"{name}, warm, million samples/s", Speed(warm[at]), theirs is null ? [] : Speed(warm[other]), 1.5, 3, moreIsBetter: true);

            List<(double Seconds, double Processor)>[] NewFigures() => [.. both.Select(static _ => new List<(double, double)>())];

            double[] Cost(List<(double Seconds, double Processor)> figures) => [.. figures.Select(f => f.Processor / Million)];

            double[] Speed(List<(double Seconds, double Processor)> figures) => [.. figures.Select(f => Million / f.Seconds)];
        }
    }

    private static async Task<((double, double)[] Cold, (double, double)[] Warm)> Round(Contender[] servers, WriteKind kind, string generation, int series, TimeProvider time)
    {
        var load = new WriteLoad(kind, generation, series);
        var start = time.GetUtcNow().ToUnixTimeMilliseconds() / WriteLoad.StepMs * WriteLoad.StepMs - (2 * Steps * WriteLoad.StepMs);
        var cold = await Pass(start);
        return (cold, await Pass(start + (Steps * WriteLoad.StepMs)));

        async Task<(double, double)[]> Pass(long from)
        {
            var requests = load.Requests(from, Steps);
            var figures = new (double, double)[servers.Length];
            for (var i = 0; i < servers.Length; i++)
                figures[i] = await Sender.Send(servers[i], requests);
            return figures;
        }
    }
}
