namespace Dashboard.Domain.Ran;

/// <summary>Where a measurement comes from, on which its unit depends.</summary>
public enum MeasurementOrigin
{
    /// <summary>Performance management by TS 28.552 and TS 32.425: PM files, and perf3gpp of VES.</summary>
    PerformanceManagement,

    /// <summary>E2SM-KPM of a near-real-time RIC, which has kbit for Mbit and ms for s (O-RAN.WG3.E2SM-KPM clause 7.9).</summary>
    E2Kpm,
}
