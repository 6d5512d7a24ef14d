using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>A table that is read for the inventory: its instances with the octets of their columns.</summary>
internal sealed class SurveyTable : IWalkSink
{
    private readonly Dictionary<byte[], (SnmpType Type, byte[] Content)[]> _rows = new(OctetComparer.Instance); // bound: SnmpOptions.MaxRows, cleared after each survey
    private readonly int _columns;

    public SurveyTable(string table, int maxRows, params int[] columns)
    {
        _columns = columns.Length;
        Step = new WalkStep(new SubtreeWalk([.. columns.Select(c => ObjectIdentifier.Parse($"{table}.{c}"))], maxRows), this);
    }

    public WalkStep Step { get; }

    public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding)
    {
        var lookup = _rows.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(instance, out var row))
            lookup[instance] = row = new (SnmpType, byte[])[_columns];
        row[column] = (binding.Type, binding.Content.ToArray());
    }

    /// <summary>What was read, in the order of the instances; forgets it.</summary>
    public List<Row> TakeRows()
    {
        var rows = _rows.Select(r => new Row(r.Key, r.Value)).ToList();
        rows.Sort((a, b) => ObjectIdentifier.Compare(a.Instance, b.Instance));
        _rows.Clear();
        return rows;
    }

    /// <summary>An instance.</summary>
    internal readonly struct Row(byte[] instance, (SnmpType Type, byte[] Content)[] cells)
    {
        public byte[] Instance => instance;

        /// <summary>The number of a place in the instance's name; 0 where there is none.</summary>
        public int Index(int place = 0)
        {
            ReadOnlySpan<byte> rest = instance;
            uint number = 0;
            for (var i = 0; i <= place; i++)
            {
                if (!ObjectIdentifier.TryNumber(ref rest, out number))
                    return 0;
            }
            return (int)Math.Min(number, int.MaxValue);
        }

        public bool Has(int column) => cells[column].Content is not null;

        public byte[] Octets(int column) => cells[column].Content ?? [];

        public string Text(int column) => Has(column) ? new VarBind([], cells[column].Type, cells[column].Content).Text() : "";

        public double Number(int column) => Has(column) && new VarBind([], cells[column].Type, cells[column].Content).TryNumber(out var number) ? number : 0;
    }
}
