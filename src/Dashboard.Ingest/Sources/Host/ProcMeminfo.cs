namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/meminfo</c> (proc_meminfo(5)).</summary>
public static class ProcMeminfo
{
    /// <summary>Fills <paramref name="fields"/> with every line's name and value.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, List<MemoryField> fields)
    {
        fields.Clear();
        var reader = new ProcReader(text);
        while (reader.NextLine())
        {
            if (!reader.FieldBefore((byte)':', out var name) || !reader.Number(out var value))
            {
                reader.Complain("is not a name, a colon and a number");
                continue;
            }
            var sized = reader.Field(out var unit) && text[unit].SequenceEqual("kB"u8);
            fields.Add(new MemoryField(name, sized ? value * 1024.0 : value, sized));
        }
        return reader.Result(fields.Count);
    }
}

/// <summary>A line of <c>/proc/meminfo</c>.</summary>
/// <param name="Name">Where in the text its name is, <c>Active(anon)</c>.</param>
/// <param name="Value">Bytes where it is <paramref name="Sized"/>, otherwise a number of pages.</param>
/// <param name="Sized">Whether the kernel gave a unit.</param>
public readonly record struct MemoryField(Range Name, double Value, bool Sized);
