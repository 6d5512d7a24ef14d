using System.Text;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// Reads VictoriaMetrics' export, a line for some samples of a series:
/// <c>{"metric":{"__name__":"up"},"values":[1,0],"timestamps":[1767225600000,1767225610000]}</c>
/// (https://docs.victoriametrics.com/victoriametrics/#how-to-export-data-in-json-line-format). Infinities stand there
/// bare, which is no JSON; hence not everything is left to a JSON reader.
/// </summary>
internal sealed class ExportReader(Fetched into)
{
    private const int MaxLineBytes = 32 << 20;

    private readonly List<double> _values = []; // bound: MaxLineBytes
    private int _timestamps;
    private byte[] _text = new byte[64 * 1024]; // bound: MaxLineBytes

    /// <exception cref="InvalidDataException">A line is not understood, or too long.</exception>
    /// <exception cref="IOException">More samples come than a query may read.</exception>
    public async Task Read(Stream body, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (true)
        {
            var read = await body.ReadAsync(_text.AsMemory(filled), cancellationToken);
            filled += read;
            var taken = 0;
            while (_text.AsSpan(taken, filled - taken).IndexOf((byte)'\n') is var end and >= 0)
            {
                TakeLine(_text.AsSpan(taken, end));
                taken += end + 1;
            }
            if (read == 0)
            {
                TakeLine(_text.AsSpan(taken, filled - taken));
                return;
            }
            _text.AsSpan(taken, filled - taken).CopyTo(_text);
            filled -= taken;
            if (filled < _text.Length)
                continue;
            if (filled >= MaxLineBytes)
                throw new InvalidDataException($"a line has more than {MaxLineBytes} octets");
            Array.Resize(ref _text, filled * 2);
        }
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \r"u8);
        if (line.IsEmpty)
            return;
        var series = into.Series(ReadLabels(ref line));
        _values.Clear();
        Expect(ref line, ",\"values\":["u8);
        for (var token = Token(ref line); !token.IsEmpty; token = Token(ref line))
        {
            if (!NumberText.TryRead(token, out var value))
                throw Bad(token, "a value");
            _values.Add(value);
        }
        Expect(ref line, ",\"timestamps\":["u8);
        _timestamps = 0;
        for (var token = Token(ref line); !token.IsEmpty; token = Token(ref line))
        {
            if (!long.TryParse(token, out var timestamp))
                throw Bad(token, "a timestamp");
            if (_timestamps == _values.Count)
                throw new InvalidDataException("a line has more timestamps than values");
            into.AddSample(series, timestamp, _values[_timestamps++]);
        }
        Expect(ref line, "}"u8);
        if (_timestamps != _values.Count || !line.IsEmpty)
            throw new InvalidDataException("a line has more values than timestamps, or something behind them");
    }

    private static Labels ReadLabels(ref ReadOnlySpan<byte> line)
    {
        Expect(ref line, "{\"metric\":"u8);
        var reader = new Utf8JsonReader(line);
        var labels = new List<Label>(); // bound: the line
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new InvalidDataException("a line has no labels");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw new InvalidDataException("a label is no text");
            labels.Add(new Label(name, JsonText.Read(ref reader)));
        }
        line = line[(int)reader.BytesConsumed..];
        return Labels.From([.. labels]);
    }

    /// <summary>Takes what stands before the next comma or the end of the list; empty at the end.</summary>
    private static ReadOnlySpan<byte> Token(ref ReadOnlySpan<byte> line)
    {
        var end = line.IndexOfAny((byte)',', (byte)']');
        if (end < 0)
            throw new InvalidDataException("a line ends within a list");
        var token = line[..end];
        if (end > 0 && line[end] == ',')
            line = line[(end + 1)..];
        else if (end > 0)
            line = line[end..];
        else if (line[end] == ',')
            throw new InvalidDataException("a list has a gap");
        else
            line = line[1..];
        return token;
    }

    private static void Expect(ref ReadOnlySpan<byte> line, ReadOnlySpan<byte> text)
    {
        if (!line.StartsWith(text))
            throw new InvalidDataException($"a line has no {Encoding.UTF8.GetString(text)} where it should");
        line = line[text.Length..];
    }

    private static InvalidDataException Bad(ReadOnlySpan<byte> token, string what) =>
        new($"'{Encoding.UTF8.GetString(token[..Math.Min(token.Length, 50)])}' is not {what}");
}
