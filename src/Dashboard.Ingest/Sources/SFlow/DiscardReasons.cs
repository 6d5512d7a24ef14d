namespace Dashboard.Ingest.Sources.SFlow;

/// <summary>Why devices drop packets, by the codes of https://sflow.org/sflow_drops.txt.</summary>
internal static class DiscardReasons
{
    // 0 to 15 are the codes of ICMP's destination unreachable (RFC 1812 section 5.2.7.1).
    private static readonly string[] Unreachable =
    [
        "net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable", "fragmentation_needed", "source_route_failed", "net_unknown", "host_unknown",
        "source_isolated", "net_prohibited", "host_prohibited", "net_unreachable_for_tos", "host_unreachable_for_tos", "prohibited", "host_precedence_violation", "precedence_cutoff",
    ];

    private static readonly string[] Own = ["unknown", "ttl_exceeded", "acl", "no_buffer_space", "red", "traffic_shaping", "packet_too_big"];

    public static string Name(uint reason) =>
        reason < Unreachable.Length ? Unreachable[reason] : reason >= 256 && reason - 256 < Own.Length ? Own[reason - 256] : $"reason_{reason}";
}
