using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>What is kept of the samples of one minute, quarter or hour; stale markers are no samples.</summary>
internal struct RollUpRow
{
    /// <summary>The last sample's time, ms since 1970-01-01 UTC.</summary>
    public long Time;

    public double Last;

    /// <summary>The smallest value, NaN only where there is nothing else.</summary>
    public double Min;

    /// <summary>The largest value, NaN only where there is nothing else.</summary>
    public double Max;

    public double Sum;

    public double Count;

    /// <summary>
    /// What a counter had come to before each of its resets, added up: it grew by the difference of two last values and
    /// this. Resets since the sample before this row count here, but for those before a page's first sample.
    /// </summary>
    public double Resets;

    public readonly double Of(RollUp rollUp) => rollUp switch
    {
        RollUp.Min => Min,
        RollUp.Max => Max,
        RollUp.Sum => Sum,
        RollUp.Count => Count,
        _ => Last,
    };
}
