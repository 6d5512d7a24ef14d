using System.Text;

namespace Dashboard.Benchmarks.Syslog;

/// <summary>Messages as a network sends them: a third each of RFC 5424 with structured data, of RFC 3164, and of Cisco's IOS; 200 hosts, 20 programs.</summary>
internal sealed class SyslogLoad
{
    public SyslogLoad(int count, DateTimeOffset now)
    {
        var random = new Random(1);
        Messages = [.. Enumerable.Range(0, count).Select(i => Encoding.UTF8.GetBytes((i % 3) switch
        {
            0 => $"<{Priority(random, i)}>1 {now:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'} srv{random.Next(200)}.example.net app{i / 3 % 20} {random.Next(40_000)} ID{random.Next(50)} [meta@32473 sequenceId=\"{i}\" language=\"en\"] request {i} took {random.Next(500)} ms and was answered with status 200",
            1 => $"<{Priority(random, i)}>{now:MMM dd HH:mm:ss} srv{random.Next(200)} daemon{i / 3 % 20}[{random.Next(40_000)}]: connection from 10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)} port {random.Next(65_536)} accepted for user u{random.Next(1000)}",
            _ => $"<189>{i}: rtr{random.Next(200)}: {now:MMM dd HH:mm:ss.fff} UTC: %SEC-6-IPACCESSLOGP: list 101 permitted tcp 10.{random.Next(256)}.{random.Next(256)}.1({random.Next(65_536)}) -> 192.0.2.1(443), {random.Next(1, 20)} packets",
        }))];
        // As many as make a stream for TCP, each ended by a line feed.
        Lines = [.. Messages.SelectMany(static m => m.Append((byte)'\n'))];
    }

    public IReadOnlyList<byte[]> Messages { get; }

    // A program has one facility, and severities of all kinds.
    private static int Priority(Random random, int i) => ((1 + (i / 3 % 20)) * 8) + random.Next(8);

    public byte[] Lines { get; }
}
