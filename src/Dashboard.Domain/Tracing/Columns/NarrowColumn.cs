using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>Whole numbers, each in as many octets as the range of all of them needs: none where they are all the same.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct NarrowColumn
{
    private readonly byte[] _octets; // bound: eight octets a row
    private readonly ulong _mask;
    private readonly int _width;

    public NarrowColumn(ReadOnlySpan<long> values)
    {
        Count = values.Length;
        (Least, Most) = values.IsEmpty ? (0, 0) : (long.MaxValue, long.MinValue);
        foreach (var value in values)
            (Least, Most) = (Math.Min(Least, value), Math.Max(Most, value));
        _width = (71 - BitOperations.LeadingZeroCount(unchecked((ulong)(Most - Least)))) / 8;
        _mask = _width == 8 ? ulong.MaxValue : (1UL << (_width * 8)) - 1;
        // A value is read as eight octets, the last one too.
        _octets = _width == 0 ? [] : new byte[(Count * _width) + 8 - _width];
        for (var i = 0; i < Count && _width > 0; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(_octets.AsSpan(i * _width), unchecked((ulong)(values[i] - Least)));
    }

    public int Count { get; }

    /// <summary>The least value.</summary>
    public long Least { get; }

    /// <summary>The greatest value.</summary>
    public long Most { get; }

    /// <summary>Memory that it takes besides itself.</summary>
    public int Bytes => _octets.Length == 0 ? 0 : _octets.Length + 24;

    public long this[int row] => _width == 0 ? Least : unchecked(Least + (long)(BinaryPrimitives.ReadUInt64LittleEndian(_octets.AsSpan(row * _width)) & _mask));

    /// <summary>Keeps the bits of rows whose value lies within bounds, both included, and clears the others.</summary>
    public void Narrow(long from, long to, Span<ulong> rows)
    {
        if (from <= Least && to >= Most)
            return;
        if (from > Most || to < Least)
        {
            rows.Clear();
            return;
        }
        for (var word = 0; word < rows.Length; word++)
        {
            var kept = 0UL;
            for (var left = rows[word]; left != 0; left &= left - 1)
            {
                var bit = BitOperations.TrailingZeroCount(left);
                if (this[(word * 64) + bit] is var value && value >= from && value <= to)
                    kept |= 1UL << bit;
            }
            rows[word] = kept;
        }
    }

    /// <summary>The first row whose value is not below a bound, where values rise.</summary>
    public int FirstAtLeast(long bound)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = this[middle] < bound ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
