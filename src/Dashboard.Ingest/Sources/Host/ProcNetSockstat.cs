namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/net/sockstat</c> and <c>/proc/net/sockstat6</c>: a protocol, then pairs of a name and a number.</summary>
public static class ProcNetSockstat
{
    /// <summary>Fills <paramref name="counters"/> with every pair; <c>mem</c> is in pages.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<ProtocolCounter> counters)
    {
        counters.Clear();
        var reader = new ProcReader(text);
        while (reader.NextLine())
        {
            if (!reader.FieldBefore((byte)':', out var protocol))
            {
                reader.Complain("is not a protocol and pairs of a name and a number");
                continue;
            }
            while (reader.Field(out var name))
            {
                if (!reader.Signed(out var value))
                {
                    reader.Complain("has a name without a number");
                    break;
                }
                counters.Add(new ProtocolCounter(protocol, name, value));
            }
        }
        return reader.Result(counters.Count);
    }
}
