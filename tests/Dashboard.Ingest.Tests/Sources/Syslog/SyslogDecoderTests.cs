using System.Text;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

public sealed class SyslogDecoderTests
{
    [Fact]
    public void A_message_of_RFC_5424_is_read_into_its_fields()
    {
        var message = DecodedMessage.Of("<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"App\"][other] \ufeffAn application event");
        Assert.Equal((SyslogFormat.Rfc5424, 165, "2003-10-11 22:14:15.003"), (message.Format, message.Priority, message.Time));
        Assert.Equal(("mymachine.example.com", "evntslog", "8710", "ID47"), (message.Host, message.App, message.ProcessId, message.MessageId));
        Assert.Equal("[exampleSDID@32473 iut=\"3\" eventSource=\"App\"][other]", message.StructuredData);
        Assert.Equal("An application event", message.Text);
        Assert.Null(message.Complaint);
    }

    [Fact]
    public void A_parameters_name_may_begin_with_a_bracket()
    {
        var data = "[meta [escape=\"\\\"] some \" x=\"1\"][b]"u8;
        Assert.Equal(data.Length, StructuredDataReader.LengthOf(data));
        var reader = new StructuredDataReader(data);

        Assert.True(reader.Read());
        Assert.Equal(("meta", "[escape", "\\\"] some "), (Text(reader.Element), Text(reader.Name), Text(reader.Value)));
        Assert.True(reader.Read());
        Assert.Equal(("meta", "x", "1"), (Text(reader.Element), Text(reader.Name), Text(reader.Value)));
        Assert.True(reader.Read());
        Assert.Equal(("b", ""), (Text(reader.Element), Text(reader.Name)));
        Assert.False(reader.Read());

        static string Text(ReadOnlySpan<byte> octets) => System.Text.Encoding.UTF8.GetString(octets);
    }

    [Fact]
    public void Structured_data_is_read_with_its_escapes_and_its_empty_elements()
    {
        var reader = new StructuredDataReader("[a@1 x=\"1\" y=\"say \\\"]\\\" \\\\\"][empty][b z=\"\" ]"u8);
        List<string> read = [];
        while (reader.Read())
            read.Add($"{Encoding.UTF8.GetString(reader.Element)}/{Encoding.UTF8.GetString(reader.Name)}/{Encoding.UTF8.GetString(reader.Value)}");
        Assert.Equal(["a@1/x/1", "a@1/y/say \\\"]\\\" \\\\", "empty//", "b/z/"], read);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[]")]
    [InlineData("[a")]
    [InlineData("[a x]")]
    [InlineData("[a x=1]")]
    [InlineData("[a x=\"1]")]
    [InlineData("[a x=\"1\\")]
    [InlineData("[a x=\"1\"")]
    [InlineData("[a x=\"1\"y=\"2\"]")]
    public void Structured_data_that_is_not_sound_stays_in_the_text(string data)
    {
        var message = DecodedMessage.Of($"<13>1 - host app - - {data} text");
        Assert.Equal(("host", "app", "", $"{data} text"), (message.Host, message.App, message.StructuredData, message.Text));
        Assert.Equal("has structured data that is not sound, kept as text", message.Complaint);
        Assert.Equal(21, message.ComplaintAt);
    }

    [Theory]
    [InlineData("<34>Oct 11 22:14:15 mymachine su: 'su root' failed", "2026-10-11 22:14:15.000", "mymachine", "su", "", "'su root' failed")]
    [InlineData("<85>Jul  4 15:50:41 ip-172-31-30-110 sudo[6040]: ec2-user", "2026-07-04 15:50:41.000", "ip-172-31-30-110", "sudo", "6040", "ec2-user")]
    [InlineData("<13>Oct 11 22:14:15.123456 10.0.0.1 postfix/smtpd[12]: x", "2026-10-11 22:14:15.123", "10.0.0.1", "postfix/smtpd", "12", "x")]
    [InlineData("<13>2023-10-21T15:04:05.123456+02:00 host app[7]: x", "2023-10-21 13:04:05.123", "host", "app", "7", "x")]
    [InlineData("<13>2023-10-21T15:04:05.5+00:00Z host app: x", "2023-10-21 15:04:05.500", "host", "app", "", "x")]
    [InlineData("<13>2023-10-21 15:04:05 host app: x", "2023-10-21 15:04:05.000", "host", "app", "", "x")]
    [InlineData("<13>Oct 21 2023 15:04:05 host app: x", "2023-10-21 15:04:05.000", "host", "app", "", "x")]
    [InlineData("<13>Sat Oct 21 15:04:05 2023 host app: x", "2023-10-21 15:04:05.000", "host", "app", "", "x")]
    [InlineData("<13>Oct 21 15:04:05 CEST host app: x", "2026-10-21 13:04:05.000", "host", "app", "", "x")]
    [InlineData("<13>Oct 21 15:04:05 2001:db8::1 app: x", "2026-10-21 15:04:05.000", "2001:db8::1", "app", "", "x")]
    [InlineData("<13>Oct 21 15:04:05 cron[1234]: (root) CMD", "2026-10-21 15:04:05.000", "", "cron", "1234", "(root) CMD")]
    [InlineData("<13>Oct 21 15:04:05 host CEF:0|A|B", "2026-10-21 15:04:05.000", "host", "CEF", "", "CEF:0|A|B")]
    [InlineData("<13>Oct 21 15:04:05 host words without a name", "2026-10-21 15:04:05.000", "host", "words", "", "words without a name")]
    [InlineData("<13>app[3]: text", "", "", "app", "3", "text")]
    [InlineData("<134>1 1374543213.342705328 MX84 urls src=192.168.1.186", "2013-07-23 01:33:33.342", "MX84", "", "", "urls src=192.168.1.186")]
    public void Messages_of_RFC_3164_are_read_whatever_they_leave_out(string text, string time, string host, string app, string process, string rest)
    {
        var message = DecodedMessage.Of(text);
        Assert.Equal((time, host, app, process, rest), (message.Time, message.Host, message.App, message.ProcessId, message.Text));
        Assert.Equal(SyslogFormat.Bsd, message.Format);
    }

    [Theory]
    [InlineData("<189>30: sw1: 6340004: Oct 21 15:04:05.250: %SEC-6-IPACCESSLOGP: list X", "2026-10-21 15:04:05.250", "sw1", "SEC", "SEC-6-IPACCESSLOGP")]
    [InlineData("<189>84027: Oct 21 15:04:05.123 PDT: %SYS-5-CONFIG_I: Configured", "2026-10-21 22:04:05.123", "", "SYS", "SYS-5-CONFIG_I")]
    [InlineData("<189>84027: .Oct 21 15:04:05.123 XYZ: %SYS-5-CONFIG_I: Configured", "2026-10-21 15:04:05.123", "", "SYS", "SYS-5-CONFIG_I")]
    [InlineData("<189>*Mar  1 00:00:05.123 UTC: %SYS-5-CONFIG_I: Configured", "", "", "SYS", "SYS-5-CONFIG_I")]
    [InlineData("<187>: 2020 Oct 21 15:04:05 EDT: %L2FM-4-L2FM_MAC_MOVE: Mac", "2020-10-21 19:04:05.000", "", "L2FM", "L2FM-4-L2FM_MAC_MOVE")]
    [InlineData("<187>sw1: 2023 Oct 21 15:04:05.123 CDT: %MODULE-2-MOD_SOMEPORTS_FAILED: Module 13", "2023-10-21 20:04:05.123", "sw1", "MODULE", "MODULE-2-MOD_SOMEPORTS_FAILED")]
    [InlineData("<187>00:01:01: %SYSMGR-STANDBY-3-SHUTDOWN_START: The", "", "", "SYSMGR-STANDBY", "SYSMGR-STANDBY-3-SHUTDOWN_START")]
    [InlineData("<187>12: 3w4d: %LINK-3-UPDOWN: Interface", "", "", "LINK", "LINK-3-UPDOWN")]
    [InlineData("<187>wlc1: *spamApTask1: Oct 21 15:04:05.123: %CAPWAP-4-DISC_INTF_ERR2: x", "2026-10-21 15:04:05.123", "wlc1", "spamApTask1", "CAPWAP-4-DISC_INTF_ERR2")]
    [InlineData("<187>RP/0/RSP0/CPU0:Oct 21 15:04:05.123 UTC: ifmgr[213]: %PKT_INFRA-LINK-3-UPDOWN : Interface", "2026-10-21 15:04:05.123", "", "ifmgr", "PKT_INFRA-LINK-3-UPDOWN")]
    [InlineData("<187>290692: xr1 RP/0/RP0/CPU0:Oct 21 15:04:05 : SSHD_[65935]: %SECURITY-SSHD-6-INFO_USER_LOGOUT : User", "2026-10-21 15:04:05.000", "xr1", "SSHD_", "SECURITY-SSHD-6-INFO_USER_LOGOUT")]
    [InlineData("<166>:Oct 21 15:04:05 UTC: %ASA-6-302015: Built", "2026-10-21 15:04:05.000", "", "ASA", "ASA-6-302015")]
    [InlineData("<166>Oct 21 2023 15:04:05 fw1 : %ASA-3-003164: TCP", "2023-10-21 15:04:05.000", "fw1", "ASA", "ASA-3-003164")]
    [InlineData("<166>%ASA-6-302015: Built", "", "", "ASA", "ASA-6-302015")]
    [InlineData("<189>Jul 23 2013 11:46:10 core1 %%01IFNET/4/LINK_STATE(l)[5]:The line", "2013-07-23 11:46:10.000", "core1", "IFNET", "IFNET/4/LINK_STATE")]
    [InlineData("<189>Oct 21 15:04:05 leaf1 Ebra: %LINEPROTO-5-UPDOWN: Line protocol", "2026-10-21 15:04:05.000", "leaf1", "Ebra", "LINEPROTO-5-UPDOWN")]
    [InlineData("<28>Oct 21 15:04:05 mx1 mib2d[77]: SNMP_TRAP_LINK_DOWN: ifIndex 584", "2026-10-21 15:04:05.000", "mx1", "mib2d", "SNMP_TRAP_LINK_DOWN")]
    [InlineData("<187>Oct 21 15:04:05 10.1.1.1 TMNX: 123 Base SNMP-WARNING-linkDown-2004 [1/1/1]: Interface", "2026-10-21 15:04:05.000", "10.1.1.1", "TMNX", "SNMP-WARNING-linkDown-2004")]
    public void Vendors_ways_are_understood(string text, string time, string host, string app, string id)
    {
        var message = DecodedMessage.Of(text);
        Assert.Equal((time, host, app, id), (message.Time, message.Host, message.App, message.MessageId));
        Assert.True(message.IsAppCertain);
        Assert.Null(message.Complaint);
    }

    [Fact]
    public void Structured_data_is_found_where_the_version_is_missing()
    {
        var message = DecodedMessage.Of("<111> 2023-10-21T15:04:05.123456+00:00Z mx1 mgd 3046 UI_LOGIN_EVENT [junos@2636.1.1.1.2.18 username=\"user\"] User login");
        Assert.Equal(("mx1", "mgd", "3046", "UI_LOGIN_EVENT", "User login"), (message.Host, message.App, message.ProcessId, message.MessageId, message.Text));
        Assert.Equal("[junos@2636.1.1.1.2.18 username=\"user\"]", message.StructuredData);
    }

    [Theory]
    [InlineData("hello, world", "hello, world")]
    [InlineData("  indented", "  indented")]
    [InlineData("<999>hello there", "<999>hello there")]
    [InlineData("<>hello there", "<>hello there")]
    [InlineData("<13 hello there", "<13 hello there")]
    [InlineData("", "")]
    [InlineData("<13>", "")]
    [InlineData("<13>hello there", "hello there")]
    [InlineData("<13>{\"a\": 1}", "{\"a\": 1}")]
    public void What_cannot_be_understood_is_kept_as_text(string text, string kept)
    {
        var message = DecodedMessage.Of(text);
        Assert.Equal((SyslogFormat.Raw, kept, 13), (message.Format, message.Text, message.Priority));
        Assert.Equal(message.HasPriority ? null : "has no priority in angle brackets", message.Complaint);
    }

    [Theory]
    [InlineData("\ufeff<13>app: x")]
    [InlineData("<13>app: x\n")]
    [InlineData("<13>app: x\r\n\0")]
    [InlineData("\n<13>app: x\0")]
    [InlineData("10 <13>app: x")]
    public void What_senders_put_around_a_message_is_no_part_of_it(string text)
    {
        var message = DecodedMessage.Of(text);
        Assert.Equal((13, true, "app", "x"), (message.Priority, message.HasPriority, message.App, message.Text));
    }

    [Theory]
    [InlineData("2026-01-01", "Dec 31 23:59:59", "2025-12-31 23:59:59.000")]
    [InlineData("2025-12-31", "Jan  1 00:00:01", "2026-01-01 00:00:01.000")]
    [InlineData("2026-11-22", "Nov 22 13:00:00", "2026-11-22 13:00:00.000")]
    [InlineData("2028-03-01", "Feb 29 10:00:00", "2028-02-29 10:00:00.000")]
    [InlineData("2029-01-01", "Feb 29 10:00:00", "2028-02-29 10:00:00.000")]
    public void A_date_without_a_year_is_that_of_the_nearest(string received, string stamp, string time) =>
        Assert.Equal(time, DecodedMessage.Of($"<13>{stamp} host app: x", DateTimeOffset.Parse(received + "T12:00:00Z")).Time);

    [Fact]
    public void A_time_without_a_zone_is_of_the_zone_that_was_set()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal("2026-07-01 10:00:00.000", DecodedMessage.Of("<13>Jul  1 12:00:00 host app: x", DecodedMessage.Noon, berlin).Time);
        Assert.Equal("2026-11-22 11:00:00.000", DecodedMessage.Of("<13>Nov 22 12:00:00 host app: x", DecodedMessage.Noon, berlin).Time);
        Assert.Equal("2026-11-22 12:00:00.000", DecodedMessage.Of("<13>Nov 22 12:00:00 UTC host app: x", DecodedMessage.Noon, berlin).Time);
    }

    [Theory]
    [InlineData("<13>Feb 30 12:00:00 host app: x")]
    [InlineData("<13>1 2023-02-29T12:00:00Z host app - - - x")]
    public void A_day_that_there_never_was_costs_the_time_and_nothing_else(string text)
    {
        var message = DecodedMessage.Of(text);
        Assert.Equal(("", "host", "app", "x"), (message.Time, message.Host, message.App, message.Text));
    }

    [Fact]
    public void Decoding_allocates_nothing()
    {
        byte[][] messages =
        [
            [.. "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 [exampleSDID@32473 iut=\"3\"] An application event"u8],
            [.. "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed"u8],
            [.. "<189>30: sw1: 6340004: *Oct 21 15:04:05.250 CEST: %SEC-6-IPACCESSLOGP: list X"u8],
            [.. "what is this"u8],
        ];
        var clock = new SyslogClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        var now = DecodedMessage.Noon.ToUnixTimeMilliseconds();
        var length = 0;
        foreach (var message in messages)
            length += SyslogDecoder.Decode(message, now, clock).Text.Length;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++)
        {
            foreach (var message in messages)
                length += SyslogDecoder.Decode(message, now, clock).Text.Length;
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(length > 0);
    }
}
