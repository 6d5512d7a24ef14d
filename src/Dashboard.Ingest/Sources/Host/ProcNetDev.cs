namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/net/dev</c> (proc_pid_net(5)).</summary>
public static class ProcNetDev
{
    /// <summary>Fills <paramref name="interfaces"/> with every network interface of the machine.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<InterfaceCounters> interfaces)
    {
        interfaces.Clear();
        var reader = new ProcReader(text);
        Span<ulong> n = stackalloc ulong[16];
        while (reader.NextLine())
        {
            // The two lines of headings have columns divided by bars; no interface does.
            if (reader.Rest.Contains((byte)'|'))
                continue;
            if (!reader.FieldBefore((byte)':', out var name) || reader.Numbers(n) < n.Length)
            {
                reader.Complain("is not an interface with sixteen counters");
                continue;
            }
            interfaces.Add(new InterfaceCounters(name,
                new ReceiveCounters(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]),
                new TransmitCounters(n[8], n[9], n[10], n[11], n[12], n[13], n[14], n[15])));
        }
        return reader.Result(interfaces.Count);
    }
}

/// <summary>What an interface has carried since it appeared, a line of <c>/proc/net/dev</c>.</summary>
/// <param name="Name">Where in the text its name is.</param>
/// <param name="Receive">What came in.</param>
/// <param name="Transmit">What went out.</param>
public readonly record struct InterfaceCounters(Range Name, ReceiveCounters Receive, TransmitCounters Transmit);

/// <summary>The left half of a line of <c>/proc/net/dev</c>, in the kernel's order.</summary>
public readonly record struct ReceiveCounters(
    ulong Bytes, ulong Packets, ulong Errors, ulong Dropped, ulong Fifo, ulong Frame, ulong Compressed, ulong Multicast);

/// <summary>The right half of a line of <c>/proc/net/dev</c>, in the kernel's order.</summary>
public readonly record struct TransmitCounters(
    ulong Bytes, ulong Packets, ulong Errors, ulong Dropped, ulong Fifo, ulong Collisions, ulong Carrier, ulong Compressed);
