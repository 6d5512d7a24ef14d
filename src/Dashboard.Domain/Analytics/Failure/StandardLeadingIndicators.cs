using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Failure;

/// <summary>
/// What is seen of hosts, interfaces, parts of devices and cells before they fail, over what hosts, SNMP, gNMI and base
/// stations report. Optical power is not among it: no source collects it.
/// </summary>
public static class StandardLeadingIndicators
{
    private const string Physical = "device!~\"lo|docker.*|br-.*|veth.*|virbr.*|ifb.*|tun.*|tap.*|dummy.*|wg.*\"";
    private const string Port = "{{instance}} {{device}}";

    // ENTITY-SENSOR-MIB: the reading at its scale and precision (RFC 3433 section 3), of sensors of degrees Celsius.
    private const string SensorCelsius =
        "entPhySensorValue / on (instance, entPhysicalIndex) group_left () (10 ^ max by (instance, entPhysicalIndex) (entPhySensorPrecision))"
        + " * on (instance, entPhysicalIndex) group_left () (1000 ^ (max by (instance, entPhysicalIndex) (entPhySensorScale) - 9))"
        + " and on (instance, entPhysicalIndex) entPhySensorType == 8";

    /// <summary>The indicators.</summary>
    public static readonly IReadOnlyList<LeadingIndicator> All =
    [
        Counted("receive-errors", "Packets received with errors: {{value}} in a day", "node_network_receive_errs_total"),
        Counted("transmit-errors", "Packets that could not be sent: {{value}} in a day", "node_network_transmit_errs_total"),
        new()
        {
            Name = "carrier-changes", Sentence = "The carrier changed {{value}} times in a day", Entity = Port, Weight = 0.6, From = 3, Full = 12,
            Query = $"round(max by (instance, device) (increase(node_network_carrier_changes_total{{{Physical}}}[1d])) or max by (instance, device) (changes(node_network_carrier{{{Physical}}}[1d])))",
        },
        new()
        {
            Name = "restarts", Sentence = "It was started anew {{value}} times in a week", Entity = "{{instance}}", Weight = 0.6, From = 2, Full = 5,
            Query = "max by (instance) (changes(node_boot_time_seconds[7d])) or max by (instance) (resets(sysUpTime[7d]))",
        },
        new()
        {
            Name = "disk-errors", Sentence = "The file system {{mountpoint}} cannot be read", Entity = "{{instance}}", Weight = 0.6, From = 1,
            Query = "max by (instance, mountpoint) (node_filesystem_device_error{fstype!~\"tmpfs|devtmpfs|overlay|squashfs|ramfs|iso9660|fuse.*\"})",
        },
        new()
        {
            Name = "clock-offset", Sentence = "Its clock is off by {{value}}", Entity = "{{instance}}", Unit = Unit.Seconds, Weight = 0.3, From = 1, Full = 60,
            Query = "max by (instance) (abs(data_quality_clock_offset_seconds))",
        },
        new()
        {
            Name = "temperature", Sentence = "{{component}} is at {{value}}", Entity = "{{instance}}", Unit = Unit.Celsius, Weight = 0.6, From = 70, Full = 95,
            Query = "max by (instance, component) (max_over_time(component_temperature_celsius[1h]))",
        },
        new()
        {
            Name = "temperature-alarm", Sentence = "{{component}} says that it is too hot", Entity = "{{instance}}", Weight = 0.7, From = 1,
            Query = "max by (instance, component) (component_temperature_alarm)",
        },
        new()
        {
            Name = "sensor-temperature", Sentence = "{{entPhysicalName}} is at {{value}}", Entity = "{{instance}}", Unit = Unit.Celsius, Weight = 0.6, From = 70, Full = 95, Query = SensorCelsius,
        },
        new()
        {
            Name = "sensor-broken", Sentence = "The sensor {{entPhysicalName}} does not work", Entity = "{{instance}}", Weight = 0.3, From = 3,
            Query = "max by (instance, entPhysicalName) (entPhySensorOperStatus)",
        },
        new()
        {
            Name = "abnormal-releases", Sentence = "Bearers released abnormally: {{value}} in a day", Entity = "{{cell}}", Weight = 0.5, From = 100,
            Query = "sum by (cell) (sum_over_time(DRB_RelActNbr{cell!=\"\"}[1d]))", Usual = "max_over_time(sum by (cell) (sum_over_time(DRB_RelActNbr{cell!=\"\"}[1d]))[6d:1d] offset 1d)",
        },
        new()
        {
            Name = "cell-outages", Sentence = "It could not be used for {{value}} of a day", Entity = "{{cell}}", Unit = Unit.Seconds, Weight = 0.6, From = 60, Full = 3600,
            Query = "sum by (cell) (sum_over_time(RRU_CellUnavailableTime{cell!=\"\",cause!~\"|(?i:energy.?saving)|(?i:manual.*)\"}[1d])) or sum by (cell) (sum_over_time(RRU_CellUnavailableTime{cell!=\"\",cause=\"\"}[1d]))",
        },
    ];

    private static LeadingIndicator Counted(string name, string sentence, string metric) => new()
    {
        Name = name,
        Sentence = sentence,
        Entity = Port,
        Weight = 0.5,
        From = 100,
        Query = $"round(sum by (instance, device) (increase({metric}{{{Physical}}}[1d])))",
        Usual = $"round(max_over_time(sum by (instance, device) (increase({metric}{{{Physical}}}[1d]))[6d:1d] offset 1d))",
    };
}
