using System.Text;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Traps;
using Dashboard.Ingest.Sources.Syslog.Events;
using Dashboard.Ingest.Tests.Sources.Snmp;
using Dashboard.Ingest.Tests.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Alarms;

/// <summary>From octets of traps and syslog to the alarm list.</summary>
public sealed class AlarmDoorTests : IDisposable
{
    private const string Traps = "1.3.6.1.6.3.1.1.5";
    private const string IfEntry = "1.3.6.1.2.1.2.2.1";
    private const string IfName = "1.3.6.1.2.1.31.1.1.1.1";

    private readonly IngestBench _bench = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-doors-");
    private readonly TrapIntake _intake;

    public AlarmDoorTests()
    {
        _intake = new TrapIntake(new SnmpTrapOptions(), [], LocalEngine.Start(Path.Combine(_folder.FullName, "engine"), _bench.Clock), _bench.Clock);
        _bench.Register("snmp-trap");
        _bench.Register("syslog");
        _bench.Clock.Advance(new DateTimeOffset(2026, 10, 21, 15, 4, 30, TimeSpan.Zero) - _bench.Clock.GetUtcNow());
    }

    private IReadOnlyList<Alarm> Open => _bench.Alarms.Current.Open;

    public void Dispose()
    {
        _bench.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_link_that_trap_and_syslog_tell_of_is_one_alarm_and_over_when_both_say_so()
    {
        _bench.Inventory.Publish(new Device
        {
            Instance = "edge1",
            Address = "192.0.2.1:161",
            SeenAt = 1,
            Interfaces = [new DeviceInterface(7, "Gi0/1", "GigabitEthernet0/1", "", 6, 1500, 1e9, "", true, 2)],
        });
        await Trap("192.0.2.1", $"{Traps}.3", (IfEntry + ".1.7", 7), (IfEntry + ".7.7", 1), (IfName + ".7", "Gi0/1"));
        await Syslog("<187>12: edge1: Oct 21 15:04:05.123: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down");

        var alarm = Assert.Single(Open);
        Assert.Equal((PerceivedSeverity.Major, AlarmType.Communications, "loss-of-signal"), (alarm.Severity, alarm.Identity.Type, alarm.Identity.ProbableCause));
        Assert.Equal(["snmp-trap", "syslog"], alarm.Doors.Select(static d => d.Name));
        Assert.NotEmpty(alarm.ProposedRepair);
        Assert.Equal(2, _bench.Events.NewestFirst.Count);

        await Syslog("<187>13: edge1: Oct 21 15:04:09.123: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to up");
        Assert.Single(Open);
        await Trap("192.0.2.1", $"{Traps}.4", (IfEntry + ".1.7", 7), (IfName + ".7", "Gi0/1"));
        Assert.Empty(Open);
    }

    [Fact]
    public async Task A_port_that_somebody_shuts_down_raises_nothing_and_ends_what_was_raised()
    {
        await Trap("edge1", $"{Traps}.3", (IfEntry + ".1.7", 7), (IfEntry + ".7.7", 2), (IfName + ".7", "Gi0/1"));
        Assert.Empty(Open);
        await Trap("edge1", $"{Traps}.3", (IfEntry + ".1.7", 7), (IfEntry + ".7.7", 1), (IfName + ".7", "Gi0/1"));
        Assert.Single(Open);
        await Trap("edge1", $"{Traps}.3", (IfEntry + ".1.7", 7), (IfEntry + ".7.7", 2), (IfName + ".7", "Gi0/1"));
        Assert.Empty(Open);
    }

    [Fact]
    public async Task A_lost_session_is_one_alarm_by_both_doors()
    {
        await Trap("edge1", "1.3.6.1.2.1.15.7.2", ("1.3.6.1.2.1.15.3.1.14.10.0.0.1", "0x0400"), ("1.3.6.1.2.1.15.3.1.2.10.0.0.1", 1));
        await Syslog("<189>18: edge1: Oct 21 15:04:05: %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Down BGP Notification sent");
        Assert.Equal(2, Assert.Single(Open).Doors.Length);
        await Trap("edge1", "1.3.6.1.2.1.15.7.1", ("1.3.6.1.2.1.15.3.1.14.10.0.0.1", "0x0000"), ("1.3.6.1.2.1.15.3.1.2.10.0.0.1", 6));
        await Syslog("<189>17: edge1: Oct 21 15:04:06: %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Up");
        Assert.Empty(Open);
    }

    [Theory]
    [InlineData("1.3.6.1.2.1.33.2.3", "1.3.6.1.2.1.33.2.4", "1.3.6.1.2.1.33.1.6.2.1.2.3", "1.3.6.1.2.1.33.1.6.3.2", "power-problem")]
    [InlineData("1.3.6.1.2.1.131.0.2", "1.3.6.1.2.1.131.0.1", "1.3.6.1.2.1.131.1.1.1.2.1001", "3", "equipment-malfunction")]
    public async Task Power_and_modules_raise_and_clear(string raise, string clear, string oid, string value, string cause)
    {
        await Trap("box", raise, (oid, value));
        Assert.Equal(cause, Assert.Single(Open).Identity.ProbableCause);
        await Trap("box", clear, (oid, value));
        Assert.Empty(Open);
    }

    [Fact]
    public async Task A_supply_on_its_battery_says_so_every_minute_and_is_one_alarm_that_the_end_of_its_entry_clears()
    {
        await Trap("ups-1", "1.3.6.1.2.1.33.2.1", ("1.3.6.1.2.1.33.1.2.3.0", 40));
        await Trap("ups-1", "1.3.6.1.2.1.33.2.1", ("1.3.6.1.2.1.33.1.2.3.0", 39));
        Assert.Equal(2, Assert.Single(Open).Count);
        await Trap("ups-1", "1.3.6.1.2.1.33.2.4", ("1.3.6.1.2.1.33.1.6.2.1.2.3", "1.3.6.1.2.1.33.1.6.3.2"));
        Assert.Empty(Open);
    }

    [Fact]
    public async Task What_has_no_end_stays_an_event()
    {
        await Trap("edge1", $"{Traps}.1");
        await Trap("edge1", $"{Traps}.5");
        await Trap("edge1", "1.3.6.1.4.1.9.9.43.2.0.1");
        await Syslog("<189>27: edge1: Oct 21 15:04:05: %SYS-5-CONFIG_I: Configured from console by admin on vty0 (10.1.1.1)");
        await Syslog("<188>34: edge1: Oct 21 15:04:05: %CDP-4-DUPLEX_MISMATCH: duplex mismatch discovered on FastEthernet0/1 (not half duplex), with SW2 FastEthernet0/2 (half duplex).");
        Assert.Equal(5, _bench.Events.NewestFirst.Count);
        Assert.Empty(_bench.Alarms.Current.All);
    }

    [Fact]
    public void Every_kind_of_message_that_raises_an_alarm_has_one_that_clears_it()
    {
        var kinds = new List<(AlarmMeaning Alarm, bool Clears)>(); // bound: kinds of messages
        foreach (var (_, message) in SyslogEventTable.BuiltIn.Entries)
        {
            if (SyslogEventTests.Find(message.Example)?.Type is { Alarm: { } alarm } type)
                kinds.Add((alarm with { ProposedRepair = "" }, type.Clears || type.Severity == PerceivedSeverity.Cleared));
        }
        Assert.NotEmpty(kinds);
        Assert.Empty(kinds.Where(static k => !k.Clears).Select(static k => k.Alarm).Except(kinds.Where(static k => k.Clears).Select(static k => k.Alarm)));
    }

    private async Task Trap(string device, string oid, params (string Oid, object Value)[] bindings)
    {
        var trap = SnmpTrapSourceTests.Take(_intake, Datagram(oid, bindings), out _);
        Assert.NotNull(trap);
        await Deliver("snmp-trap", TrapSentence.Of(trap, device, _bench.Now, static _ => null));
    }

    private async Task Syslog(string line)
    {
        foreach (var happened in SyslogEventTests.Take(line).Events)
            await Deliver("syslog", happened);
    }

    private static byte[] Datagram(string oid, (string Oid, object Value)[] bindings)
    {
        var writer = new BerWriter(new byte[1500]);
        var end = writer.Position;
        foreach (var (name, value) in bindings.Reverse())
        {
            switch (value)
            {
                case int number:
                    SnmpTrapSourceTests.Bind(ref writer, name, SnmpType.Integer, new[] { (byte)number });
                    break;
                case string text when text.StartsWith("1.3.", StringComparison.Ordinal):
                    SnmpTrapSourceTests.Bind(ref writer, name, SnmpType.ObjectIdentifier, ObjectIdentifier.Parse(text).Octets);
                    break;
                case string text:
                    SnmpTrapSourceTests.Bind(ref writer, name, SnmpType.OctetString, Encoding.UTF8.GetBytes(text));
                    break;
            }
        }
        SnmpTrapSourceTests.Bind(ref writer, "1.3.6.1.6.3.1.1.4.1.0", SnmpType.ObjectIdentifier, ObjectIdentifier.Parse(oid).Octets);
        SnmpTrapSourceTests.Bind(ref writer, "1.3.6.1.2.1.1.3.0", SnmpType.TimeTicks, [5]);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.TrapV2, 1);
        SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
        return writer.Written.ToArray();
    }

    private async Task Deliver(string source, EventRecord happened)
    {
        var batch = new TelemetryBatch<EventRecord>(source, capacity: 1);
        batch.Add(happened);
        if (_bench.Pipeline.ExecuteTask is null)
            await _bench.Pipeline.StartAsync(default);
        await _bench.Pipeline.Post(batch, default);
    }
}
