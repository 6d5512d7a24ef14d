namespace Dashboard.Ingest.Sources.Influx;

/// <summary>A field of a line: where its name stands, and its value. A string has no value here.</summary>
/// <param name="NameStart">The first octet of its name, escapes and all, counted from the start of the line.</param>
/// <param name="NameLength">The octets of its name.</param>
/// <param name="IsText">Whether its value is a string, which is no sample.</param>
/// <param name="Value">Its value: a number, or 1 for true and 0 for false.</param>
public readonly record struct InfluxField(int NameStart, int NameLength, bool IsText, double Value);
