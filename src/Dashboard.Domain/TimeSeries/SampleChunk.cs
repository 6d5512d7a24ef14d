using System.Runtime.InteropServices;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One sample that is not packed yet: 12 octets, so that a chunk of them costs three quarters of two columns.</summary>
/// <param name="Offset">Milliseconds since the chunk's first sample.</param>
/// <param name="Value">The sample's value.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SampleRow(uint Offset, double Value);

/// <summary>
/// The rows that a series' newest samples lie in, ascending in time. Chunks lie in a slab sixteen side by side: the same
/// row of neighbours shares cache lines and pages, and neighbours are mostly appended to in turn.
/// </summary>
/// <remarks>
/// Appending to 100,000 series in turn took 109 ns a sample with each chunk for itself and 89 ns with sixteen side by side;
/// reading took the same.
/// </remarks>
internal readonly struct SampleChunk(SampleRow[] slab, int number)
{
    /// <summary>Samples of a chunk.</summary>
    public const int Rows = 32;

    /// <summary>Octets of a chunk.</summary>
    public const int Bytes = Rows * 12;

    private const int Abreast = 16;

    private readonly SampleRow[] _slab = slab;
    private readonly int _start = (number % ChunkStore.ChunksPerSlab / Abreast * (Abreast * Rows)) + (number % Abreast);

    /// <summary>The chunk's number within its store.</summary>
    public readonly int Number = number;

    public bool IsNone => _slab is null;

    public ref SampleRow this[int row] => ref _slab[_start + (row * Abreast)];

    /// <summary>Where a sample stands among the first <paramref name="count"/> rows, or the complement of where it would.</summary>
    public int Find(uint offset, int count)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (this[middle].Offset < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low < count && this[low].Offset == offset ? low : ~low;
    }

    /// <summary>Puts a row in before the one at <paramref name="at"/> of <paramref name="count"/>.</summary>
    public void Insert(int at, SampleRow row, int count)
    {
        for (var i = count; i > at; i--)
            this[i] = this[i - 1];
        this[at] = row;
    }

    /// <summary>Counts the offsets of the first rows from an earlier time on.</summary>
    public void Rebase(uint earlier, int count)
    {
        for (var i = 0; i < count; i++)
            this[i] = this[i] with { Offset = this[i].Offset + earlier };
    }

    public void CopyTo(Span<SampleRow> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            rows[i] = this[i];
    }
}
