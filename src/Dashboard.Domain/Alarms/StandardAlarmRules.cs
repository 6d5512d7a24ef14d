using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>The rules that hold on a fresh start, over the metrics that every node reports.</summary>
public static class StandardAlarmRules
{
    // Virtual interfaces lose their carrier whenever nothing is plugged into them, which is nobody's concern.
    private const string Physical = "device!~\"lo|docker.*|br-.*|veth.*|virbr.*|ifb.*|tun.*|tap.*|dummy.*|wg.*\"";

    public static readonly IReadOnlyList<AlarmRule> All =
    [
        new()
        {
            Name = "interface-no-carrier", Severity = PerceivedSeverity.Major, For = TimeSpan.FromSeconds(5),
            Type = AlarmType.Communications, ProbableCause = ProbableCause.LossOfSignal, ProposedRepair = "Check cable, transceiver and the port at the other end.",
            Query = $"node_network_carrier{{{Physical}}} == 0", ManagedObject = "{{instance}} {{device}}", Text = "No carrier",
        },
        new()
        {
            Name = "interface-utilisation", Severity = PerceivedSeverity.Major, For = TimeSpan.FromMinutes(1), Unit = Unit.Percent,
            Type = AlarmType.QualityOfService, ProbableCause = ProbableCause.Congestion, ProposedRepair = "Find on the Flows page who fills it; move traffic or add capacity.",
            Query = $"100 * (rate(node_network_receive_bytes_total[1m]) > rate(node_network_transmit_bytes_total[1m]) or rate(node_network_transmit_bytes_total[1m])) / node_network_speed_bytes{{{Physical}}} > 90",
            ManagedObject = "{{instance}} {{device}}", Text = "Utilisation {{value}}",
        },
        new()
        {
            Name = "interface-errors", Severity = PerceivedSeverity.Minor, For = TimeSpan.FromSeconds(30), Unit = Unit.PerSecond,
            Type = AlarmType.Communications, ProbableCause = ProbableCause.DegradedSignal, ProposedRepair = "Check cable, transceiver and duplex at both ends.",
            Query = "rate(node_network_receive_errs_total[1m]) + rate(node_network_transmit_errs_total[1m]) > 1",
            ManagedObject = "{{instance}} {{device}}", Text = "Packet errors {{value}}",
        },
        new()
        {
            Name = "interface-drops", Severity = PerceivedSeverity.Warning, For = TimeSpan.FromSeconds(30), Unit = Unit.PerSecond,
            Type = AlarmType.QualityOfService, ProbableCause = ProbableCause.QueueSizeExceeded, ProposedRepair = "Look for bursts and for queues that are too short.",
            Query = "rate(node_network_receive_drop_total[1m]) + rate(node_network_transmit_drop_total[1m]) > 10",
            ManagedObject = "{{instance}} {{device}}", Text = "Packet drops {{value}}",
        },
        new()
        {
            Name = "tcp-retransmission", Severity = PerceivedSeverity.Minor, For = TimeSpan.FromSeconds(30), Unit = Unit.Percent,
            Type = AlarmType.QualityOfService, ProbableCause = ProbableCause.RetransmissionRateExcessive, ProposedRepair = "Look for loss on the way: errors and drops of interfaces.",
            Query = "100 * rate(node_netstat_Tcp_RetransSegs[1m]) / (rate(node_netstat_Tcp_OutSegs[1m]) > 10) > 5",
            ManagedObject = "{{instance}}", Text = "TCP retransmission {{value}}",
        },
        new()
        {
            Name = "cpu-busy", Severity = PerceivedSeverity.Minor, For = TimeSpan.FromMinutes(5), Unit = Unit.Percent,
            Type = AlarmType.ProcessingError, ProbableCause = ProbableCause.CpuCyclesLimitExceeded, ProposedRepair = "Find the process that uses it.",
            Query = "100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode=\"idle\"}[1m]))) > 95",
            ManagedObject = "{{instance}}", Text = "CPU {{value}} busy",
        },
        new()
        {
            Name = "memory-low", Severity = PerceivedSeverity.Major, For = TimeSpan.FromSeconds(30), Unit = Unit.Percent,
            Type = AlarmType.ProcessingError, ProbableCause = ProbableCause.OutOfMemory, ProposedRepair = "Find the process that takes it, before the system ends one.",
            Query = "100 * node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 8",
            ManagedObject = "{{instance}}", Text = "Memory left {{value}}",
        },
        new()
        {
            Name = "file-system-full", Severity = PerceivedSeverity.Major, For = TimeSpan.FromMinutes(1), Unit = Unit.Percent,
            Type = AlarmType.ProcessingError, ProbableCause = ProbableCause.StorageCapacityProblem, SpecificProblem = "nearly-full", ProposedRepair = "Make room, or make the file system larger.",
            Query = "100 * node_filesystem_avail_bytes / (node_filesystem_size_bytes > 0) < 8 >= 2 and node_filesystem_readonly == 0",
            ManagedObject = "{{instance}} {{mountpoint}}", Text = "Disk space left {{value}}",
        },
        new()
        {
            // What writes to it fails now, or within minutes.
            Name = "file-system-exhausted", Severity = PerceivedSeverity.Critical, For = TimeSpan.FromSeconds(10), Unit = Unit.Percent,
            Type = AlarmType.ProcessingError, ProbableCause = ProbableCause.StorageCapacityProblem, SpecificProblem = "exhausted", ProposedRepair = "Make room at once: what writes there fails.",
            Query = "100 * node_filesystem_avail_bytes / (node_filesystem_size_bytes > 0) < 2 and node_filesystem_readonly == 0",
            ManagedObject = "{{instance}} {{mountpoint}}", Text = "Disk space left {{value}}",
        },
        new()
        {
            Name = "source-silent", Severity = PerceivedSeverity.Major, For = TimeSpan.FromSeconds(10),
            Type = AlarmType.Communications, ProbableCause = ProbableCause.CommunicationSubsystemFailure, ProposedRepair = "The Sources page says what is wrong with it.",
            Query = "network_telemetry_source_up == 0", ManagedObject = "source {{source}}", Text = "Delivers nothing",
        },
        new()
        {
            Name = "slice-target-broken", Severity = PerceivedSeverity.Major, For = TimeSpan.FromMinutes(1), Unit = Unit.Ratio,
            Type = AlarmType.QualityOfService, ProbableCause = ProbableCause.ThresholdCrossed, SpecificProblem = "error-budget-spent", ProposedRepair = "The Slices dashboard says since when and where.",
            Query = "slice_error_budget_remaining_ratio and slice_sla_state == 2", ManagedObject = "slice {{snssai}} {{target}}", Text = "Target missed, error budget left {{value}}",
        },
        new()
        {
            Name = "slice-target-at-risk", Severity = PerceivedSeverity.Minor, For = TimeSpan.FromMinutes(1), Unit = Unit.Ratio,
            Type = AlarmType.QualityOfService, ProbableCause = ProbableCause.ThresholdCrossed, SpecificProblem = "error-budget-burning", ProposedRepair = "The Slices dashboard says since when and where.",
            Query = "slice_error_budget_remaining_ratio and slice_sla_state == 1", ManagedObject = "slice {{snssai}} {{target}}", Text = "Error budget is spent too fast, {{value}} left",
        },
        new()
        {
            Name = "history-failing", Severity = PerceivedSeverity.Major, For = TimeSpan.FromSeconds(10),
            Type = AlarmType.ProcessingError, ProbableCause = ProbableCause.StorageCapacityProblem, ProposedRepair = "The Sources page says what the history last failed at.",
            Query = "noc_history_failing == 1 or noc_history_store_away == 1", ManagedObject = "history", Text = "Cannot be written to or reached",
        },
    ];
}
