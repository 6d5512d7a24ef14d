using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The series that carry one label, as their ascending numbers. It also holds the label's strings, the only copies in
/// the cache: they leave with the last series that carries them.
/// </summary>
/// <remarks>
/// Read without a lock: the count stands before the numbers in the same array, so that a reader that took the array has
/// a consistent list. A number past the last is added in place; anything else makes a new array.
/// </remarks>
internal sealed class Posting(Label label)
{
    private int[] _slots = [0, 0]; // bound: series; the count, then the numbers

    public Label Label { get; } = label;

    public int Count => Slots.Length;

    public ReadOnlySpan<int> Slots
    {
        get
        {
            var slots = Volatile.Read(ref _slots);
            return slots.AsSpan(1, Volatile.Read(ref slots[0]));
        }
    }

    /// <summary>Adds a number that is not there. One caller at a time.</summary>
    public void Add(int slot)
    {
        var slots = _slots;
        var count = slots[0];
        var at = count == 0 || slots[count] < slot ? count : ~slots.AsSpan(1, count).BinarySearch(slot);
        if (at == count && count + 1 < slots.Length)
        {
            slots[count + 1] = slot;
            Volatile.Write(ref slots[0], count + 1);
            return;
        }
        var room = count + 1 < slots.Length ? slots.Length : count < 8 ? (count * 2) + 2 : count + (count / 4) + 1;
        var copy = new int[room];
        slots.AsSpan(1, at).CopyTo(copy.AsSpan(1));
        copy[at + 1] = slot;
        slots.AsSpan(at + 1, count - at).CopyTo(copy.AsSpan(at + 2));
        copy[0] = count + 1;
        Volatile.Write(ref _slots, copy);
    }

    /// <summary>Removes all numbers of a set; returns whether none is left. One caller at a time.</summary>
    public bool Remove(SlotSet gone)
    {
        var left = 0;
        foreach (var slot in Slots)
            left += gone.Contains(slot) ? 0 : 1;
        var slots = new int[left + 1 + (left / 8)];
        foreach (var slot in Slots)
        {
            if (!gone.Contains(slot))
                slots[++slots[0]] = slot;
        }
        Volatile.Write(ref _slots, slots);
        return left == 0;
    }
}
