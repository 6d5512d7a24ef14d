using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>A row that is about to be kept, put together field by field. Meant to be used again for the next.</summary>
internal sealed class InfluxRowDraft
{
    private byte[] _text = new byte[256]; // bound: twice OctetRows.MaxRowBytes
    private ushort[] _pieces = new ushort[16]; // bound: a sixteenth of OctetRows.MaxRowBytes
    private SeriesRef[] _series = new SeriesRef[16]; // bound: as _pieces
    private int _keyLength;
    private int _length;
    private int _fields;

    public void Begin(ReadOnlySpan<byte> key)
    {
        (_keyLength, _length, _fields) = (0, 0, 0);
        Write(key);
        _keyLength = _length;
    }

    /// <summary>Takes over what is known of the row already.</summary>
    public void Begin(OctetRow known)
    {
        (_keyLength, _length, _fields) = (known.KeyLength, 0, 0);
        Write(known.Text);
        for (var field = 0; field < known.Fields; field++)
            Count(known.PieceLength(field), known.Series(field));
    }

    public void Add(ReadOnlySpan<byte> field, SeriesRef series)
    {
        var start = _fields == 0 ? 0 : _length;
        Write(_fields == 0 ? " "u8 : ","u8);
        Write(field);
        Write("="u8);
        Count(_length - start, series);
    }

    /// <summary>Keeps the row; returns its number, 0 where there is no room.</summary>
    public int Keep(OctetRows rows, ref OctetRows.Window window) =>
        _fields == 0 || _length > OctetRows.MaxRowBytes ? 0 : rows.Learn(ref window, _keyLength, _text.AsSpan(0, _length), _pieces.AsSpan(0, _fields), _series.AsSpan(0, _fields));

    private void Count(int length, SeriesRef series)
    {
        if (_fields == _pieces.Length)
        {
            Array.Resize(ref _pieces, _fields * 2);
            Array.Resize(ref _series, _fields * 2);
        }
        _pieces[_fields] = (ushort)Math.Min(length, ushort.MaxValue);
        _series[_fields++] = series;
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        // Too long to be kept: it is counted, but not copied.
        if (_length <= OctetRows.MaxRowBytes && octets.Length <= OctetRows.MaxRowBytes)
        {
            if (_length + octets.Length > _text.Length)
                Array.Resize(ref _text, Math.Max(_text.Length * 2, _length + octets.Length));
            octets.CopyTo(_text.AsSpan(_length));
        }
        _length += octets.Length;
    }
}
