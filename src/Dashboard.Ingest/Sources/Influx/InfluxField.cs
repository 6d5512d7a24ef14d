namespace Dashboard.Ingest.Sources.Influx;

/// <summary>A field of a line: where its name stands, and its value. A string has no value here.</summary>
/// <param name="NameStart">The first octet of its name, escapes and all, counted from the start of the line.</param>
/// <param name="NameLength">The octets of its name.</param>
/// <param name="TextLength">Octets of its value, quotes and escapes and all, where that is a string, which is no sample; 0 where it is none.</param>
/// <param name="Value">Its value: a number, or 1 for true and 0 for false.</param>
public readonly record struct InfluxField(int NameStart, int NameLength, int TextLength, double Value)
{
    public bool IsText => TextLength > 0;

    /// <summary>Where the value stands in the line, after the name and its equals sign.</summary>
    public int ValueStart => NameStart + NameLength + 1;
}
