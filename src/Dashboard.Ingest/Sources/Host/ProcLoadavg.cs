namespace Dashboard.Ingest.Sources.Host;

/// <summary>Reads <c>/proc/loadavg</c> (proc_loadavg(5)).</summary>
public static class ProcLoadavg
{
    /// <summary>Tasks that ran or could, averaged over one, five and fifteen minutes; none where the line is not that.</summary>
    public static Reading Decode(ReadOnlySpan<byte> text, out (double One, double Five, double Fifteen) load)
    {
        load = default;
        var reader = new ProcReader(text);
        if (reader.NextLine() && reader.Fraction(out load.One) && reader.Fraction(out load.Five) && reader.Fraction(out load.Fifteen))
            return reader.Result(1);
        load = default;
        reader.Complain("does not start with three averages");
        return reader.Result(0);
    }
}
