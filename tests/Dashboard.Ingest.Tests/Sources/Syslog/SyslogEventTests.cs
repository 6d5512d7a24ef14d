using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Sources.Syslog.Events;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

public sealed class SyslogEventTests
{
    private static readonly NetworkAddress Sender = NetworkAddress.FromV4(0xc0000201);

    public static TheoryData<string, int> Entries()
    {
        var data = new TheoryData<string, int>();
        var entries = SyslogEventTable.BuiltIn.Entries;
        for (var i = 0; i < entries.Count; i++)
            data.Add(entries[i].Vendor, i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Entries))]
    public void Every_known_message_is_recognised_with_what_it_happened_to(string vendor, int index)
    {
        var entry = SyslogEventTable.BuiltIn.Entries[index].Message;
        var known = Find(entry.Example);
        Assert.True(known is not null, $"{vendor}: {entry.Example} is not recognised");
        Assert.Equal(entry.Event, known.Value.Type.Name);
        var (logs, events, _) = Take(entry.Example);
        Assert.Single(logs);
        if (known.Value.Type.IsQuiet)
        {
            Assert.Empty(events);
            return;
        }
        var happened = Assert.Single(events);
        Assert.Equal((entry.Managed, entry.Event), (happened.ManagedObject, happened.EventType));
        Assert.EndsWith(".", happened.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("{", happened.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_vendor_is_known_and_every_type_of_event_is_raised_by_a_message()
    {
        var entries = SyslogEventTable.BuiltIn.Entries;
        Assert.Equal(["arista", "cisco_ios", "cisco_nxos", "cisco_xr", "huawei", "juniper", "linux", "nokia"], entries.Select(e => e.Vendor).Distinct().Order(StringComparer.Ordinal));
        string[] wanted =
        [
            "link-down", "link-up", "bgp-established", "bgp-backward-transition", "ospf-neighbour-down", "isis-neighbour-up", "configuration-changed", "authentication-failure",
            "power-supply-failed", "fan-failed", "temperature-alarm", "restart", "duplex-mismatch", "stp-topology-change",
        ];
        Assert.Empty(wanted.Except(entries.Select(e => e.Message.Event)));
    }

    [Theory]
    [InlineData("<189>1: edge1: Oct 21 15:04:05: %SYS-5-PRIV_AUTH_PASS: Privilege level set to 15 by admin on vty0")]
    [InlineData("<187>2: edge1: Oct 21 15:04:05: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to testing")]
    [InlineData("<38>Oct 21 15:04:05 web1 sshd[812]: Accepted publickey for root from 192.0.2.7")]
    [InlineData("<13>Oct 21 15:04:05 web1 me: I said Failed password for fun")]
    [InlineData("no header, Failed password for root")]
    public void A_message_that_only_resembles_a_known_one_raises_nothing(string message) => Assert.Null(Find(message));

    [Fact]
    public void An_event_says_in_a_sentence_what_happened()
    {
        var (_, events, _) = Take("<189>18: edge1: Oct 21 15:04:05: %BGP-5-ADJCHANGE: neighbor 10.0.0.1 Down BGP Notification sent");
        var lost = Assert.Single(events);
        Assert.Equal(("edge1 lost its BGP session with 10.0.0.1 (BGP Notification sent).", PerceivedSeverity.Major), (lost.Text, lost.Severity));
        var (_, signIns, security) = Take("<38>Oct 21 15:04:05 web1 sshd[812]: Failed password for root from 192.0.2.7 port 52114 ssh2");
        Assert.Equal("A sign-in to web1 failed (root from 192.0.2.7 port 52114 ssh2).", Assert.Single(signIns).Text);
        Assert.Equal(1, security[("authentication-failure", "web1")]);
    }

    [Fact]
    public void A_record_holds_what_the_message_says()
    {
        var (logs, _, _) = Take("<165>1 2026-11-22T11:59:00.003Z host1 app 8710 ID47 [ex@1 iut=\"3\" path=\"C:\\\\x \\\"y\\\"\"][empty] An event");
        var record = Assert.Single(logs);
        Assert.Equal(("{app=\"app\", facility=\"local4\", host=\"host1\", sender=\"192.0.2.1\"}", "notice", "An event"), (record.Origin.ToString(), record.Severity.Keyword, record.Body));
        Assert.Equal(("8710", "ID47", "3", "C:\\x \"y\"", ""), (record.ProcessId, record.MessageId, record.Attributes.Get("ex@1.iut"), record.Attributes.Get("ex@1.path"), record.Attributes.Get("empty")));
        Assert.Equal((DecodedMessage.Noon.ToUnixTimeMilliseconds() - 59_997, DecodedMessage.Noon.ToUnixTimeMilliseconds()), (record.Timestamp, record.ReceivedAt));
    }

    [Fact]
    public void A_clock_that_is_ahead_is_not_believed_and_octets_that_are_not_UTF_8_are_kept()
    {
        var (logs, _, _) = Take([.. "<13>1 2036-11-22T12:00:00Z host app - - - "u8, 0xe9, (byte)'t', 0xe9]);
        var record = Assert.Single(logs);
        Assert.Equal((DecodedMessage.Noon.ToUnixTimeMilliseconds(), "2036-11-22T12:00:00.000Z", "été"), (record.Timestamp, record.Attributes.Get("sender_time"), record.Body));
    }

    [Fact]
    public void Writers_beyond_the_bound_count_together_and_the_silent_are_forgotten()
    {
        var intake = new SyslogIntake(new SyslogOptions { MaxOrigins = 2 }, SyslogEventTable.BuiltIn, TimeZoneInfo.Utc);
        using var logs = new TelemetryBatch<LogRecord>("test");
        for (var i = 0; i < 10; i++)
            intake.Take(Encoding.UTF8.GetBytes($"<13>Nov 22 12:00:00 host{i} app: x"), Sender, 1000, logs, []);
        Assert.Equal([1L, 1L, 8L], intake.Origins.Select(o => o.Messages[5]));
        Assert.Equal(("other", "other"), (intake.Origins.Last().Host, intake.Origins.Last().App));
        Assert.Equal("host9", logs.Records[9].Origin.Get("host"));
        intake.Forget(1000 + (long)SyslogOrigins.Keep.TotalMilliseconds + 1);
        Assert.Equal(["other"], intake.Origins.Select(o => o.Host));
    }

    [Fact]
    public void A_sender_may_send_a_burst_and_then_at_its_rate_and_no_other_suffers_from_it()
    {
        var clock = new FakeClock();
        var senders = new SyslogSenders(new SyslogOptions { SenderRate = 10, SenderBurst = 20, MaxSenders = 2 }, clock);
        var first = senders.Of(Sender);
        Assert.Equal(20, Enumerable.Range(0, 100).Count(_ => senders.Count(first, clock.GetTimestamp(), out var _)));
        Assert.True(senders.Count(senders.Of(NetworkAddress.FromV4(2)), clock.GetTimestamp(), out _));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => senders.Count(first, clock.GetTimestamp(), out var _)));
        Assert.Same(senders.Of(NetworkAddress.FromV4(3)), senders.Of(NetworkAddress.FromV4(4)));
        Assert.Equal([("192.0.2.1", 200.0), ("0.0.0.2", 1.0)], senders.Received());
        Assert.Equal([("192.0.2.1", 170.0)], senders.Dropped());
        clock.Advance(SyslogOrigins.Keep);
        senders.Count(first, clock.GetTimestamp(), out _);
        clock.Advance(TimeSpan.FromSeconds(1));
        senders.Forget();
        Assert.Equal([("192.0.2.1", 201.0)], senders.Received());
    }

    internal static SyslogEvent? Find(string text)
    {
        var message = SyslogDecoder.Decode(Encoding.UTF8.GetBytes(text), DecodedMessage.Noon.ToUnixTimeMilliseconds(), new SyslogClock(TimeZoneInfo.Utc));
        return SyslogEventTable.BuiltIn.Find(ref message);
    }

    internal static (LogRecord[] Logs, List<EventRecord> Events, IReadOnlyDictionary<(string, string), long> Security) Take(string text) => Take(Encoding.UTF8.GetBytes(text));

    private static (LogRecord[] Logs, List<EventRecord> Events, IReadOnlyDictionary<(string, string), long> Security) Take(byte[] message)
    {
        var intake = new SyslogIntake(new SyslogOptions(), SyslogEventTable.BuiltIn, TimeZoneInfo.Utc);
        using var logs = new TelemetryBatch<LogRecord>("test");
        List<EventRecord> events = [];
        intake.Take(message, Sender, DecodedMessage.Noon.ToUnixTimeMilliseconds(), logs, events);
        return (logs.Records.ToArray(), events, intake.Security);
    }
}
