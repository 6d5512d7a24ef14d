namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>What was found in a PM file.</summary>
internal sealed class PmReport
{
    private readonly int[] _anomalies = new int[PmAnomalies.Kinds];

    /// <summary>Who sent it; empty where it does not say.</summary>
    public string Sender { get; set; } = "";

    /// <summary>Managed elements.</summary>
    public int Elements { get; set; }

    /// <summary>Objects and periods that values were given of.</summary>
    public long Objects { get; set; }

    /// <summary>Values.</summary>
    public long Values { get; set; }

    /// <summary>Results without a value, as <c>NIL</c> or empty.</summary>
    public long Nulls { get; set; }

    /// <summary>Values that the source itself doubts.</summary>
    public long Suspects { get; set; }

    /// <summary>The file's own beginning and end, and the first and last end of a period, in milliseconds since 1970-01-01 UTC; null where it says none.</summary>
    public long? Begin { get; set; }

    public long? End { get; set; }

    public long? FirstPeriod { get; set; }

    public long? LastPeriod { get; set; }

    /// <summary>Why the file could not be read to its end, as a sentence; null where it could.</summary>
    public string? Stopped { get; set; }

    /// <summary>Whether the file's outermost element ended.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How often something was wrong, by what.</summary>
    public IEnumerable<(PmAnomaly Anomaly, int Times)> Anomalies =>
        _anomalies.Select(static (times, kind) => ((PmAnomaly)kind, times)).Where(static a => a.times > 0);

    public int this[PmAnomaly anomaly] => _anomalies[(int)anomaly];

    public void Count(PmAnomaly anomaly, int times = 1) => _anomalies[(int)anomaly] += times;
}
