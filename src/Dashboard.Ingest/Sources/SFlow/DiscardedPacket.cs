using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>A packet that a device dropped, and why (https://sflow.org/sflow_drops.txt). It is no traffic and no part of any flow.</summary>
/// <param name="Agent">The device.</param>
/// <param name="Reason">The code of the reason: 0 to 16 as ICMP's unreachable codes, from 256 on sFlow's own.</param>
/// <param name="Drops">Notifications that the device itself had to let go of.</param>
/// <param name="Packet">What the packet's header says, and its interfaces.</param>
public readonly record struct DiscardedPacket(NetworkAddress Agent, uint Reason, uint Drops, FlowRecord Packet);
