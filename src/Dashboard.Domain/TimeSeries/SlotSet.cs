using System.Buffers;

namespace Dashboard.Domain.TimeSeries;

/// <summary>A set of series' numbers, one bit each, in rented memory.</summary>
internal sealed class SlotSet : IDisposable
{
    private ulong[] _bits; // bound: the slots of the series table, an eighth of an octet each

    public SlotSet(int slots)
    {
        _bits = ArrayPool<ulong>.Shared.Rent((slots + 63) / 64);
        Array.Clear(_bits);
    }

    public void Add(int slot)
    {
        if (slot / 64 < _bits.Length)
            _bits[slot / 64] |= 1UL << (slot % 64);
    }

    public void Add(ReadOnlySpan<int> slots)
    {
        foreach (var slot in slots)
            Add(slot);
    }

    public bool Contains(int slot) => slot / 64 < _bits.Length && (_bits[slot / 64] >> (slot % 64) & 1) != 0;

    public void Dispose()
    {
        if (_bits.Length > 0)
            ArrayPool<ulong>.Shared.Return(_bits);
        _bits = [];
    }
}
