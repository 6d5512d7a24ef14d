using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>One series of a device: where it goes, and what it was last.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct MetricCell
{
    public SeriesRef Series;
    public CounterReading Counter;
    public double Value;

    /// <summary>The poll that it was last seen in.</summary>
    public int Seen;

    public bool IsResolved;

    /// <summary>The text that a series of text has among its labels.</summary>
    public string? Text;
}
