using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>What flows add up to since the start, by exporter and application and by interface: the counters behind the series.</summary>
internal sealed class FlowTotals
{
    private const int Slots = 16_384;

    /// <summary>From so many on, new ones are added up under "other" of their exporter, for each of which there is still room: these tables must never be purged.</summary>
    private const int MaxKeys = (Slots / 4 * 3) - FlowExporters.DefaultCapacity - 128;

    private const ulong Out = 1UL << 63;

    private readonly HeavyHitters<NumberKey> _applications = new(Slots);
    private readonly HeavyHitters<NumberKey> _interfaces = new(Slots);
    private long[] _records = new long[64]; // bound: FlowExporters' capacity

    /// <summary>The application's number of what there was no room for.</summary>
    public const ulong OtherApplication = 0xff_ffff;

    /// <summary>An application of an exporter as a key.</summary>
    public static NumberKey KeyOf(ushort exporter, ulong application) => new(application > OtherApplication ? application : ((ulong)exporter << 32) | application);

    public static ushort ExporterOf(NumberKey key) => (ushort)(key.Number >> 32);

    /// <summary>The application of a key; one that an exporter named keeps its own number.</summary>
    public static ulong ApplicationOf(NumberKey key) => key.Number >> 63 != 0 ? key.Number : (uint)key.Number;

    public void Add(ref readonly FlowRecord record, ulong application)
    {
        var key = KeyOf(record.Exporter, application);
        if (_applications.Count >= MaxKeys && _applications.Find(key).Flows == 0)
            key = KeyOf(record.Exporter, OtherApplication);
        _applications.Add(key, key.Hash, record.Octets, record.Packets);
        if (record.InInterface != 0)
            AddInterface(new NumberKey(((ulong)record.Exporter << 32) | record.InInterface), record.Octets, record.Packets);
        if (record.OutInterface != 0)
            AddInterface(new NumberKey(Out | ((ulong)record.Exporter << 32) | record.OutInterface), record.Octets, record.Packets);
    }

    public void AddRecords(ushort exporter, long records)
    {
        if (exporter >= _records.Length)
            Array.Resize(ref _records, ushort.MaxValue + 1);
        _records[exporter] += records;
    }

    /// <summary>Writes every counter.</summary>
    public void Read(FlowCounters into, FlowExporters exporters)
    {
        foreach (var entry in _applications.Top(int.MaxValue, out _))
            into.Applications.Add((entry.Key, entry.Octets, entry.Packets));
        foreach (var entry in _interfaces.Top(int.MaxValue, out _))
        {
            var (exporter, index) = (exporters[ExporterOf(new NumberKey(entry.Key.Number & ~Out))], (uint)entry.Key.Number);
            into.Interfaces.Add(new FlowInterfaceCounter(exporter, index, (entry.Key.Number & Out) != 0, entry.Octets, entry.Packets));
        }
        for (var i = 0; i < Math.Min(_records.Length, exporters.All.Count); i++)
        {
            if (i > 0 || _records[0] > 0)
                into.Exporters.Add(new FlowExporterCounter(exporters[i], _records[i], exporters[i].LostRecords));
        }
    }

    private void AddInterface(NumberKey key, ulong octets, ulong packets)
    {
        if (_interfaces.Count < MaxKeys || _interfaces.Find(key).Flows != 0)
            _interfaces.Add(key, key.Hash, octets, packets);
    }
}
