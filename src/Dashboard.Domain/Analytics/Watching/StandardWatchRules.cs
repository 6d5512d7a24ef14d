using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>What is watched from a fresh start on: interfaces, hosts, cells, slices, services, what is logged, and the program itself.</summary>
public static class StandardWatchRules
{
    private const string Physical = "device!~\"lo|docker.*|br-.*|veth.*|virbr.*|ifb.*|tun.*|tap.*|dummy.*|wg.*\"";
    private const string Server = "span_kind=\"SPAN_KIND_SERVER\"";

    // What was put to sleep to save energy, or locked by hand, serves nobody for a reason.
    private const string Willed = " unless on (instance, cell) (sum by (instance, cell) (sum_over_time(RRU_CellUnavailableTime{cause=~\"(?i:energy.?saving|manual.*)\"}[1m])) > 0)";

    // Measurements of cells come each 10 s or each 15 minutes, and then minutes late; a minute holds one or a mean of several.
    private static readonly TimeSpan OfCells = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LateCells = TimeSpan.FromMinutes(40);

    public static readonly IReadOnlyList<WatchRule> All =
    [
        Interface("interface-traffic-in", "Traffic in", $"8 * rate(node_network_receive_bytes_total{{{Physical}}}[2m])", Unit.BitsPerSecond, 1e6, 0.2, WatchDirection.Both),
        Interface("interface-traffic-out", "Traffic out", $"8 * rate(node_network_transmit_bytes_total{{{Physical}}}[2m])", Unit.BitsPerSecond, 1e6, 0.2, WatchDirection.Both),
        Interface("interface-errors", "Packet errors", $"rate(node_network_receive_errs_total{{{Physical}}}[2m]) + rate(node_network_transmit_errs_total{{{Physical}}}[2m])", Unit.PerSecond, 0.1, 0.5, WatchDirection.Up),
        Interface("interface-drops", "Packet drops", $"rate(node_network_receive_drop_total{{{Physical}}}[2m]) + rate(node_network_transmit_drop_total{{{Physical}}}[2m])", Unit.PerSecond, 1, 0.5, WatchDirection.Up),
        Host("cpu", "CPU use", "100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[1m])))", Unit.Percent, 20, 0.2, WatchDirection.Up),
        Host("memory", "Memory in use", "100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)", Unit.Percent, 8, 0.1, WatchDirection.Up),
        Host("tcp-retransmission", "TCP retransmission", "100 * rate(node_netstat_Tcp_RetransSegs[2m]) / (rate(node_netstat_Tcp_OutSegs[2m]) > 10)", Unit.Percent, 1, 0.5, WatchDirection.Up),
        Cell("cell-prb-use", "PRB use", "avg by (instance, site, cluster, cell) (avg_over_time(RRU_PrbTotDl{cell!=\"\"}[1m]))" + Willed, Unit.Percent, 5, 0.5, WatchDirection.Both),
        Cell("cell-users", "Connected users", "sum by (instance, site, cluster, cell) (avg_over_time(RRC_ConnMean{cell!=\"\"}[1m]))" + Willed, Unit.Count, 3, 0.5, WatchDirection.Both),
        Cell("cell-throughput", "User throughput", "1000 * avg by (instance, site, cluster, cell) (avg_over_time(DRB_UEThpDl{cell!=\"\",snssai=\"\",fiveqi=\"\"}[1m]))", Unit.BitsPerSecond, 2e6, 0.3, WatchDirection.Down),
        Cell("cell-uplink-loss", "Uplink packet loss", "avg by (instance, site, cluster, cell) (avg_over_time(DRB_PacketLossRateUl{cell!=\"\",snssai=\"\"}[1m])) / 10000", Unit.Percent, 0.5, 0.5, WatchDirection.Up),
        Cell("cell-set-up", "RRC set-up success", "100 * sum by (instance, site, cluster, cell) (sum_over_time(RRC_ConnEstabSucc{cell!=\"\"}[1m])) / (sum by (instance, site, cluster, cell) (sum_over_time(RRC_ConnEstabAtt{cell!=\"\"}[1m])) > 50)", Unit.Percent, 3, 0, WatchDirection.Down),
        Cell("cell-handover", "Handover success", "100 * sum by (instance, site, cluster, cell) (sum_over_time(MM_HoExeInterSucc{cell!=\"\"}[1m])) / (sum by (instance, site, cluster, cell) (sum_over_time(MM_HoExeInterReq{cell!=\"\"}[1m])) > 50)", Unit.Percent, 5, 0, WatchDirection.Down),
        new()
        {
            Name = "slice-throughput", Title = "User throughput", Entity = "slice {{snssai}}", Unit = Unit.BitsPerSecond, Interval = OfCells, Lateness = LateCells,
            Query = "1000 * avg by (snssai) (avg_over_time(DRB_UEThpDl{snssai!=\"\"}[1m]))", Direction = WatchDirection.Down, MinimumEffect = 1e6, MinimumShare = 0.2,
        },
        new()
        {
            Name = "slice-delay", Title = "Air interface delay", Entity = "slice {{snssai}}", Unit = Unit.Seconds, Interval = OfCells, Lateness = LateCells,
            Query = "avg by (snssai) (avg_over_time(DRB_AirIfDelayDl{snssai!=\"\"}[1m])) / 10000", Direction = WatchDirection.Up, MinimumEffect = 0.001, MinimumShare = 0.25,
        },
        Service("service-calls", "Calls", $"sum by (service) (rate(traces_spanmetrics_calls_total{{{Server}}}[2m]))", Unit.PerSecond, 0.5, 0.4, WatchDirection.Both),
        Service("service-errors", "Failed calls", $"100 * (sum by (service) (rate(traces_spanmetrics_calls_total{{{Server},status_code=\"STATUS_CODE_ERROR\"}}[2m])) or 0 * sum by (service) (rate(traces_spanmetrics_calls_total{{{Server}}}[2m]))) / (sum by (service) (rate(traces_spanmetrics_calls_total{{{Server}}}[2m])) > 0.05)", Unit.Percent, 2, 0.3, WatchDirection.Up),
        Service("service-latency", "Latency, 95th percentile,", $"histogram_quantile(0.95, sum by (service, le) (rate(traces_spanmetrics_latency_bucket{{{Server}}}[2m])))", Unit.Seconds, 0.02, 0.4, WatchDirection.Up),
        new()
        {
            Name = "source-records", Title = "Records", Entity = "source {{source}}", Unit = Unit.PerSecond,
            Query = "sum by (source) (rate(network_telemetry_records_total[2m]))", MinimumEffect = 1, MinimumShare = 0.5, Sensitivity = WatchSensitivity.Low,
        },
        new()
        {
            Name = "own-processing", Title = "Processing delay, 95th percentile,", Entity = "this server", Unit = Unit.Seconds,
            Query = "histogram_quantile(0.95, sum by (le) (rate(network_telemetry_processing_duration_seconds_bucket[2m])))", Direction = WatchDirection.Up, MinimumEffect = 0.05, MinimumShare = 0.5,
        },
    ];

    private static WatchRule Interface(string name, string title, string query, Unit unit, double effect, double share, WatchDirection direction) => new()
    {
        Name = name,
        Title = title,
        Query = query,
        Entity = "{{instance}} {{device}}",
        Unit = unit,
        MinimumEffect = effect,
        MinimumShare = share,
        Direction = direction,
    };

    private static WatchRule Host(string name, string title, string query, Unit unit, double effect, double share, WatchDirection direction) => new()
    {
        Name = $"host-{name}",
        Title = title,
        Query = query,
        Entity = "{{instance}}",
        Unit = unit,
        MinimumEffect = effect,
        MinimumShare = share,
        Direction = direction,
    };

    private static WatchRule Cell(string name, string title, string query, Unit unit, double effect, double share, WatchDirection direction) => new()
    {
        Name = name,
        Title = title,
        Query = query,
        Entity = "{{cell}}",
        Unit = unit,
        MinimumEffect = effect,
        MinimumShare = share,
        Direction = direction,
        Interval = OfCells,
        Lateness = LateCells,
        History = TimeSpan.FromDays(3),
        ComparesPeers = true,
    };

    private static WatchRule Service(string name, string title, string query, Unit unit, double effect, double share, WatchDirection direction) => new()
    {
        Name = name,
        Title = title,
        Query = query,
        Entity = "{{service}}",
        Unit = unit,
        MinimumEffect = effect,
        MinimumShare = share,
        Direction = direction,
    };
}
