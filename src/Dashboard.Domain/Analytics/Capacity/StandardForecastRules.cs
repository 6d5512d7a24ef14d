using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>What is forecast on a fresh start: what runs full on nodes, links and cells, and what a network is judged by.</summary>
public static class StandardForecastRules
{
    // What is made anew at each start, or lies over something that is counted already.
    private const string Kept = "fstype!~\"tmpfs|devtmpfs|overlay|squashfs|ramfs|iso9660\"";
    private const string Physical = "device!~\"lo|docker.*|br-.*|veth.*|virbr.*|ifb.*|tun.*|tap.*|dummy.*|wg.*\"";

    // Cells and slices report by quarters of an hour, and what they report comes as a file after that.
    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FilesCome = TimeSpan.FromMinutes(5);

    private static readonly ForecastLimit[] Full = [new(80), new(90)];
    private static readonly ForecastLimit[] Success = [new(99, Below: true), new(97, Below: true)];

    /// <summary>The rules.</summary>
    public static readonly IReadOnlyList<ForecastRule> All =
    [
        new()
        {
            Name = "disk-space", Title = "Disk space used", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}} {{mountpoint}}",
            Query = $"100 * (1 - min by (instance, mountpoint) (min_over_time(node_filesystem_avail_bytes{{{Kept}}}[$step]) / (max_over_time(node_filesystem_size_bytes{{{Kept}}}[$step]) > 0)))",
        },
        new()
        {
            Name = "disk-files", Title = "Files of a disk used", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}} {{mountpoint}}",
            Query = $"100 * (1 - min by (instance, mountpoint) (min_over_time(node_filesystem_files_free{{{Kept}}}[$step]) / (max_over_time(node_filesystem_files{{{Kept}}}[$step]) > 0)))",
        },
        new()
        {
            Name = "memory", Title = "Memory used", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}}",
            Query = "100 * (1 - min by (instance) (min_over_time(node_memory_MemAvailable_bytes[$step])) / max by (instance) (max_over_time(node_memory_MemTotal_bytes[$step])))",
        },
        new()
        {
            Name = "cpu", Title = "CPU busy", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}}", Kind = ForecastKind.Performance,
            Query = "100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[$step])))",
        },
        new()
        {
            Name = "link-in", Title = "Link used, in", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}} {{device}} in", Kind = ForecastKind.Performance, Query = Link("receive"),
        },
        new()
        {
            Name = "link-out", Title = "Link used, out", Unit = Unit.Percent, Limits = Full, Entity = "{{instance}} {{device}} out", Kind = ForecastKind.Performance, Query = Link("transmit"),
        },
        new()
        {
            Name = "cell-prb", Title = "Radio resources of a cell used, downlink", Unit = Unit.Percent, Limits = Full, Entity = "{{cell}}", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "max by (site, cell) (quantile_over_time(0.95, RRU_PrbTotDl{cell!=\"\"}[$step]))",
        },
        new()
        {
            Name = "slice-sessions", Title = "Sessions of a slice", Unit = Unit.Count, Entity = "slice {{snssai}}", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "sum by (snssai) (avg_over_time(SM_SessionNbrMean{snssai!=\"\"}[$step]))",
        },
        new()
        {
            Name = "connected-users", Title = "Connected users", Unit = Unit.Count, Entity = "network", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "sum(avg_over_time(RRC_ConnMean{plmn=\"\"}[$step]))",
        },
        new()
        {
            Name = "rrc-setup-success", Title = "RRC set-up success", Unit = Unit.Percent, Limits = Success, Entity = "network", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "100 * sum(sum_over_time(RRC_ConnEstabSucc[$step])) / (sum(sum_over_time(RRC_ConnEstabAtt[$step])) > 0)",
        },
        new()
        {
            Name = "pdu-session-setup", Title = "PDU session set-up success", Unit = Unit.Percent, Limits = Success, Entity = "network", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "100 * sum(sum_over_time(SM_PDUSessionSetupSucc[$step])) / (sum(sum_over_time(SM_PDUSessionSetupReq[$step])) > 0)",
        },
        new()
        {
            Name = "ue-throughput-dl", Title = "UE throughput, downlink", Unit = Unit.BitsPerSecond, Entity = "network", Kind = ForecastKind.Performance, Step = Quarter, Delay = FilesCome,
            Query = "1000 * (avg(avg_over_time(DRB_UEThpDl{snssai=\"\",fiveqi=\"\"}[$step])) or avg(avg_over_time(DRB_UEThpDl[$step])))",
        },
    ];

    // The 95th percentile of five-minute rates, as links are sold. Twice as wide a window, since agents may poll as seldom.
    private static string Link(string direction) =>
        $"100 * max by (instance, device) (quantile_over_time(0.95, rate(node_network_{direction}_bytes_total{{{Physical}}}[10m])[$step:5m])) / (max by (instance, device) (last_over_time(node_network_speed_bytes{{{Physical}}}[1h])) > 0)";
}
