namespace Dashboard.Domain.Insights;

/// <summary>What is concluded at the moment. Safe from any thread.</summary>
public sealed class InsightBook
{
    private volatile IReadOnlyList<Insight> _current = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<Insight> Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>The insight that an anomaly belongs to; null where there is none.</summary>
    public Insight? Of(long anomaly) => _current.FirstOrDefault(i => i.Anomalies.Any(a => a.Id == anomaly));

    /// <summary>The insight of an id; null where there is none, or not any more.</summary>
    public Insight? Find(string id) => _current.FirstOrDefault(i => i.Id == id);
}
