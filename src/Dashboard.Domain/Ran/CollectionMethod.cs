namespace Dashboard.Domain.Ran;

/// <summary>How a measurement comes about (3GPP TS 32.404 clause 3.3). Each of them is reported for one granularity period; none is a total since a start.</summary>
public enum CollectionMethod
{
    /// <summary>CC: a count of events in the period.</summary>
    CumulativeCounter,

    /// <summary>GAUGE: a value that rises and falls.</summary>
    Gauge,

    /// <summary>DER: what was recorded of every nth event of the period.</summary>
    DiscreteEventRegistration,

    /// <summary>SI: what regular looks at a state in the period found.</summary>
    StatusInspection,
}
