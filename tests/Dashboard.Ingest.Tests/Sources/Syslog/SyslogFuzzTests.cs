using System.Text;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

[Trait("Kind", "fuzz")]
public sealed class SyslogFuzzTests
{
    private static readonly byte[] Tokens = Encoding.UTF8.GetBytes("<>[]\"\\ :-%*.0123456789\n\0\r=TZ+/_");

    private static readonly string[] Seeds =
    [
        "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 8710 ID47 [exampleSDID@32473 iut=\"3\" eventSource=\"A\\]p\"][other] \ufeffAn application event",
        "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed for lonvick on /dev/pts/8",
        "<189>30: sw1: 6340004: *Oct 21 15:04:05.250 CEST: %SEC-6-IPACCESSLOGP: list X",
        "<187>290692: xr1 RP/0/RP0/CPU0:Oct 21 15:04:05 : SSHD_[65935]: %SECURITY-SSHD-6-INFO_USER_LOGOUT : User",
        "<187>: 2020 Oct 21 15:04:05 EDT: %L2FM-4-L2FM_MAC_MOVE: Mac e4c7.2266.f741",
        "<187>12: 3w4d: %LINK-3-UPDOWN: Interface", "<189>Jul 23 2013 11:46:10 core1 %%01IFNET/4/LINK_STATE(l)[5]:The line",
        "<134>1 1374543213.342705328 MX84 urls src=192.168.1.186", "<187>Oct 21 15:04:05 10.1.1.1 TMNX: 123 Base SNMP-WARNING-linkDown-2004 [1/1/1]: x",
        "<13>Sat Oct 21 15:04:05 2023 host app: x", "23 <1>1 - - - - - - hellø",
    ];

    [Fact]
    public async Task Damaged_messages_are_read_into_pieces_of_themselves()
    {
        List<byte[]> seeds = [.. Seeds.Select(Encoding.UTF8.GetBytes)];
        if (Samples.Find("protocols/syslog-corpus.jsonl") is not null)
            seeds.AddRange(SyslogSamples.Corpus().Select(m => m.Octets));
        var clock = new SyslogClock(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        var inputs = 0;
        foreach (var good in new[] { seeds, Enumerable.Reverse(seeds).ToList() })
            inputs += await Fuzz.Run(good, Tokens, (input, random) =>
            {
                var message = SyslogDecoder.Decode(input, random.NextInt64(4_000_000_000_000), clock);
                Assert.InRange(message.Priority, 0, 191);
                Assert.InRange(message.Timestamp, 0, long.MaxValue);
                Assert.InRange(message.ComplaintAt, 0, input.Length);
                Assert.True(IsWithin(input, message.Host) && IsWithin(input, message.App) && IsWithin(input, message.ProcessId) && IsWithin(input, message.MessageId) && IsWithin(input, message.Text));
                // Nothing of what was said is lost: the text goes to the end of the message.
                Assert.True(message.Text.IsEmpty || input.AsSpan().TrimEnd("\n\r\0"u8).EndsWith(message.Text));
                var data = new StructuredDataReader(message.StructuredData);
                var parameters = 0;
                while (data.Read())
                    parameters++;
                Assert.InRange(parameters, 0, input.Length);
                return Task.CompletedTask;
            });
        Assert.True(inputs > 0);
    }

    private static bool IsWithin(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> piece) => piece.IsEmpty || whole.Overlaps(piece);
}
