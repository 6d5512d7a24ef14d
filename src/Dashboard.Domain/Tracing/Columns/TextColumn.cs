using System.Text;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>
/// One text a row, or none: each text that differs is held once, and rows say which they have. Where few rows have one, only
/// those are noted.
/// </summary>
internal sealed class TextColumn
{
    private readonly byte[] _text; // bound: what the rows of a block say
    private readonly NarrowColumn _ends;
    private readonly NarrowColumn _codes;
    private readonly NarrowColumn _rows;
    private readonly bool _isSparse;

    /// <param name="name">What the texts are.</param>
    /// <param name="texts">Those that differ.</param>
    /// <param name="codes">Which of them a row has, counted from 1; 0 where it has none.</param>
    public TextColumn(string name, IReadOnlyList<string> texts, ReadOnlySpan<int> codes)
    {
        Name = name;
        _text = new byte[texts.Sum(Encoding.UTF8.GetByteCount)];
        var ends = new long[texts.Count];
        var length = 0;
        for (var i = 0; i < texts.Count; i++)
            ends[i] = length += Encoding.UTF8.GetBytes(texts[i], _text.AsSpan(length));
        _ends = new NarrowColumn(ends);
        var present = codes.Length - codes.Count(0);
        _isSparse = present * 3 < codes.Length;
        var shown = new long[_isSparse ? present : codes.Length];
        var rows = new long[_isSparse ? present : 0];
        for (int row = 0, at = 0; row < codes.Length; row++)
        {
            if (_isSparse && codes[row] == 0)
                continue;
            if (_isSparse)
                rows[at] = row;
            shown[at++] = codes[row];
        }
        (_codes, _rows) = (new NarrowColumn(shown), new NarrowColumn(rows));
    }

    public string Name { get; }

    /// <summary>Texts that differ.</summary>
    public int Count => _ends.Count;

    /// <summary>All texts one after another, UTF-8.</summary>
    public ReadOnlySpan<byte> AllText => _text;

    /// <summary>Memory that it takes.</summary>
    public int Bytes => 160 + _text.Length + _ends.Bytes + _codes.Bytes + _rows.Bytes;

    /// <summary>One of the texts, UTF-8.</summary>
    public ReadOnlySpan<byte> this[int text]
    {
        get
        {
            var start = text == 0 ? 0 : (int)_ends[text - 1];
            return _text.AsSpan(start, (int)_ends[text] - start);
        }
    }

    /// <summary>Which text a row has; -1 where it has none.</summary>
    public int Of(int row)
    {
        if (!_isSparse)
            return (int)_codes[row] - 1;
        var at = _rows.FirstAtLeast(row);
        return at < _rows.Count && _rows[at] == row ? (int)_codes[at] - 1 : -1;
    }

    /// <summary>The text of a row; empty where it has none.</summary>
    public string Text(int row) => Of(row) is >= 0 and var text ? Encoding.UTF8.GetString(this[text]) : "";

    /// <summary>Sets the bits of rows whose text is wanted.</summary>
    /// <param name="wanted">Whether a text is.</param>
    /// <param name="into">A bit for each row, or for each owner of rows.</param>
    /// <param name="owners">To which owner a row belongs, where rows do.</param>
    public void Mark(ReadOnlySpan<bool> wanted, Span<ulong> into, NarrowColumn? owners = null)
    {
        if (!wanted.Contains(true))
            return;
        for (var at = 0; at < _codes.Count; at++)
        {
            var code = (int)_codes[at];
            if (code == 0 || !wanted[code - 1])
                continue;
            var row = _isSparse ? (int)_rows[at] : at;
            row = owners is { } owner ? (int)owner[row] : row;
            into[row >> 6] |= 1UL << row;
        }
    }
}
