namespace Dashboard.Ingest.Sources.Self;

/// <summary>How the values of a metric are to be read, by the Prometheus exposition format.</summary>
public enum MetricFamilyType
{
    /// <summary>A total that only rises, until the process starts anew.</summary>
    Counter,

    /// <summary>A value that rises and falls.</summary>
    Gauge,

    /// <summary>How many measurements were at most as large as each bound, their sum and their number.</summary>
    Histogram,
}
