using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>The series that patterns are looked for in on a fresh start: interfaces, hosts, cells, slices and services.</summary>
public static class StandardPatternRules
{
    private const string Physical = "device!~\"lo|docker.*|br-.*|veth.*|virbr.*|ifb.*|tun.*|tap.*|dummy.*|wg.*\"";

    public static readonly IReadOnlyList<PatternRule> All =
    [
        Of("interface-received", "Traffic received", Unit.BitsPerSecond, 1e5, "interface", "{{instance}} {{device}}", "instance",
            $"8 * sum by (instance, device) (rate(node_network_receive_bytes_total{{{Physical}}}[$step]))"),
        Of("interface-sent", "Traffic sent", Unit.BitsPerSecond, 1e5, "interface", "{{instance}} {{device}}", "instance",
            $"8 * sum by (instance, device) (rate(node_network_transmit_bytes_total{{{Physical}}}[$step]))"),
        Of("interface-drops", "Packets dropped", Unit.PacketsPerSecond, 1, "interface", "{{instance}} {{device}}", "instance",
            $"sum by (instance, device) (rate(node_network_receive_drop_total{{{Physical}}}[$step])) + sum by (instance, device) (rate(node_network_transmit_drop_total{{{Physical}}}[$step]))"),
        Of("host-processor", "Processor use", Unit.Percent, 5, "host", "{{instance}}", "instance",
            "100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[$step])))"),
        Of("host-memory", "Memory use", Unit.Percent, 3, "host", "{{instance}}", "instance",
            "100 * (1 - avg by (instance) (node_memory_MemAvailable_bytes) / avg by (instance) (node_memory_MemTotal_bytes))"),
        Of("host-disk", "Disk use", Unit.Percent, 1, "host", "{{instance}} {{mountpoint}}", "instance",
            "100 * (1 - max by (instance, mountpoint) (node_filesystem_avail_bytes) / (max by (instance, mountpoint) (node_filesystem_size_bytes) > 0))"),
        Of("host-retransmission", "TCP retransmission", Unit.Percent, 1, "host", "{{instance}}", "instance",
            "100 * sum by (instance) (rate(node_netstat_Tcp_RetransSegs[$step])) / (sum by (instance) (rate(node_netstat_Tcp_OutSegs[$step])) > 10)"),
        Of("cell-load", "PRB use", Unit.Percent, 5, "cell", "{{cell}}", "site",
            "avg by (site, cell) (avg_over_time(RRU_PrbTotDl{cell!=\"\"}[$step]))"),
        Of("cell-users", "Connected users", Unit.Count, 10, "cell", "{{cell}}", "site",
            "sum by (site, cell) (avg_over_time(RRC_ConnMean{cell!=\"\"}[$step]))"),
        Of("slice-throughput", "Throughput of users", Unit.BitsPerSecond, 1e6, "slice", "{{snssai}}", "snssai",
            "1000 * avg by (snssai) (avg_over_time(DRB_UEThpDl{snssai!=\"\"}[$step]))"),
        Of("slice-delay", "Delay", Unit.Seconds, 0.001, "slice", "{{snssai}}", "snssai",
            "0.0001 * avg by (snssai) (avg_over_time(DRB_RlcSduDelayDl{snssai!=\"\"}[$step]))"),
        Of("service-requests", "Requests", Unit.PerSecond, 0.5, "service", "{{service}}", "service",
            "sum by (service) (rate(traces_spanmetrics_calls_total[$step]))"),
        Of("service-latency", "Latency of 95 of 100 requests", Unit.Seconds, 0.01, "service", "{{service}}", "service",
            "histogram_quantile(0.95, sum by (service, le) (rate(traces_spanmetrics_latency_bucket[$step])))"),
    ];

    private static PatternRule Of(string name, string subject, Unit unit, double least, string kind, string entity, string neighbourhood, string query) =>
        new() { Name = name, Subject = subject, Unit = unit, LeastDifference = least, EntityKind = kind, Entity = entity, Neighbourhood = neighbourhood, Query = query };
}
