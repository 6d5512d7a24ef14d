using Dashboard.Domain.Kpi;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Energy;

/// <summary>
/// Puts what the settings say of the grid into the cache, so that queries can weigh energy with the hour that it was used
/// in: <c>grid_carbon_intensity</c>, in grams of carbon dioxide a kilowatt-hour.
/// </summary>
public sealed class GridIntensitySource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "grid";

    /// <summary>The series.</summary>
    public const string Metric = "grid_carbon_intensity";

    /// <summary>How often it says so.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Past = TimeSpan.FromDays(1);
    private static readonly TimeSpan PastStep = TimeSpan.FromMinutes(10);

    private readonly HourlyProfile _profile;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Scrape<string> _scrape;

    public GridIntensitySource(EnergyOptions options, MetricCatalogue catalogue, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_profile, _pipeline, _time) = (options.Profile(), pipeline, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Carbon intensity of the grid",
            Protocol = "the settings",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["states"],
            Interval = Interval,
        };
        Meter = sources.Register(Description);
        _scrape = new Scrape<string>(pipeline, Id, static metric => Labels.Of(metric));
        catalogue.Describe(Metric, new MetricMetadata(MetricType.Gauge, $"Carbon dioxide of the grid's electricity by the hour, as {EnergyOptions.Section}:{nameof(EnergyOptions.GridIntensity)} says.", "g/kWh"));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        // What the settings say holds for yesterday too, so that a day's energy can be weighed from the first minute on. The same times at each start.
        for (var at = new DateTimeOffset(now.Ticks - (now.Ticks % PastStep.Ticks), TimeSpan.Zero) - Past; at < now; at += PastStep)
            await Say(at, cancellationToken);
        using var beat = new PeriodicTimer(Interval, _time);
        do
            await Say(_time.GetUtcNow(), cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    private ValueTask Say(DateTimeOffset at, CancellationToken cancellationToken)
    {
        _scrape.Begin(at.ToUnixTimeMilliseconds());
        _scrape.Add(Metric, _profile.At(at));
        Meter.Contacted();
        return _pipeline.Post(_scrape.End(0), cancellationToken);
    }
}
