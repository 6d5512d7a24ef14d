using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>Turns the pages of one target into samples.</summary>
internal sealed class HttpJsonReading(HttpJsonMetric[] metrics, int sampleLimit, Labels target, IngestPipeline pipeline, MetricCatalogue catalogue) : IPulledReading
{
    private readonly List<HttpJsonSample> _found = []; // bound: HttpPullOptions.SampleLimit
    private readonly Scrape<Labels> _scrape = new(pipeline, HttpJsonSource.Id, static labels => labels);
    private bool _isDescribed;

    public PullOutcome Read(HttpPage page, long timestamp, TelemetryBatch<MetricSample> into)
    {
        _found.Clear();
        var outcome = HttpJsonDecoder.Read(page.Octets, metrics, sampleLimit, _found);
        if (outcome.Failure is not null)
            return outcome;
        if (!_isDescribed)
        {
            foreach (var metric in metrics)
                catalogue.Describe(metric.Options.Name, new MetricMetadata(metric.Options.IsCounter ? MetricType.Counter : MetricType.Gauge, metric.Options.Help, ""));
        }
        _isDescribed = true;
        _scrape.Begin(timestamp);
        foreach (var sample in _found)
        {
            var labels = With(target, sample.Labels);
            if (sample.Time is { } time)
                _scrape.Add(labels, sample.Value, time);
            else
                _scrape.Add(labels, sample.Value);
        }
        _scrape.End(into);
        return outcome;
    }

    public void EndAll(long timestamp, TelemetryBatch<MetricSample> into)
    {
        _scrape.Begin(timestamp);
        _scrape.End(into);
    }

    /// <summary>The labels of a sample with those of its target; its own win.</summary>
    public static Labels With(Labels target, Labels own) => Labels.From([.. target.AsSpan(), .. own.AsSpan()]);
}
