using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Prometheus;

/// <summary>
/// Reads a matrix as the Prometheus HTTP API answers it, piece by piece
/// (https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors).
/// </summary>
/// <param name="into">Gets the samples.</param>
/// <param name="rollUp">What they are of each roll-up; none where they are samples.</param>
/// <param name="name">The metric's name, where the query takes it away; otherwise none.</param>
internal sealed class QueryReader(Fetched into, RollUp? rollUp, string? name)
{
    private const int MaxTokenBytes = 1 << 20;
    private const int DataDepth = 2;
    private const int SeriesDepth = 4;
    private const int LabelDepth = 5;
    private const int SampleDepth = 6;

    private readonly string[] _names = new string[SampleDepth + 2];
    private readonly List<Label> _labels = []; // bound: the labels of one series
    private FetchedSeries? _series;
    private bool _isSuccess;
    private bool _isMatrix;
    private long _timestamp;
    private byte[] _text = new byte[64 * 1024]; // bound: MaxTokenBytes
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 16 });

    /// <exception cref="JsonException">The answer is no JSON.</exception>
    /// <exception cref="InvalidDataException">It is no matrix.</exception>
    /// <exception cref="IOException">More samples come than a query may read.</exception>
    public async Task Read(Stream body, CancellationToken cancellationToken)
    {
        var filled = 0;
        for (var isLast = false; !isLast;)
        {
            var read = await body.ReadAsync(_text.AsMemory(filled), cancellationToken);
            isLast = read == 0;
            filled += read;
            var taken = Take(_text.AsSpan(0, filled), isLast);
            _text.AsSpan(taken, filled - taken).CopyTo(_text);
            filled -= taken;
            if (filled < _text.Length)
                continue;
            if (filled >= MaxTokenBytes)
                throw new InvalidDataException($"a text has more than {MaxTokenBytes} octets");
            Array.Resize(ref _text, filled * 2);
        }
        if (!_isSuccess || !_isMatrix)
            throw new InvalidDataException("it is no matrix");
    }

    private int Take(ReadOnlySpan<byte> text, bool isLast)
    {
        var reader = new Utf8JsonReader(text, isLast, _state);
        while (reader.Read())
            Take(ref reader);
        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName when depth < _names.Length:
                _names[depth] = JsonText.Read(ref reader);
                break;
            case JsonTokenType.String when depth == 1 && _names[1] == "status":
                _isSuccess = reader.ValueTextEquals("success");
                break;
            case JsonTokenType.String when depth == DataDepth && _names[DataDepth] == "resultType":
                _isMatrix = reader.ValueTextEquals("matrix");
                break;
            case JsonTokenType.StartObject when depth == SeriesDepth - 1:
                _labels.Clear();
                _series = null;
                break;
            case JsonTokenType.String when depth == LabelDepth && _names[SeriesDepth] == "metric":
                _labels.Add(new Label(_names[LabelDepth], JsonText.Read(ref reader)));
                break;
            case JsonTokenType.EndObject when depth == SeriesDepth && _names[SeriesDepth] == "metric":
                if (name is not null)
                    _labels.Add(new Label(Labels.MetricName, name));
                _series = into.Series(Labels.From([.. _labels]));
                break;
            case JsonTokenType.Number when depth == SampleDepth && _names[SeriesDepth] == "values":
                _timestamp = (long)Math.Round(reader.GetDouble() * 1000);
                break;
            case JsonTokenType.String when depth == SampleDepth && _names[SeriesDepth] == "values":
                Add(reader.ValueSpan);
                break;
        }
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        if (_series is null || !NumberText.TryRead(text, out var value))
            throw new InvalidDataException("a sample has no number, or stands before its labels");
        if (rollUp is { } of)
            into.Add(_series, of, _timestamp, value);
        else
            into.AddSample(_series, _timestamp, value);
    }
}
