using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>Puts this server's own metrics into the cache, so that it can be watched with the same means as everything else.</summary>
public sealed class SelfSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "self";

    private readonly SelfOptions _options;
    private readonly MeterRegistry _registry;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<Labels> _scrape;

    public SelfSource(SelfOptions options, MeterRegistry registry, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _registry, _pipeline, _time) = (options, registry, pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "This server",
            Protocol = "own meters",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["polls"],
            Interval = options.Interval,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<Labels>(pipeline, Id, labels => Labels.From([.. labels, new Label("job", "noc-dashboard"), new Label("instance", options.Instance)]));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {SelfOptions.Section}:Enabled");
            return;
        }
        using var beat = new PeriodicTimer(_options.Interval, _time);
        do
            await Collect(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Takes every metric once.</summary>
    internal ValueTask Collect(CancellationToken cancellationToken)
    {
        _scrape.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var family in _registry.Collect(Meter.Failed))
        {
            foreach (var point in family.Points)
                _scrape.Add(point.Labels, point.Value);
        }
        return _pipeline.Post(_scrape.End(0), cancellationToken);
    }
}
