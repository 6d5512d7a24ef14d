using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Turns the lines of one body into samples. Allocates nothing for a line whose series are known. Used by one thread at
/// a time.
/// </summary>
/// <remarks>
/// Senders repeat their series in the same order, so the row that followed last time is compared first, octet by octet;
/// only where it is another one is it looked up by a hash of its octets.
/// </remarks>
internal sealed class InfluxLines(InfluxRows rows, InfluxPrecision precision, long arrival, int maxLineBytes, InfluxReport report)
{
    private const int QuotedOctets = 100;

    private InfluxField[] _fields = new InfluxField[16]; // bound: a quarter of InfluxOptions.MaxLineBytes
    private InfluxRow? _previous;
    private int _line;

    /// <summary>Takes all lines that end within the text, and with <paramref name="isLast"/> the rest as well. Returns the octets taken.</summary>
    public int Take(ReadOnlySpan<byte> text, bool isLast, TelemetryBatch<MetricSample> into)
    {
        var taken = 0;
        while (taken < text.Length)
        {
            var rest = text[taken..];
            var length = InfluxLineDecoder.LineLength(rest);
            if (length < 0)
            {
                if (!isLast)
                    return taken;
                length = rest.Length;
            }
            if (length > maxLineBytes)
                TakeTooLong(rest[..length]);
            else
                TakeLine(rest[..length], into);
            taken += length + 1;
        }
        return Math.Min(taken, text.Length);
    }

    /// <summary>Counts a line that is longer than a line may be; its start is enough.</summary>
    public void TakeTooLong(ReadOnlySpan<byte> start)
    {
        _line++;
        AddError(start, $"line is longer than {maxLineBytes} octets");
    }

    private void TakeLine(ReadOnlySpan<byte> line, TelemetryBatch<MetricSample> into)
    {
        _line++;
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        while (!line.IsEmpty && line[0] is (byte)' ' or (byte)'\t')
            line = line[1..];
        if (line.IsEmpty || line[0] == '#')
            return;
        var keyLength = 0;
        if (_previous?.Next is { } row && line.Length > row.Key.Length && line[row.Key.Length] == ' ' && line[..row.Key.Length].SequenceEqual(row.Key))
        {
            keyLength = row.Key.Length;
        }
        else
        {
            keyLength = InfluxLineDecoder.KeyLength(line);
            if (rows.TryFind(line[..keyLength], out row))
            {
                if (_previous is not null)
                    _previous.Next = row;
            }
        }
        var problem = InfluxLineDecoder.ReadFields(line, keyLength, ref _fields, out var count, out var time);
        var timestamp = arrival;
        if (problem is null && time is { } given && !precision.TryToMilliseconds(given, out timestamp))
            problem = "time outside range";
        problem ??= row is null ? TakeUnknown(line, keyLength, count, timestamp, into) : TakeKnown(row, line, count, timestamp, into);
        if (problem is not null)
            AddError(line, problem);
        _previous = row ?? _previous;
    }

    private string? TakeKnown(InfluxRow row, ReadOnlySpan<byte> line, int count, long timestamp, TelemetryBatch<MetricSample> into)
    {
        for (int i = 0, index = 0; i < count; i++)
        {
            ref readonly var field = ref _fields[i];
            if (field.IsText)
            {
                report.Texts++;
                continue;
            }
            if (!row.TryFind(line.Slice(field.NameStart, field.NameLength), index, out var series))
                series = Learn(line, row.Key.Length, field);
            index++;
            Add(series, timestamp, field.Value, into);
        }
        return null;
    }

    private string? TakeUnknown(ReadOnlySpan<byte> line, int keyLength, int count, long timestamp, TelemetryBatch<MetricSample> into)
    {
        var problem = InfluxLineDecoder.ReadKey(line[..keyLength], out var measurement, out var tags);
        if (problem is not null)
            return problem;
        for (var i = 0; i < count; i++)
        {
            ref readonly var field = ref _fields[i];
            if (field.IsText)
                report.Texts++;
            else
                Add(rows.Learn(line[..keyLength], measurement, tags, line.Slice(field.NameStart, field.NameLength)), timestamp, field.Value, into);
        }
        return null;
    }

    private SeriesRef Learn(ReadOnlySpan<byte> line, int keyLength, in InfluxField field)
    {
        InfluxLineDecoder.ReadKey(line[..keyLength], out var measurement, out var tags);
        return rows.Learn(line[..keyLength], measurement, tags, line.Slice(field.NameStart, field.NameLength));
    }

    private void Add(SeriesRef series, long timestamp, double value, TelemetryBatch<MetricSample> into)
    {
        // One without a series goes on as well: the pipeline counts what the cache has no room for.
        into.Add(new MetricSample(series, timestamp, value));
        if (series.IsNone)
            report.Refused++;
        else
            report.Samples++;
    }

    private void AddError(ReadOnlySpan<byte> line, string problem)
    {
        var quoted = report.Failed >= InfluxReport.KeptErrors ? ""
            : line.Length <= QuotedOctets ? Encoding.UTF8.GetString(line) : Encoding.UTF8.GetString(line[..QuotedOctets]) + "…";
        report.Add(new InfluxLineError(_line, $"unable to parse '{quoted}': {problem}"));
    }
}
