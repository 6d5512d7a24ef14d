namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/stat</c> (proc_stat(5)).</summary>
public static class ProcStat
{
    /// <summary>Units of CPU time a second as the kernel shows it to programs, USER_HZ: 100 on every architecture that .NET runs on.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>Fills <paramref name="cpus"/> with one entry for each CPU that is on line. Lines that it does not know are passed over.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<CpuTicks> cpus, out KernelCounts counts)
    {
        cpus.Clear();
        counts = default;
        var entries = 0;
        var reader = new ProcReader(text);
        Span<ulong> ticks = stackalloc ulong[10];
        while (reader.NextLine())
        {
            if (!reader.Field(out var field))
                continue;
            var key = text[field];
            if (key.StartsWith("cpu"u8))
            {
                if (key.Length == 3)
                    continue;
                ticks.Clear();
                if (!TryIndex(key[3..], out var cpu) || reader.Numbers(ticks) is var columns && columns < 4)
                {
                    reader.Complain("is not that of a CPU with at least four times");
                    continue;
                }
                cpus.Add(new CpuTicks(cpu, columns, ticks[0], ticks[1], ticks[2], ticks[3], ticks[4], ticks[5], ticks[6], ticks[7], ticks[8], ticks[9]));
                entries++;
                continue;
            }
            counts = Count(ref reader, key, counts, ref entries);
        }
        return reader.Result(entries);
    }

    private static KernelCounts Count(ref ProcReader reader, ReadOnlySpan<byte> key, KernelCounts counts, ref int entries)
    {
        var known = key.SequenceEqual("intr"u8) || key.SequenceEqual("ctxt"u8) || key.SequenceEqual("btime"u8)
            || key.SequenceEqual("processes"u8) || key.SequenceEqual("procs_running"u8) || key.SequenceEqual("procs_blocked"u8);
        if (!known)
            return counts;
        if (!reader.Number(out var value))
        {
            reader.Complain("has no number after its name");
            return counts;
        }
        entries++;
        return key[0] switch
        {
            (byte)'i' => counts with { Interrupts = value },
            (byte)'c' => counts with { ContextSwitches = value },
            (byte)'b' => counts with { BootTime = value },
            _ when key.SequenceEqual("processes"u8) => counts with { Forks = value },
            _ when key.SequenceEqual("procs_running"u8) => counts with { Running = value },
            _ => counts with { Blocked = value },
        };
    }

    private static bool TryIndex(ReadOnlySpan<byte> digits, out int index) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out index, out var read) && read == digits.Length && index >= 0;
}

/// <summary>What one CPU has done since the machine started, in units of <see cref="ProcStat.TicksPerSecond"/>.</summary>
/// <param name="Cpu">The CPU's number, from 0.</param>
/// <param name="Columns">How many of the times the kernel has, in the order of the parameters; the others are 0.</param>
/// <param name="User">In programs.</param>
/// <param name="Nice">In programs of low priority.</param>
/// <param name="System">In the kernel.</param>
/// <param name="Idle">Without work.</param>
/// <param name="IoWait">Without work while something waited for a disk.</param>
/// <param name="Irq">In interrupts.</param>
/// <param name="SoftIrq">In what interrupts put off.</param>
/// <param name="Steal">Wanted to run, but the hypervisor ran others.</param>
/// <param name="Guest">In guests; part of <paramref name="User"/>.</param>
/// <param name="GuestNice">In guests of low priority; part of <paramref name="Nice"/>.</param>
public readonly record struct CpuTicks(
    int Cpu, int Columns, ulong User, ulong Nice, ulong System, ulong Idle,
    ulong IoWait, ulong Irq, ulong SoftIrq, ulong Steal, ulong Guest, ulong GuestNice);

/// <summary>What the kernel counts of itself in <c>/proc/stat</c>; null where it does not say.</summary>
/// <param name="Interrupts">Interrupts served since the start.</param>
/// <param name="ContextSwitches">Switches from one task to another since the start.</param>
/// <param name="BootTime">The start, in seconds since 1970-01-01 UTC.</param>
/// <param name="Forks">Processes and threads made since the start.</param>
/// <param name="Running">Tasks that run or could.</param>
/// <param name="Blocked">Tasks that wait for a disk.</param>
public readonly record struct KernelCounts(
    ulong? Interrupts, ulong? ContextSwitches, ulong? BootTime, ulong? Forks, ulong? Running, ulong? Blocked);
