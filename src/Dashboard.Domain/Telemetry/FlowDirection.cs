namespace Dashboard.Domain.Telemetry;

/// <summary>Where a flow was observed at its interface (information element 61).</summary>
public enum FlowDirection : byte
{
    Unknown,
    Ingress,
    Egress,
}
