using System.Buffers.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// Reads <c>/proc/net/snmp</c> and <c>/proc/net/netstat</c>: pairs of lines that start with the same protocol, names in
/// the first and numbers in the second (https://docs.kernel.org/networking/snmp_counter.html).
/// </summary>
public static class ProcNetSnmp
{
    /// <summary>Fills <paramref name="counters"/> with every counter of every protocol; of a pair that does not match, none.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<ProtocolCounter> counters)
    {
        counters.Clear();
        var reader = new ProcReader(text);
        while (reader.NextLine())
        {
            var names = reader;
            if (!names.FieldBefore((byte)':', out var protocol) || names.Rest.IsEmpty)
            {
                reader.Complain("is not a protocol and the names of its counters");
                continue;
            }
            if (!reader.NextLine())
                break;
            var before = counters.Count;
            if (!reader.FieldBefore((byte)':', out var again) || !text[again].SequenceEqual(text[protocol]))
            {
                reader.Complain("does not hold the numbers for the line before it");
                continue;
            }
            while (names.Field(out var name))
            {
                if (!reader.Signed(out var value))
                {
                    reader.Complain("has fewer numbers than the line before it has names");
                    counters.RemoveRange(before, counters.Count - before);
                    break;
                }
                counters.Add(new ProtocolCounter(protocol, name, value));
            }
        }
        return reader.Result(counters.Count);
    }

    /// <summary>
    /// Fills <paramref name="counters"/> from <c>/proc/net/snmp6</c>, where each line has one name and one number; the
    /// protocol is the part of the name up to its 6.
    /// </summary>
    public static Reading Decode6(ReadOnlySpan<byte> text, List<ProtocolCounter> counters)
    {
        counters.Clear();
        var reader = new ProcReader(text);
        while (reader.NextLine())
        {
            if (!reader.Field(out var name) || !reader.Field(out var number)
                || !Utf8Parser.TryParse(text[number], out long value, out var read) || read != text[number].Length)
            {
                reader.Complain("is not a name and a number");
                continue;
            }
            var six = text[name].IndexOf((byte)'6');
            if (six < 0 || six == text[name].Length - 1)
                continue;
            var split = name.Start.Value + six + 1;
            counters.Add(new ProtocolCounter(name.Start..split, split..name.End, value));
        }
        return reader.Result(counters.Count);
    }
}
