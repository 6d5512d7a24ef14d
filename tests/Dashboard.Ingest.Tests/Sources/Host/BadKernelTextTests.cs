using Dashboard.Ingest.Sources.Host;

namespace Dashboard.Ingest.Tests.Sources.Host;

/// <summary>Decoders meet text that no kernel wrote: cut anywhere, bytes changed, pieces repeated. The seed is fixed.</summary>
public sealed class BadKernelTextTests
{
    private delegate Reading Decoder(ReadOnlySpan<byte> text);

    private delegate Reading DecodeCounters(ReadOnlySpan<byte> text, List<ProtocolCounter> into);

    private static readonly (string File, Decoder Decode)[] Decoders =
    [
        ("proc/stat", static t => ProcStat.Decode(t, [], out _)),
        ("proc/loadavg", static t => ProcLoadavg.Decode(t, out _)),
        ("proc/meminfo", static t => { List<MemoryField> into = []; return Within(t, ProcMeminfo.Decode(t, into), into, static e => e.Name); }),
        ("proc/diskstats", static t => { List<DiskCounters> into = []; return Within(t, ProcDiskstats.Decode(t, into), into, static e => e.Name); }),
        ("proc/mounts", static t => { List<MountEntry> into = []; return Within(t, ProcMounts.Decode(t, into), into, static e => e.Identity); }),
        ("proc/net/dev", static t => { List<InterfaceCounters> into = []; return Within(t, ProcNetDev.Decode(t, into), into, static e => e.Name); }),
        ("proc/net/snmp", Snmp(ProcNetSnmp.Decode)),
        ("proc/net/netstat", Snmp(ProcNetSnmp.Decode)),
        ("proc/net/snmp6", Snmp(ProcNetSnmp.Decode6)),
        ("proc/net/sockstat", Snmp(ProcNetSockstat.Decode)),
        ("proc/net/tcp", static t => new Reading(ProcNetTcp.Decode(t, new TcpStates()), null)),
        ("sys/class/net/lo/flags", static t => new Reading(SysAttribute.Number(t) is null ? 0 : 1, null)),
        ("sys/class/net/lo/operstate", static t => new Reading(SysAttribute.Text(t, "up").Length, null)),
    ];

    public static TheoryData<string, string> Captures()
    {
        var captures = new TheoryData<string, string>();
        foreach (var kernel in Capture.Kernels)
        {
            foreach (var (file, _) in Decoders)
            {
                if (File.Exists(Path.Combine(Capture.Folder(kernel), file)))
                    captures.Add(kernel, file);
            }
        }
        return captures;
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Text_that_ends_anywhere_is_read_up_to_there(string kernel, string file)
    {
        var text = Capture.Read(kernel, file);
        for (var length = 0; length <= text.Length; length++)
            Decode(file, text.AsSpan(0, length));
    }

    [Theory]
    [InlineData("linux-6.18")]
    [InlineData("linux-4.19")]
    public void A_number_never_loses_digits_where_the_text_ends(string kernel)
    {
        var text = Capture.Read(kernel, "proc/diskstats");
        List<DiskCounters> whole = [], part = [];
        ProcDiskstats.Decode(text, whole);
        for (var length = 0; length <= text.Length; length++)
        {
            ProcDiskstats.Decode(text.AsSpan(0, length), part);
            Assert.Equal(whole.Take(part.Count), part);
        }
        Assert.Equal(whole.Count, part.Count);
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Changed_and_repeated_bytes_are_no_reason_to_throw(string kernel, string file)
    {
        var text = Capture.Read(kernel, file);
        var random = new Random(18_061_969);
        for (var round = 0; round < 2_000; round++)
        {
            var bad = text.ToList();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
            {
                var at = random.Next(bad.Count);
                switch (random.Next(4))
                {
                    case 0: bad[at] = (byte)random.Next(256); break;
                    case 1: bad[at] = (byte)" \n\t:-+.0x|\\/9"[random.Next(13)]; break;
                    case 2: bad.InsertRange(at, bad.GetRange(at, Math.Min(random.Next(40), bad.Count - at))); break;
                    default: bad.RemoveRange(at, Math.Min(random.Next(40), bad.Count - at - 1)); break;
                }
            }
            Decode(file, [.. bad]);
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void Noise_is_answered_with_a_sentence_or_nothing(string kernel, string file)
    {
        _ = kernel;
        var random = new Random(4);
        var noise = new byte[4096];
        for (var round = 0; round < 200; round++)
        {
            random.NextBytes(noise);
            Decode(file, noise.AsSpan(0, random.Next(noise.Length)));
        }
    }

    private static void Decode(string file, ReadOnlySpan<byte> text) => Decoders.First(d => d.File == file).Decode(text);

    private static Decoder Snmp(DecodeCounters decode) => t =>
    {
        List<ProtocolCounter> into = [];
        var reading = Within(t, decode(t, into), into, static e => e.Protocol);
        return Within(t, reading, into, static e => e.Field);
    };

    /// <summary>Whether every range that was handed out lies within the text.</summary>
    private static Reading Within<T>(ReadOnlySpan<byte> text, Reading reading, List<T> entries, Func<T, Range> range)
    {
        foreach (var entry in entries)
            Assert.InRange(range(entry).End.Value, 1, text.Length);
        return reading;
    }
}
