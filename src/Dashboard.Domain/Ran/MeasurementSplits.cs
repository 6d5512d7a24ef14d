namespace Dashboard.Domain.Ran;

/// <summary>What the subcounters of a measurement tell apart: each part of their names after the measurement's own becomes a label.</summary>
[Flags]
public enum MeasurementSplits
{
    None = 0,

    /// <summary>The slice, label <c>snssai</c> (<see cref="Ran.Snssai"/>).</summary>
    Snssai = 1,

    /// <summary>The quality of service, label <c>fiveqi</c> (TS 23.501 clause 5.7.4), or <c>qci</c> where it is written so.</summary>
    Qos = 2,

    /// <summary>The cause of an establishment, release, failure or outage, label <c>cause</c>.</summary>
    Cause = 4,

    /// <summary>A range of a distribution, label <c>bin</c>; of several dimensions with dots between them.</summary>
    Bin = 8,

    /// <summary>The network, label <c>plmn</c>: five or six digits.</summary>
    Plmn = 16,
}
