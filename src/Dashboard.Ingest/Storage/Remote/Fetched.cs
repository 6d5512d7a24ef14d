using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>What the answers to one query bring, gathered by series.</summary>
internal sealed class Fetched(long resolution, SelectHints hints, long maxSamples, string tooMany)
{
    private static readonly RollUp[] OnlyLast = [RollUp.Last];
    private static readonly RollUp[] All = [RollUp.Last, RollUp.Min, RollUp.Max, RollUp.Sum, RollUp.Count];

    private readonly Dictionary<Labels, FetchedSeries> _series = []; // bound: RemoteStoreOptions.MaxAnswerBytes
    private long _samples;

    /// <summary>Milliseconds of a roll-up; 0 where samples are read as they are.</summary>
    public long Resolution => resolution;

    /// <summary>The roll-ups that the query can make use of.</summary>
    public IReadOnlyList<RollUp> RollUps { get; } = resolution > 0 && hints.Window > 0 ? All : OnlyLast;

    public FetchedSeries Series(Labels labels)
    {
        if (!_series.TryGetValue(labels, out var series))
            _series[labels] = series = new FetchedSeries(labels, resolution, RollUps.Count > 1);
        return series;
    }

    /// <exception cref="IOException">More samples come than a query may read.</exception>
    public void Add(FetchedSeries series, RollUp rollUp, long timestamp, double value)
    {
        Count();
        series.Add(rollUp, timestamp, value);
    }

    /// <summary>Adds a sample that is not rolled up.</summary>
    /// <exception cref="IOException">More samples come than a query may read.</exception>
    public void AddSample(FetchedSeries series, long timestamp, double value)
    {
        Count();
        series.AddSample(timestamp, value);
    }

    /// <summary>The series that have samples and fulfil every matcher, whatever the store thinks of the matchers.</summary>
    public IReadOnlyList<ISeries> Complete(IReadOnlyList<LabelMatcher> matchers)
    {
        var complete = new List<ISeries>(_series.Count);
        foreach (var series in _series.Values)
        {
            if (series.IsEmpty || !LabelMatcher.AllMatch(matchers, series.Labels))
                continue;
            series.Complete();
            complete.Add(series);
        }
        return complete;
    }

    /// <summary>The labels of the series that fulfil every matcher, with samples or without.</summary>
    public IEnumerable<Labels> LabelSets(IReadOnlyList<LabelMatcher> matchers) => _series.Keys.Where(l => LabelMatcher.AllMatch(matchers, l));

    private void Count()
    {
        if (++_samples > maxSamples)
            throw new IOException(tooMany);
    }
}
