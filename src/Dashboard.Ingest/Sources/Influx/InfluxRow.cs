using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// What is known of the lines that begin with the same octets, measurement and tags: the series of each field. Read by
/// any number of bodies at a time.
/// </summary>
internal sealed class InfluxRow(byte[] key)
{
    private (byte[] Name, SeriesRef Series)[] _fields = []; // bound: InfluxRows.Capacity over all rows

    /// <summary>Measurement and tags as they come.</summary>
    public byte[] Key { get; } = key;

    /// <summary>The row that came after this one last time, in whatever body: a guess, to be compared with what comes.</summary>
    public InfluxRow? Next { get; set; }

    /// <summary>The series of a field; <paramref name="index"/> is where it probably stands.</summary>
    public bool TryFind(ReadOnlySpan<byte> field, int index, out SeriesRef series)
    {
        var fields = Volatile.Read(ref _fields);
        if (index < fields.Length && field.SequenceEqual(fields[index].Name))
        {
            series = fields[index].Series;
            return true;
        }
        foreach (var (name, known) in fields)
        {
            if (field.SequenceEqual(name))
            {
                series = known;
                return true;
            }
        }
        series = default;
        return false;
    }

    /// <summary>Called by one caller at a time.</summary>
    public void Add(byte[] field, SeriesRef series) => Volatile.Write(ref _fields, [.. _fields, (field, series)]);
}
