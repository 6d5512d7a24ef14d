using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>The attributes of rows, a column for each name; a second one where a row has a name twice.</summary>
internal sealed class AttributeColumns(TextColumn[] columns)
{
    public IReadOnlyList<TextColumn> Columns => columns;

    /// <summary>Memory that it takes.</summary>
    public int Bytes => 48 + columns.Sum(static c => c.Bytes + 8 + 22 + (2 * c.Name.Length));

    /// <summary>The attributes of a row.</summary>
    public AttributeList Read(int row, AttributeList.Builder into)
    {
        foreach (var column in columns)
        {
            if (column.Of(row) is >= 0 and var text)
                into.Add(column.Name, Encoding.UTF8.GetString(column[text]));
        }
        return into.Build();
    }

    /// <summary>Puts attributes together, row by row; may be used again for the next ones. Used by one thread at a time.</summary>
    internal sealed class Builder
    {
        /// <summary>Attributes of a row that are kept.</summary>
        public const int MaxOfRow = 256;

        private const int MaxColumns = 2048;

        private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal); // bound: MaxColumns
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _known;
        private readonly List<TextColumnBuilder> _columns = []; // bound: MaxColumns
        private readonly List<int> _again = []; // bound: MaxColumns
        private int _count;

        public Builder() => _known = _byName.GetAlternateLookup<ReadOnlySpan<char>>();

        public void Begin()
        {
            _byName.Clear();
            _again.Clear();
            _count = 0;
        }

        /// <summary>Adds the attributes of a row; returns how many found no room.</summary>
        public int Add(int row, AttributeList attributes)
        {
            var (next, taken, cut) = (0, 0, 0);
            foreach (var attribute in attributes)
            {
                // Mostly the order of the row before, in which a name is found without its hash.
                var at = next < _count && _columns[next].LastRow < row && attribute.Name.SequenceEqual(_columns[next].Name) ? next : Find(attribute.Name, row);
                if (at < 0 || taken == MaxOfRow)
                {
                    cut++;
                    continue;
                }
                _columns[at].Set(row, attribute.Value);
                (next, taken) = (at + 1, taken + 1);
            }
            return cut;
        }

        public AttributeColumns Build(int rows)
        {
            var built = new TextColumn[_count];
            for (var i = 0; i < _count; i++)
                built[i] = _columns[i].Build(rows);
            return new AttributeColumns(built);
        }

        private int Find(ReadOnlySpan<char> name, int row)
        {
            if (!_known.TryGetValue(name, out var at))
            {
                var text = name.ToString();
                at = Begin(text);
                if (at >= 0)
                    _byName.Add(text, at);
                return at;
            }
            while (_columns[at].LastRow == row)
            {
                if (_again[at] == 0)
                {
                    var another = Begin(_columns[at].Name);
                    if (another > 0)
                        _again[at] = another;
                    return another;
                }
                at = _again[at];
            }
            return at;
        }

        private int Begin(string name)
        {
            if (_count == MaxColumns)
                return -1;
            if (_count == _columns.Count)
                _columns.Add(new TextColumnBuilder());
            _columns[_count].Begin(name);
            _again.Add(0);
            return _count++;
        }
    }
}
