using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>The first page: what a network does now, over the metrics that every node reports.</summary>
public static class NetworkOverview
{
    // The loopback is traffic of the machine with itself: it has its row in the table, but it is no network.
    private const string Wire = "device!=\"lo\"";

    public static readonly IReadOnlyList<KpiDefinition> Kpis =
    [
        new()
        {
            Id = "traffic-in", Title = "Traffic in", Unit = Unit.BitsPerSecond,
            Description = "Bits received a second on all interfaces but the loopback, over the last 10 s.",
            Query = $"sum(rate(node_network_receive_bytes_total{{{Wire}}}[10s])) * 8",
        },
        new()
        {
            Id = "traffic-out", Title = "Traffic out", Unit = Unit.BitsPerSecond,
            Description = "Bits sent a second on all interfaces but the loopback, over the last 10 s.",
            Query = $"sum(rate(node_network_transmit_bytes_total{{{Wire}}}[10s])) * 8",
        },
        new()
        {
            Id = "retransmission", Title = "TCP retransmission", Unit = Unit.Percent,
            Description = "TCP segments sent again, as a share of all segments sent, over the last minute.",
            Query = "100 * sum(rate(node_netstat_Tcp_RetransSegs[1m])) / (sum(rate(node_netstat_Tcp_OutSegs[1m])) > 0) or sum(rate(node_netstat_Tcp_RetransSegs[1m]))",
            Thresholds = [new(PerceivedSeverity.Minor, 2), new(PerceivedSeverity.Major, 5)],
        },
        new()
        {
            Id = "loss", Title = "Errors and drops", Unit = Unit.PerSecond,
            Description = "Packets a second that interfaces reported as errors or drops, both directions, over the last minute.",
            Query = "sum(rate(node_network_receive_errs_total[1m])) + sum(rate(node_network_receive_drop_total[1m])) + sum(rate(node_network_transmit_errs_total[1m])) + sum(rate(node_network_transmit_drop_total[1m]))",
            Thresholds = [new(PerceivedSeverity.Minor, 1), new(PerceivedSeverity.Major, 100)],
        },
        new()
        {
            Id = "cpu", Title = "CPU", Unit = Unit.Percent,
            Description = "Time that processors were not idle, mean of all, over the last 10 s.",
            Query = "100 * (1 - avg(rate(node_cpu_seconds_total{mode=\"idle\"}[10s])))",
            Thresholds = [new(PerceivedSeverity.Minor, 90), new(PerceivedSeverity.Major, 97)],
        },
        new()
        {
            Id = "memory", Title = "Memory", Unit = Unit.Percent,
            Description = "Memory that is neither free nor could be freed without harm (MemAvailable).",
            Query = "100 * (1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes))",
            Thresholds = [new(PerceivedSeverity.Minor, 85), new(PerceivedSeverity.Major, 92), new(PerceivedSeverity.Critical, 97)],
        },
    ];

    // The series of the interfaces that carried most over the range of the chart; those that carried nothing are left out.
    private const string Busiest = "topk(4, sum by (device) (rate(node_network_receive_bytes_total[15m] @ end()) + rate(node_network_transmit_bytes_total[15m] @ end())) > 0)";

    public static readonly ChartDefinition Traffic = new()
    {
        Id = "traffic",
        Title = "Traffic by interface and direction",
        Unit = Unit.BitsPerSecond,
        Description = "The four busiest interfaces of the last 15 minutes; solid lines in, broken lines out.",
        Interval = TimeSpan.FromSeconds(5),
        Queries =
        [
            new($"sum by (device) (rate(node_network_receive_bytes_total[10s])) * 8 and {Busiest}", "{{device}} in"),
            new($"sum by (device) (rate(node_network_transmit_bytes_total[10s])) * 8 and {Busiest}", "{{device}} out", Dashed: true),
        ],
    };

    public static readonly ChartDefinition Connections = new()
    {
        Id = "connections",
        Title = "TCP connections by state",
        Description = "Connections of the machine by TCP state, IPv4 and IPv6.",
        Interval = TimeSpan.FromSeconds(10),
        Step = TimeSpan.FromSeconds(10),
        Queries = [new("sum by (state) (node_tcp_connection_states{state!~\".*_queued_bytes\"}) > 0", "{{state}}")],
    };

    public static readonly TableDefinition Interfaces = new()
    {
        Id = "interfaces",
        Title = "Interfaces",
        RowName = "interface",
        Description = "Every interface that a node reports. 95th is the 95th percentile of the larger direction over the last hour.",
        Key = ["instance", "device"],
        Columns =
        [
            new()
            {
                // 2 carries, 1 is switched on but has no carrier, 0 is switched off (its carrier cannot be read).
                Title = "State", Query = "max by (instance, device) (node_network_carrier + 1) or max by (instance, device) (node_network_up * 0)",
                States = [new("off", null), new("no carrier", PerceivedSeverity.Major), new("up", PerceivedSeverity.Cleared)],
            },
            new() { Title = "Device", Label = "instance", WideOnly = true },
            new() { Title = "Interface", Label = "device" },
            new() { Title = "Speed", Unit = Unit.BitsPerSecond, Query = "max by (instance, device) (node_network_speed_bytes) * 8", WideOnly = true },
            new()
            {
                Title = "Utilisation", Unit = Unit.Percent, Bar = true, Thresholds = [new(PerceivedSeverity.Minor, 80), new(PerceivedSeverity.Major, 90)],
                Query = "100 * max by (instance, device) (rate(node_network_receive_bytes_total[10s]) > rate(node_network_transmit_bytes_total[10s]) or rate(node_network_transmit_bytes_total[10s])) / max by (instance, device) (node_network_speed_bytes)",
            },
            new() { Title = "In", Unit = Unit.BitsPerSecond, Query = "sum by (instance, device) (rate(node_network_receive_bytes_total[5s])) * 8" },
            new() { Title = "Out", Unit = Unit.BitsPerSecond, Query = "sum by (instance, device) (rate(node_network_transmit_bytes_total[5s])) * 8" },
            new()
            {
                Title = "95th", Unit = Unit.BitsPerSecond, Interval = TimeSpan.FromSeconds(30), WideOnly = true,
                Query = "8 * max by (instance, device) (quantile_over_time(0.95, rate(node_network_receive_bytes_total[30s])[1h:30s]) > quantile_over_time(0.95, rate(node_network_transmit_bytes_total[30s])[1h:30s]) or quantile_over_time(0.95, rate(node_network_transmit_bytes_total[30s])[1h:30s]))",
            },
            new()
            {
                Title = "Errors", Unit = Unit.PerSecond, Thresholds = [new(PerceivedSeverity.Warning, 0.1), new(PerceivedSeverity.Minor, 1)], WideOnly = true,
                Query = "sum by (instance, device) (rate(node_network_receive_errs_total[1m]) + rate(node_network_transmit_errs_total[1m]))",
            },
            new()
            {
                Title = "Drops", Unit = Unit.PerSecond, Thresholds = [new(PerceivedSeverity.Warning, 0.1), new(PerceivedSeverity.Minor, 10)], WideOnly = true,
                Query = "sum by (instance, device) (rate(node_network_receive_drop_total[1m]) + rate(node_network_transmit_drop_total[1m]))",
            },
        ],
    };

    public static readonly AlarmsDefinition Alarms = new()
    {
        Id = "alarms",
        Title = "Active alarms",
        Description = "What is wrong now by the standard rules: carrier, utilisation, errors, drops, retransmission, processor, memory, disk, silent sources.",
    };

    public static readonly EventsDefinition Events = new()
    {
        Id = "events",
        Title = "Recent events",
        Description = "Interfaces that went down or came up, newest first.",
    };
}
