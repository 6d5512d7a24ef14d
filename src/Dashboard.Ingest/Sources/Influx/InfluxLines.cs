using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Turns the lines of one body into samples. Allocates nothing for a line whose series are known. Used by one thread at
/// a time.
/// </summary>
/// <remarks>
/// Senders repeat their series in the same order, so a line is first held against the row that followed last time: key
/// and field names octet by octet, numbers by hand, a timestamp that the line before had as well not even read again.
/// That is one pass. Whatever differs in any way takes the long way; <see cref="OctetRows"/> says what both measured.
/// </remarks>
internal sealed class InfluxLines(InfluxRows rows, InfluxPrecision precision, long arrival, InfluxOptions options, InfluxReport report) : IDisposable
{
    private const int QuotedOctets = 100;

    /// <summary>Octets of a timestamp that may be remembered, with the line feed: sign and digits of 64 bits.</summary>
    private const int TimeOctets = 21;

    private readonly int _maxLineBytes = options.MaxLineBytes;
    private readonly OctetRows _octets = rows.Octets;
    private readonly byte[] _lastTime = new byte[TimeOctets];
    private OctetRows.Window _window = rows.Octets.Open();
    private InfluxRowDraft? _draft;
    private TelemetryBatch<LogRecord>? _logs; // bound: the string fields of a piece of a body
    private InfluxField[] _fields = new InfluxField[16]; // bound: a quarter of InfluxOptions.MaxLineBytes
    private int _lastTimeLength;
    private long _lastTimestamp;
    private int _previous;
    private int _line;

    /// <summary>Takes all lines that end within the text, and with <paramref name="isLast"/> the rest as well. Returns the octets taken.</summary>
    public int Take(ReadOnlySpan<byte> text, bool isLast, TelemetryBatch<MetricSample> into)
    {
        var taken = 0;
        while (taken < text.Length)
        {
            var rest = text[taken..];
            if (TakeExpected(rest, into) is var read and > 0)
            {
                taken += read;
                continue;
            }
            var length = InfluxLineDecoder.LineLength(rest);
            if (length < 0)
            {
                if (!isLast)
                    return taken;
                length = rest.Length;
            }
            if (length > _maxLineBytes)
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
        AddError(start, $"line is longer than {_maxLineBytes} octets");
    }

    /// <summary>The log lines that string fields became, handed over; null where there are none.</summary>
    public TelemetryBatch<LogRecord>? TakeLogs()
    {
        var logs = _logs;
        _logs = null;
        return logs;
    }

    /// <summary>Leaves room that was set aside for rows to the next body.</summary>
    public void Dispose()
    {
        _octets.Close(_window);
        _window = default;
        _logs?.Dispose();
    }

    /// <summary>
    /// Takes a line that is written exactly as its row was before, but for its numbers, and ends within the text. Returns
    /// its octets with the line feed; 0 where anything is otherwise, and then nothing is taken.
    /// </summary>
    private int TakeExpected(ReadOnlySpan<byte> text, TelemetryBatch<MetricSample> into)
    {
        if (_previous == 0 || _octets[_previous].Next is not (var number and > 0))
            return 0;
        var row = _octets[number];
        var known = row.Text;
        var samples = into.Reserve(row.Fields);
        var (at, count) = (0, 0);
        for (var piece = 0; count < samples.Length; piece += row.PieceLength(count++))
        {
            if (count > 0 && at < text.Length && text[at] == ' ')
                break;
            var length = row.PieceLength(count);
            if (text.Length - at <= length || !text.Slice(at, length).SequenceEqual(known.Slice(piece, length)))
                return 0;
            at += length;
            var octets = InfluxNumber.Read(text[at..], out var value);
            if (octets == 0)
                return 0;
            at += octets;
            samples[count] = new MetricSample(row.Series(count), 0, value);
        }
        if (at >= text.Length || text[at] != ' ')
            return 0;
        at++;
        if (_lastTimeLength == 0 || !text[at..].StartsWith(_lastTime.AsSpan(0, _lastTimeLength)))
        {
            if (!ReadTime(text[at..]))
                return 0;
        }
        at += _lastTimeLength;
        if (at > _maxLineBytes)
            return 0;
        foreach (ref var sample in samples[..count])
            sample = sample with { Timestamp = _lastTimestamp };
        into.Advance(count);
        _line++;
        report.Samples += count;
        _previous = number;
        return at;
    }

    /// <summary>Reads a timestamp that a line feed ends, and remembers it; false where it is written in any other way.</summary>
    private bool ReadTime(ReadOnlySpan<byte> text)
    {
        var end = text[..Math.Min(text.Length, TimeOctets)].IndexOf((byte)'\n');
        if (end <= 0 || text[0] == '\r' || !InfluxLineDecoder.TryReadTime(text[..end], out var time) || !precision.TryToMilliseconds(time, out var timestamp))
            return false;
        text[..(end + 1)].CopyTo(_lastTime);
        (_lastTimeLength, _lastTimestamp) = (end + 1, timestamp);
        return true;
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
        var keyLength = InfluxLineDecoder.KeyLength(line);
        var number = _octets.Find(line[..keyLength]);
        var problem = InfluxLineDecoder.ReadFields(line, keyLength, ref _fields, out var count, out var time);
        var timestamp = arrival;
        if (problem is null && time is { } given && !precision.TryToMilliseconds(given, out timestamp))
            problem = "time outside range";
        problem ??= number == 0 ? TakeUnknown(line, keyLength, count, timestamp, ref number, into) : TakeKnown(line, count, timestamp, ref number, into);
        if (problem is not null)
            AddError(line, problem);
        if (number == 0)
            return;
        if (_previous != 0)
            Follow(_previous, number);
        _previous = number;
    }

    private string? TakeKnown(ReadOnlySpan<byte> line, int count, long timestamp, ref int number, TelemetryBatch<MetricSample> into)
    {
        var row = _octets[number];
        var cursor = new InfluxFieldCursor(row);
        InfluxRowDraft? draft = null;
        string? measurement = null;
        List<Label>? tags = null;
        foreach (ref readonly var field in _fields.AsSpan(0, count))
        {
            var name = line.Slice(field.NameStart, field.NameLength);
            if (field.IsText)
            {
                if (IgnoresText())
                    continue;
                if (measurement is null || tags is null)
                    InfluxLineDecoder.ReadKey(row.Key, out measurement, out tags);
                TakeText(line, field, measurement, tags, timestamp);
                continue;
            }
            if (!cursor.TryFind(name, out var series))
            {
                if (measurement is null || tags is null)
                    InfluxLineDecoder.ReadKey(row.Key, out measurement, out tags);
                series = rows.Resolve(measurement, tags, name);
                if (!series.IsNone)
                {
                    if (draft is null)
                        (draft = _draft ??= new InfluxRowDraft()).Begin(row);
                    draft.Add(name, series);
                }
            }
            Add(series, timestamp, field.Value, into);
        }
        if (draft?.Keep(_octets, ref _window) is { } kept and > 0)
            number = kept;
        return null;
    }

    private string? TakeUnknown(ReadOnlySpan<byte> line, int keyLength, int count, long timestamp, ref int number, TelemetryBatch<MetricSample> into)
    {
        var problem = InfluxLineDecoder.ReadKey(line[..keyLength], out var measurement, out var tags);
        if (problem is not null)
            return problem;
        var draft = _draft ??= new InfluxRowDraft();
        draft.Begin(line[..keyLength]);
        foreach (ref readonly var field in _fields.AsSpan(0, count))
        {
            if (field.IsText)
            {
                if (!IgnoresText())
                    TakeText(line, field, measurement, tags, timestamp);
                continue;
            }
            var name = line.Slice(field.NameStart, field.NameLength);
            var series = rows.Resolve(measurement, tags, name);
            if (!series.IsNone)
                draft.Add(name, series);
            Add(series, timestamp, field.Value, into);
        }
        number = draft.Keep(_octets, ref _window);
        return null;
    }

    private bool IgnoresText()
    {
        if (options.Strings == InfluxStrings.Logs)
            return false;
        report.Texts++;
        return true;
    }

    private void TakeText(ReadOnlySpan<byte> line, in InfluxField field, string measurement, List<Label> tags, long timestamp)
    {
        _logs ??= new TelemetryBatch<LogRecord>(InfluxSource.Id);
        _logs.Add(InfluxLogLine.Of(measurement, tags, line.Slice(field.NameStart, field.NameLength), line.Slice(field.ValueStart, field.TextLength), timestamp));
    }

    private void Follow(int previous, int number)
    {
        var row = _octets[previous];
        if (row.Next != number)
            row.Next = number;
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
