namespace Dashboard.Domain.Tracing.Columns;

/// <summary>Puts a <see cref="TextColumn"/> together, row by row; may be used again for the next one. Used by one thread at a time.</summary>
internal sealed class TextColumnBuilder
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal); // bound: rows of a block
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _known;
    private readonly List<string> _texts = []; // bound: rows of a block
    private int[] _rows = new int[256]; // bound: rows of a block
    private int _last;

    public TextColumnBuilder() => _known = _codes.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Name { get; private set; } = "";

    /// <summary>The last row that has a text; -1 where none has.</summary>
    public int LastRow { get; private set; } = -1;

    /// <summary>Begins a column.</summary>
    public void Begin(string name)
    {
        _rows.AsSpan(0, LastRow + 1).Clear();
        _codes.Clear();
        _texts.Clear();
        (Name, LastRow, _last) = (name, -1, 0);
    }

    /// <summary>Gives a row its text; rows come in their order.</summary>
    public void Set(int row, ReadOnlySpan<char> text)
    {
        if (row >= _rows.Length)
            Array.Resize(ref _rows, Math.Max(row + 1, _rows.Length * 2));
        // Mostly the text of the row before, which is found without its hash.
        if ((_last == 0 || !text.SequenceEqual(_texts[_last - 1])) && !_known.TryGetValue(text, out _last))
        {
            var added = text.ToString();
            _texts.Add(added);
            _last = _texts.Count;
            _codes.Add(added, _last);
        }
        _rows[row] = _last;
        LastRow = row;
    }

    /// <summary>The column, of so many rows.</summary>
    public TextColumn Build(int rows)
    {
        if (rows > _rows.Length)
            Array.Resize(ref _rows, rows);
        return new TextColumn(Name, _texts, _rows.AsSpan(0, rows));
    }
}
