namespace Dashboard.Benchmarks.Comparison;

/// <summary>Processor time as the kernel counts it, which other programs on a busy machine do not lengthen as they do the clock's.</summary>
internal static class ProcessorTime
{
    /// <summary>Nanoseconds of the calling thread.</summary>
    public static long OfThisThread() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]);

    /// <summary>That of a process and of those that it started.</summary>
    public static TimeSpan OfTree(int process)
    {
        var all = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => Try(() => File.ReadAllText($"/proc/{n}/stat"))).OfType<string>()
            .Select(stat => (Id: int.Parse(stat[..stat.IndexOf(' ', StringComparison.Ordinal)]), Parent: int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]), Time: Ticks(stat))).ToList();
        var tree = new HashSet<int> { process };
        while (all.Any(p => tree.Contains(p.Parent) && tree.Add(p.Id)))
        {
        }
        return all.Where(p => tree.Contains(p.Id)).Aggregate(TimeSpan.Zero, (sum, p) => sum + p.Time);
    }

    private static TimeSpan Ticks(string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0);
    }

    private static string? Try(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (IOException)
        {
            return null;
        }
    }
}

/// <summary>Datagrams that the kernel dropped because nobody took them in time.</summary>
internal static class UdpDrops
{
    /// <summary>Those at a port of this machine.</summary>
    public static long At(int port) =>
        File.ReadLines("/proc/net/udp").Where(l => l.Contains($":{port:X4} 00000000:0000", StringComparison.Ordinal)).Sum(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1]));
}
