using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Storage.Remote;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>
/// Reads the annotated CSV that InfluxDB answers Flux with, piece by piece
/// (https://docs.influxdata.com/influxdb/v2/reference/syntax/annotated-csv/). Tables follow each other, each group of them
/// with a header of its own; an error may come as a table too, even after good ones.
/// </summary>
internal sealed class AnnotatedCsvReader(Fetched into)
{
    private readonly CsvRecords _records = new();
    private readonly List<string> _types = []; // bound: CsvRecords.MaxRecordBytes
    private readonly List<string> _defaults = []; // bound: CsvRecords.MaxRecordBytes
    private readonly List<(int Column, string Label)> _labels = []; // bound: CsvRecords.MaxRecordBytes
    private int _columns = -1;
    private (int Result, int Table, int Time, int Value, int Error) _at;
    private FetchedSeries? _series;
    private RollUp? _rollUp;
    private byte[] _tableKey = [];

    /// <exception cref="InvalidDataException">It is not annotated CSV.</exception>
    /// <exception cref="IOException">InfluxDB reports an error, or more samples come than a query may read.</exception>
    public Task Read(Stream body, CancellationToken cancellationToken) => _records.Read(body, Take, cancellationToken);

    private void Take()
    {
        if (_records.Count == 1 && _records[0].IsEmpty)
            _columns = -1;
        else if (_records[0] is [(byte)'#', ..])
            TakeAnnotation();
        else if (_columns < 0)
            TakeHeader();
        else if (_records.Count != _columns)
            throw new InvalidDataException("a row has not as many fields as its header");
        else
            TakeRow();
    }

    private void TakeAnnotation()
    {
        _columns = -1;
        var list = _records[0].SequenceEqual("#datatype"u8) ? _types : _records[0].SequenceEqual("#default"u8) ? _defaults : null;
        if (list is null)
            return;
        list.Clear();
        for (var i = 0; i < _records.Count; i++)
            list.Add(_records.Text(i));
    }

    private void TakeHeader()
    {
        _columns = _records.Count;
        _at = (-1, -1, -1, -1, -1);
        _labels.Clear();
        _series = null;
        for (var i = 1; i < _columns; i++)
        {
            switch (_records.Text(i))
            {
                case "result":
                    _at.Result = i;
                    break;
                case "table":
                    _at.Table = i;
                    break;
                case "_time":
                    _at.Time = i;
                    break;
                case "_value":
                    _at.Value = i;
                    break;
                case "error":
                    _at.Error = i;
                    break;
                case "_start" or "_stop" or "_field":
                    break;
                case var name when i >= _types.Count || _types[i] == "string":
                    _labels.Add((i, TagName.LabelOf(name)));
                    break;
            }
        }
        // The table of an error may have no annotation column before it.
        if (_records.Text(0) == "error")
            _at.Error = 0;
        else if (_at.Error < 0 && (_at.Result < 0 || _at.Table < 0))
            throw new InvalidDataException("a header names no result and no table");
    }

    private void TakeRow()
    {
        if (_at.Error >= 0)
            throw new IOException($"InfluxDB reports: {Field(_at.Error)}");
        if (_series is null || !IsSameTable())
            BeginTable();
        if (_at.Value < 0 || _at.Time < 0)
            return;
        var value = _records[_at.Value];
        if (value.IsEmpty)
            return;
        if (!FluxTime.TryRead(_records[_at.Time], out var timestamp))
            throw new InvalidDataException($"'{Field(_at.Time)}' is no time");
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new InvalidDataException($"'{Field(_at.Value)}' is no number");
        if (_rollUp is { } of)
            // A window is over when the next begins.
            into.Add(_series!, of, timestamp - 1, number);
        else
            into.AddSample(_series!, timestamp, number);
    }

    private bool IsSameTable()
    {
        var result = _records[_at.Result];
        var table = _records[_at.Table];
        return _tableKey.Length == result.Length + 1 + table.Length && _tableKey.AsSpan().StartsWith(result) && _tableKey.AsSpan().EndsWith(table);
    }

    private void BeginTable()
    {
        _tableKey = [.. _records[_at.Result], (byte)',', .. _records[_at.Table]];
        var result = Field(_at.Result);
        _rollUp = result switch
        {
            "last" => RollUp.Last,
            "min" => RollUp.Min,
            "max" => RollUp.Max,
            "sum" => RollUp.Sum,
            "count" => RollUp.Count,
            _ => null,
        };
        var labels = new Label[_labels.Count];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = new Label(_labels[i].Label, Field(_labels[i].Column));
        _series = into.Series(Labels.From(labels));
    }

    private string Field(int column) =>
        _records[column].IsEmpty && column < _defaults.Count ? _defaults[column] : _records.Text(column);
}
