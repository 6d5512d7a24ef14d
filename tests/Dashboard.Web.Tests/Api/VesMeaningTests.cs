using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Ran.Ves;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

/// <summary>What becomes of events that were accepted, over real HTTP.</summary>
public sealed class VesMeaningTests(VesListener listener) : IClassFixture<VesListener>
{
    private AlarmSnapshot Alarms => listener.Server.Services.GetRequiredService<AlarmList>().Current;

    private IReadOnlyDictionary<string, long> Anomalies => listener.Server.Services.GetRequiredService<VesAnomalies>().Counts;

    [Fact]
    public async Task Numbers_of_a_measurement_become_series_named_after_where_they_stand()
    {
        await Take("measurement", "gnb-m");

        await listener.Holds([34.5], "ves_cpu_usage_percent_usage", ("instance", "gnb-m"), ("cpu_identifier", "cpu1"));
        await listener.Holds([65.5], "ves_cpu_idle", ("instance", "gnb-m"), ("cpu_identifier", "cpu1"));
        await listener.Holds([11.0], "ves_cpu_usage_percent_usage", ("instance", "gnb-m"), ("cpu_identifier", "cpu2"));
        await listener.Holds([3000.0], "ves_memory_used", ("instance", "gnb-m"), ("vm_identifier", "vm1"));
        await listener.Holds([123_456_789_012.0], "ves_nic_performance_received_octets_accumulated", ("instance", "gnb-m"), ("nic_identifier", "eth0"));
        await listener.Holds([1.0], "ves_nic_performance_values_are_suspect", ("instance", "gnb-m"));
        await listener.Holds([5.0], "ves_latency_distribution_counts_in_the_bucket", ("instance", "gnb-m"), ("high_end_of_latency_bucket", "10"));
        await listener.Holds([12.5], "ves_request_rate", ("instance", "gnb-m"));
        await listener.Holds([0.5], "ves_load_short_term", ("instance", "gnb-m"));
        await listener.Holds([4.0], "ves_feature_usage_carrier_aggregation", ("instance", "gnb-m"));
        await listener.Holds([4200.0], "ves_ipmi_fan_fan_speed", ("instance", "gnb-m"), ("fan_identifier", "fan1"));
        await listener.Holds([-95.5], "ves_additional_measurements_rsrp", ("instance", "gnb-m"), ("name", "radio"));
        Assert.True(Anomalies[VesAnomalies.ValueNoNumber] >= 1);
    }

    [Fact]
    public async Task Results_of_3GPP_find_their_types_by_number_and_suspect_ones_are_marked()
    {
        await Take("perf3gpp", "gnb-1", "p-1");

        await listener.Holds([42.0], "RRU_PrbTotDl", ("instance", "gnb-1"), ("cell", "gnb-1-1"), ("ldn", "GNBDUFunction=1,NRCellDU=1"));
        await listener.Holds([1234.5], "DRB_UEThpDl", ("cell", "gnb-1-1"));
        Assert.Empty(await listener.Values("RRC_ConnMean"));
        await listener.Holds([17.0], "RRU_PrbTotDl", ("cell", "gnb-1-2"));
        await listener.Holds([1.0], "pm_suspect", ("cell", "gnb-1-2"));
        Assert.Empty(await listener.Values("pm_suspect", ("cell", "gnb-1-1")));
        Assert.True(Anomalies[VesAnomalies.FewerResultsThanTypes] >= 1);
    }

    [Fact]
    public async Task What_real_collections_get_wrong_is_survived_and_counted()
    {
        var block = VesEvents.Blocks["perf3gpp"].Replace("\"granularityPeriod\":900", "\"granularityPeriod\":1591100100000", StringComparison.Ordinal)
            .Replace("ManagedElement=gnb-1", "ManagedElement=gnb-odd", StringComparison.Ordinal)
            .Replace("""{"p":1,"sValue":"17"}""", """{"p":1,"sValue":"86,87,,2"},{"p":9,"iValue":1},{"p":2,"sValue":"soon"}""", StringComparison.Ordinal);
        await listener.Take(VesEvents.One(VesEvents.Event("perf3gpp", block, source: "gnb-odd", start: "1767225600000", last: "1767225600000")));

        await listener.Holds([86.0], "RRU_PrbTotDl", ("cell", "gnb-odd-2"), ("bin", "0"));
        await listener.Holds([2.0], "RRU_PrbTotDl", ("cell", "gnb-odd-2"), ("bin", "3"));
        foreach (var kind in new[] { VesAnomalies.PeriodUnusable, VesAnomalies.Vector, VesAnomalies.ResultWithoutType, VesAnomalies.ValueNoNumber, VesAnomalies.TimeInMilliseconds })
            Assert.True(Anomalies[kind] >= 1, kind);
    }

    [Fact]
    public async Task A_fault_is_an_event_until_it_is_cleared_and_the_same_word_twice_is_one()
    {
        string Fault(string severity, long sequence, string problem = "fronthaul link lost") => VesEvents.One(VesEvents.Event(
            "fault", VesEvents.Blocks["fault"].Replace("MAJOR", severity, StringComparison.Ordinal).Replace("fronthaul link lost", problem, StringComparison.Ordinal),
            "f-1", sequence, source: "gnb-f", last: $"{VesEvents.NewYear + (sequence * 1000)}"));
        var raise = Fault("MAJOR", 1);
        await listener.Take(raise);
        await listener.Take(raise);
        await listener.Take(Fault("CRITICAL", 3));
        await listener.Take(Fault("MINOR", 2));
        var open = Assert.Single(Alarms.Open, a => a.ManagedObject == "gnb-f eth0");
        await listener.Take(Fault("NORMAL", 4, "link is back"));

        Assert.Equal((PerceivedSeverity.Critical, AlarmType.Communications, "link-failure"), (open.Severity, open.Identity.Type, open.Identity.ProbableCause));
        Assert.DoesNotContain(Alarms.Open, a => a.ManagedObject == "gnb-f eth0");
        var said = listener.Events.Where(e => e.ManagedObject == "gnb-f eth0").ToArray();
        Assert.Equal([PerceivedSeverity.Cleared, PerceivedSeverity.Major, PerceivedSeverity.Critical], said.Select(e => e.Severity).Order().ToArray());
        Assert.All(said, e => Assert.Equal("link-failure", e.EventType));
        Assert.True(Anomalies[VesAnomalies.Duplicate] >= 1);
        Assert.True(Anomalies[VesAnomalies.SequenceGoesBack] >= 1);
    }

    [Fact]
    public async Task A_fault_whose_text_says_that_all_is_well_is_counted()
    {
        await listener.Take(VesEvents.One(VesEvents.Event("fault", VesEvents.Blocks["fault"].Replace("fronthaul link lost", "port 3 is up", StringComparison.Ordinal), source: "gnb-well")));

        Assert.True(Anomalies[VesAnomalies.SeverityAgainstText] >= 1);
        Assert.Contains(listener.Events, e => e.ManagedObject == "gnb-well eth0");
    }

    [Fact]
    public async Task A_threshold_that_is_crossed_is_an_event_and_a_series()
    {
        await Take("thresholdCrossingAlert", "gnb-t");

        await listener.Holds([12.5], "ves_threshold_crossing", ("instance", "gnb-t"), ("interface", "eth0"), ("alert", "IF-ERRDROP"), ("counter", "packetLoss"));
        Assert.Equal((PerceivedSeverity.Minor, "threshold-crossed"), listener.Events.Where(e => e.ManagedObject == "gnb-t eth0").Select(e => (e.Severity, e.EventType)).Single());
    }

    [Fact]
    public async Task Who_misses_three_heartbeats_is_down_until_it_is_heard_of_again()
    {
        using var own = new VesListener();
        await own.Take(VesEvents.One(VesEvents.Event("heartbeat", source: "gnb-h")));
        own.Clock.Advance(TimeSpan.FromSeconds(30));
        await VesListener.Until(async () => (await own.Values("ves_source_up", ("source", "gnb-h"))).LastOrDefault(-1) == 1);
        own.Clock.Advance(TimeSpan.FromSeconds(35));
        await VesListener.Until(async () => (await own.Values("ves_source_up", ("source", "gnb-h"))).LastOrDefault(-1) == 0);
        await VesListener.Until(() => Task.FromResult(own.Events.Any(e => e.EventType == "heartbeat-lost")));
        var lost = own.Events.Single(e => e.EventType == "heartbeat-lost");
        await own.Take(VesEvents.One(VesEvents.Event("fault", source: "gnb-h")));
        own.Clock.Advance(TimeSpan.FromSeconds(5));
        await VesListener.Until(async () => (await own.Values("ves_source_up", ("source", "gnb-h")))[^1] == 1);

        Assert.Equal(("gnb-h", PerceivedSeverity.Major, "gnb-h has missed 3 heartbeats of 20 s."), (lost.ManagedObject, lost.Severity, lost.Text));
        await VesListener.Until(() => Task.FromResult(own.Events.Any(e => e.EventType == "heartbeat-resumed")));
        Assert.Single(own.Events, e => e.EventType == "heartbeat-resumed" && e.Severity == PerceivedSeverity.Cleared);
    }

    [Fact]
    public async Task A_unit_that_registers_is_in_the_inventory()
    {
        await Take("pnfRegistration", "gnb-r");

        var device = listener.Server.Services.GetRequiredService<DeviceInventory>().Current.Devices["gnb-r"];
        Assert.Equal(("10.20.30.40", "Nokia", "AJ02", "5gDUv18.05.201", "6061ZW3", "VES"), (device.Address, device.Vendor, device.Model, device.Software, device.Modules[0].Serial, device.KnownBy));
        Assert.Contains(listener.Events, e => e is { ManagedObject: "gnb-r", EventType: "pnf-registered" });
    }

    [Fact]
    public async Task A_file_that_is_ready_is_an_event_that_says_whether_it_is_fetched()
    {
        await Take("notification", "gnb-file");

        Assert.Contains("A20260101.0000+0000-0015+0000_gnb-1.xml.gz", listener.Events.Single(e => e.ManagedObject == "gnb-file" && e.EventType == "file-ready").Text);
    }

    [Fact]
    public async Task A_change_of_state_is_an_event()
    {
        await Take("stateChange", "gnb-s");

        var said = listener.Events.Single(e => e.ManagedObject == "gnb-s card-3");
        Assert.Equal((PerceivedSeverity.Major, "gnb-s: card-3 went from in service to out of service."), (said.Severity, said.Text));
    }

    [Theory]
    [InlineData("mobileFlow")]
    [InlineData("other")]
    [InlineData("sipSignaling")]
    [InlineData("voiceQuality")]
    public async Task What_has_no_better_place_is_a_line_of_log_with_all_it_said(string domain)
    {
        await Take(domain, $"gnb-{domain}");

        var line = (await listener.Logs()).Single(l => l.Origin.Get("host") == $"gnb-{domain}");
        Assert.Contains($"\"{domain}FieldsVersion\"", line.Body);
    }

    [Fact]
    public async Task A_line_of_syslog_is_one()
    {
        await Take("syslog", "gnb-log");

        var line = (await listener.Logs()).Single(l => l.Origin.Get("sender") == "gnb-log");
        Assert.Equal(("gnb-1-oam", "sshd", "err", "authentication failed for root", "SSHD", "4711"), (line.Origin.Get("host"), line.Origin.Get("app"), line.Severity.Keyword, line.Body, line.MessageId, line.ProcessId));
    }

    [Theory]
    [InlineData("notifyNewAlarm", PerceivedSeverity.Critical, "power-problem")]
    [InlineData("notifyChangedAlarm", PerceivedSeverity.Critical, "power-problem")]
    [InlineData("notifyClearedAlarm", PerceivedSeverity.Cleared, "power-problem")]
    [InlineData("notifyAckStateChanged", PerceivedSeverity.Indeterminate, "ack-state-changed")]
    public async Task Alarms_of_3GPP_are_events_of_their_object(string type, PerceivedSeverity severity, string eventType)
    {
        var block = VesEvents.Blocks["stndDefined"].Replace("notifyNewAlarm", type, StringComparison.Ordinal).Replace("ManagedElement=gnb-1", $"ManagedElement=gnb-{type}", StringComparison.Ordinal)
            .Replace("\"alarmId\"", "\"ackState\":\"ACKNOWLEDGED\",\"alarmId\"", StringComparison.Ordinal);
        await listener.Take(VesEvents.One(VesEvents.Event("stndDefined", block, source: type)));

        var said = listener.Events.Single(e => e.ManagedObject == $"gnb-{type}");
        Assert.Equal((severity, eventType, VesEvents.NewYear / 1000), (said.Severity, said.EventType, said.Timestamp));
    }

    [Fact]
    public async Task An_alarm_of_3GPP_is_cleared_by_its_id_alone()
    {
        var raise = VesEvents.Blocks["stndDefined"].Replace("ManagedElement=gnb-1", "ManagedElement=gnb-id", StringComparison.Ordinal).Replace("a-17", "a-18", StringComparison.Ordinal);
        await listener.Take(VesEvents.One(VesEvents.Event("stndDefined", raise, source: "gnb-id")));
        var open = Assert.Single(Alarms.Open, a => a.ManagedObject == "gnb-id");
        await listener.Take(VesEvents.One(VesEvents.Event("stndDefined", """
            "stndDefinedFields":{"stndDefinedFieldsVersion":"1.0","data":{"notificationType":"notifyClearedAlarm","alarmId":"a-18","eventTime":"2026-01-01T00:00:01Z"}}
            """, id: "e-2", source: "gnb-id")));

        Assert.Equal((PerceivedSeverity.Critical, AlarmType.Equipment, "power-problem", "replace the rectifier"), (open.Severity, open.Identity.Type, open.Identity.ProbableCause, open.ProposedRepair));
        Assert.DoesNotContain(Alarms.Open, a => a.ManagedObject == "gnb-id");
    }

    [Fact]
    public async Task What_a_standard_says_of_heartbeats_files_thresholds_and_measurements_is_understood()
    {
        string Data(string data) => $$"""
            "stndDefinedFields":{"stndDefinedFieldsVersion":"1.0","data":{{data}}}
            """;
        async Task Take(string data, string space, string id) => await listener.Take(VesEvents.One(VesEvents.Event("stndDefined", Data(data), id, space: space, source: "gnb-std")));
        await Take("""{"notificationType":"notifyHeartbeat","heartbeatNtfPeriod":60,"systemDN":"ManagedElement=gnb-std"}""", "3GPP-Heartbeat", "1");
        await Take("""{"notificationType":"notifyFileReady","fileInfoList":[{"fileLocation":"https://gnb-std.example.net/a.xml"}]}""", "3GPP-PerformanceAssurance", "2");
        await Take("""{"notificationType":"notifyThresholdCrossing","observedPerfMetricName":"RRU.PrbTotDl","observedPerfMetricValue":97}""", "3GPP-PerformanceAssurance", "3");
        await Take("""{"measDataCollection":{"granularityPeriod":900,"measuredEntityDn":"ManagedElement=gnb-std","measInfoList":[{"measTypes":{"sMeasTypesList":["RRU.PrbTotUl"]},"measValuesList":[{"measObjInstId":"NRCellDU=7","measResults":[{"p":1,"rValue":3.5}]}]}]}}""", "3GPP-PerformanceAssurance", "4");
        await Take("""{"notificationType":"notifyMOICreation","href":"x"}""", "3GPP-Provisioning", "5");
        listener.Clock.Advance(TimeSpan.FromSeconds(5));

        await VesListener.Until(async () => (await listener.Values("ves_source_up", ("source", "gnb-std"))).Contains(1.0));
        Assert.Contains(listener.Events, e => e is { ManagedObject: "gnb-std", EventType: "file-ready" });
        await listener.Holds([97.0], "ves_threshold_crossing", ("instance", "gnb-std"), ("counter", "RRU.PrbTotDl"));
        await listener.Holds([3.5], "RRU_PrbTotUl", ("instance", "gnb-std"), ("cell", "gnb-std-7"));
        Assert.Contains(await listener.Logs(), l => l.Body.Contains("notifyMOICreation", StringComparison.Ordinal));
        Assert.True(Anomalies[VesAnomalies.UnknownNotification] >= 1);
    }

    [Theory]
    [InlineData("1767225600000", VesAnomalies.TimeInMilliseconds)]
    [InlineData("1767225600", VesAnomalies.TimeInSeconds)]
    [InlineData("12", VesAnomalies.TimeUnusable)]
    public async Task Times_in_other_units_are_seen_through_and_counted(string time, string kind)
    {
        await listener.Take(VesEvents.One(VesEvents.Event("stateChange", source: $"time-{time}", start: time, last: time)));

        Assert.InRange(listener.Events.Single(e => e.ManagedObject == $"time-{time} card-3").Timestamp, VesEvents.NewYear / 1000, listener.Clock.NowMs);
        Assert.True(Anomalies[kind] >= 1);
    }

    [Fact]
    public async Task A_block_of_another_domain_and_one_that_is_missing_are_counted_and_what_they_say_is_kept()
    {
        await listener.Take(VesEvents.One(VesEvents.Event("fault", VesEvents.Blocks["stateChange"], source: "gnb-mixed")));
        await listener.Take(VesEvents.One(VesEvents.Event("fault", VesEvents.Blocks["fault"], source: "gnb-late", last: "1767225500000000")));

        Assert.True(Anomalies[VesAnomalies.ForeignBlock] >= 1);
        Assert.True(Anomalies[VesAnomalies.BlockMissing] >= 1);
        Assert.True(Anomalies[VesAnomalies.EndsBeforeItBegins] >= 1);
        Assert.Contains(await listener.Logs(), l => l.Origin.Get("host") == "gnb-mixed" && l.Body.Contains("outOfService", StringComparison.Ordinal));
    }

    private Task Take(string domain, string source, string id = "e-1") => listener.Take(VesEvents.One(VesEvents.Event(domain, id: id, source: source)));
}
