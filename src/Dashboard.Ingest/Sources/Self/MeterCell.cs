namespace Dashboard.Ingest.Sources.Self;

/// <summary>What one instrument has measured under one set of tags. Safe from any thread.</summary>
internal abstract class MeterCell
{
    /// <summary>Series that it is exposed as.</summary>
    public abstract int Series { get; }

    /// <summary>Where it stands among the cells of its family.</summary>
    public required string Order { get; init; }

    /// <summary>The round of collection in which it was last measured; only kept for instruments that are asked.</summary>
    public long Seen { get; set; }

    public abstract void Measure(double value);

    public abstract void AddTo(List<MetricPoint> points);
}
