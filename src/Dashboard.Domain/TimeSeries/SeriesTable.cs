using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// All series by number. A number is used again once no reader can still mean its former owner, and never in the same
/// reference: a reference carries, above the number, how often the number was given out.
/// </summary>
internal sealed class SeriesTable(ReadEpochs epochs) : INumberedLabels
{
    private readonly Queue<(int Slot, long Epoch)> _free = new(); // bound: slots
    private MemorySeries?[] _slots = new MemorySeries?[64]; // bound: the most series that were held at a time
    private int[] _generations = new int[64]; // bound: as _slots
    private int _used;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>One more than the largest number given out so far.</summary>
    public int Limit => Volatile.Read(ref _used);

    public MemorySeries? this[int slot]
    {
        get
        {
            var slots = Volatile.Read(ref _slots);
            return (uint)slot < (uint)slots.Length ? Volatile.Read(ref slots[slot]) : null;
        }
    }

    public Labels? LabelsOf(int number) => this[number]?.Labels;

    /// <summary>The series that a reference means, if it is still held.</summary>
    public MemorySeries? Find(SeriesRef reference)
    {
        var series = this[(int)reference.Id];
        return series is not null && series.Id == reference.Id ? series : null;
    }

    /// <summary>A number and the reference to go with it. One caller at a time, as for all that changes the table.</summary>
    public (int Slot, long Id) Take()
    {
        int slot;
        if (_free.TryPeek(out var oldest) && oldest.Epoch <= epochs.Current - 2)
        {
            slot = _free.Dequeue().Slot;
        }
        else
        {
            slot = _used;
            if (slot == _slots.Length)
            {
                var slots = new MemorySeries?[slot * 2];
                _slots.CopyTo(slots, 0);
                Array.Resize(ref _generations, slots.Length);
                Volatile.Write(ref _slots, slots);
            }
            Volatile.Write(ref _used, slot + 1);
        }
        return (slot, ((long)++_generations[slot] << 32) | (uint)slot);
    }

    public void Put(MemorySeries series)
    {
        Volatile.Write(ref _slots[series.Slot], series);
        Interlocked.Increment(ref _count);
    }

    public void Remove(MemorySeries series)
    {
        Volatile.Write(ref _slots[series.Slot], null);
        Interlocked.Decrement(ref _count);
        Interlocked.MemoryBarrier();
        _free.Enqueue((series.Slot, epochs.Current));
    }

    public IEnumerable<MemorySeries> All()
    {
        var limit = Limit;
        for (var slot = 0; slot < limit; slot++)
        {
            if (this[slot] is { } series)
                yield return series;
        }
    }
}
