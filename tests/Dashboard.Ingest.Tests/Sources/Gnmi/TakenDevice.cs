using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Sources.Gnmi.Tree;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

/// <summary>A device without a network between: messages go straight into the intake, samples into a cache.</summary>
internal sealed class TakenDevice : IDisposable
{
    public TakenDevice(GnmiModules? modules = null, int maxLeaves = 10_000, params IReadOnlyList<GnmiSubscription> subscriptions)
    {
        Bench.Register("gnmi");
        Samples = new GnmiSamples(Bench.Pipeline, "gnmi", "rtr");
        Tree = new GnmiTree(modules ?? new GnmiModules(), Samples, "rtr", subscriptions, maxLeaves);
        Intake = new GnmiIntake(Tree, Samples);
        Begin();
        Intake.Synchronize(Bench.Now);
    }

    public IngestBench Bench { get; } = new();

    public GnmiSamples Samples { get; }

    public GnmiTree Tree { get; }

    public GnmiIntake Intake { get; }

    /// <summary>Starts a connection.</summary>
    public void Begin() => Intake.Begin(Bench.Now);

    /// <summary>Takes messages and stores what came of them; returns what was wrong with the last.</summary>
    public async Task<string?> Take(params IEnumerable<byte[]> messages)
    {
        string? problem = null;
        foreach (var message in messages)
            problem = Intake.Take(message, Bench.Now);
        await Store();
        return problem;
    }

    public async Task Store()
    {
        if (Bench.Pipeline.ExecuteTask is null)
            await Bench.Pipeline.StartAsync(default);
        await Samples.Post(1, default);
    }

    /// <summary>The latest value of the one series that is meant; null where it has ended.</summary>
    public async Task<double?> Latest(string metric, params (string Name, string Value)[] labels)
    {
        var columns = new SampleColumns();
        Assert.Single(await Bench.Series(metric, labels)).Read(0, long.MaxValue, columns);
        return StaleMarker.Is(columns.Values[^1]) ? null : columns.Values[^1];
    }

    /// <summary>The series of a metric that have not ended, as PromQL writes them.</summary>
    public async Task<string[]> Living(string metric)
    {
        List<string> living = [];
        foreach (var series in await Bench.Series(metric))
        {
            var columns = new SampleColumns();
            series.Read(0, long.MaxValue, columns);
            if (!StaleMarker.Is(columns.Values[^1]))
                living.Add(series.Labels.ToString());
        }
        return [.. living.Order(StringComparer.Ordinal)];
    }

    public void Dispose() => Bench.Dispose();
}
