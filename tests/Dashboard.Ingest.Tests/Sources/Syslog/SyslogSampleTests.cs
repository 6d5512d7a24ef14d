using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

public sealed partial class SyslogSampleTests(ITestOutputHelper output)
{
    // Fields in which more is understood here than by the two on which they agree, by message.
    private static readonly Dictionary<int, string> Better = new()
    {
        [12] = "an empty priority is none",
        [338] = "the mnemonic's facility, ASA",
        [342] = "UTC is a zone",
        [396] = "the mnemonic's facility, FWSM",
        [406] = "the process after the host",
        [408] = "the host, not the app",
        [416] = "the host, not the app",
        [422] = "a time since the start",
        [428] = "the host, not the app",
        [438] = "the process after the node",
        [440] = "the process after the node",
        [446] = "the mnemonic's facility",
        [480] = "the mnemonic's facility, PIX",
        [486] = "the mnemonic's facility, UCSM",
        [528] = "the mnemonic's facility, ASA",
    };

    [SampleFact]
    public void Messages_are_read_as_rsyslog_and_syslog_ng_both_read_them()
    {
        var expected = SyslogSamples.Expected();
        var (agreed, fields) = (0, 0);
        List<string> differences = [], understood = [];
        foreach (var (id, octets) in SyslogSamples.Corpus())
        {
            var message = DecodedMessage.Of(octets, new DateTimeOffset(2026, 11, 21, 21, 18, 0, TimeSpan.Zero));
            var (priority, host, app) = expected[id];
            Compare(id, "priority", priority, message.Priority.ToString(CultureInfo.InvariantCulture));
            Compare(id, "host", host, message.Host);
            Compare(id, "app", app == "-" ? "" : app, message.App);
        }
        output.WriteLine($"{agreed} of {fields} fields agree; {understood.Count} are understood better:");
        understood.ForEach(output.WriteLine);
        Assert.Empty(differences);
        Assert.Equal((778, 793, Better.Count), (agreed, fields, understood.Count));

        void Compare(int id, string field, string? wanted, string got)
        {
            if (wanted is null)
                return;
            fields++;
            if (wanted == got)
                agreed++;
            else if (Better.TryGetValue(id, out var reason))
                understood.Add($"{id} {field}: '{wanted}', read as '{got}': {reason}");
            else
                differences.Add($"{id} {field}: '{wanted}', read as '{got}'");
        }
    }

    public static TheoryData<string> TelegrafCases() =>
        Samples.Find("protocols/syslog-telegraf") is { } folder
            ? [.. Directory.GetDirectories(folder).Where(d => File.Exists(Path.Combine(d, "expected.out"))).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)]
            : ["none"];

    [SampleTheory]
    [MemberData(nameof(TelegrafCases))]
    public void Messages_are_read_as_Telegraf_reads_them(string name)
    {
        var folder = Samples.At($"protocols/syslog-telegraf/{name}");
        var input = File.ReadAllBytes(Path.Combine(folder, "input.txt"));
        var messages = Frames(input, isCounted: name.Contains("octet_counting", StringComparison.Ordinal)).Select(m => DecodedMessage.Of(m)).ToArray();
        var expected = RecordStart().Split(File.ReadAllText(Path.Combine(folder, "expected.out"))).Where(r => r.Trim().Length > 0).ToArray();
        Assert.InRange(messages.Length, expected.Length, int.MaxValue);
        foreach (var (wanted, got) in expected.Zip(messages))
        {
            var read = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["hostname"] = got.Host,
                ["appname"] = got.App,
                ["procid"] = got.ProcessId,
                ["msgid"] = got.MessageId,
                ["message"] = got.Text,
                ["severity_code"] = $"{got.Priority & 7}",
                ["facility_code"] = $"{got.Priority >> 3}",
                ["timestamp"] = $"{got.Timestamp}",
            };
            foreach (Match field in Field().Matches(wanted))
            {
                var value = field.Groups["text"].Success ? field.Groups["text"].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal) : field.Groups["plain"].Value.TrimEnd('i');
                if (field.Groups["name"].Value == "timestamp")
                    value = value[..^6];
                if (read.TryGetValue(field.Groups["name"].Value, out var mine))
                    Assert.Equal(value, mine);
            }
        }
    }

    [SampleTheory]
    [InlineData("syslog-zeek/fake-syslog-with-padding.pcap", 5, 13, "", "", "X")]
    [InlineData("syslog-zeek/syslog-missing-pri.pcap", 1, 13, "", "", "This is not really a syslog message #173538 1552584410.781186")]
    [InlineData("syslog-zeek/syslog-single-udp.pcap", 1, 133, "", "robin", "Hello, syslog!")]
    [InlineData("syslog-tcpdump/syslog_udp.pcap", 4, 5, "through", "logger", "test message 21")]
    public void Captured_datagrams_are_read(string capture, int count, int priority, string host, string app, string text)
    {
        var captured = PacketCapture.Read(Samples.At($"protocols/{capture}"));
        var messages = captured.Select(d => DecodedMessage.Of(d.Octets, DateTimeOffset.FromUnixTimeMilliseconds(d.Timestamp))).ToArray();
        Assert.Equal((count, priority, host, app, text), (messages.Length, messages[0].Priority, messages[0].Host, messages[0].App, messages[0].Text));
        // The clocks of the senders and of whoever captured were not hours apart.
        Assert.All(messages.Zip(captured), pair => Assert.True(pair.First.Timestamp == 0 || Math.Abs(pair.First.Timestamp - pair.Second.Timestamp) <= 7 * 3_600_000));
    }

    private static IEnumerable<byte[]> Frames(byte[] input, bool isCounted)
    {
        for (var at = 0; at < input.Length;)
        {
            if (isCounted)
            {
                var space = Array.IndexOf(input, (byte)' ', at);
                if (!int.TryParse(Encoding.ASCII.GetString(input[at..space]), CultureInfo.InvariantCulture, out var length))
                    yield break;
                yield return input[(space + 1)..Math.Min(input.Length, space + 1 + length)];
                at = space + 1 + length;
            }
            else
            {
                var end = Array.IndexOf(input, (byte)'\n', at) is var line and >= 0 ? line : input.Length;
                yield return input[at..end];
                at = end + 1;
            }
        }
    }

    [GeneratedRegex("^(?=syslog,)", RegexOptions.Multiline)]
    private static partial Regex RecordStart();

    [GeneratedRegex("""[, ](?<name>\w+)=(?:"(?<text>(?:\\.|[^"\\])*)"|(?<plain>[^," ]*))""", RegexOptions.ExplicitCapture)]
    private static partial Regex Field();
}
