using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>Finds the fields of a row by their names, first where the next one probably stands.</summary>
internal ref struct InfluxFieldCursor(OctetRow row)
{
    private readonly OctetRow _row = row;
    private int _field;
    private int _at;

    public bool TryFind(ReadOnlySpan<byte> name, out SeriesRef series)
    {
        for (var turn = 0; turn < _row.Fields; turn++)
        {
            if (_field == _row.Fields)
                (_field, _at) = (0, 0);
            var field = _field++;
            var end = _at + _row.PieceLength(field);
            // What lies between key or comma and the equals sign.
            var start = (field == 0 ? _row.KeyLength : _at) + 1;
            _at = end;
            if (_row.Text[start..(end - 1)].SequenceEqual(name))
            {
                series = _row.Series(field);
                return true;
            }
        }
        series = default;
        return false;
    }
}
