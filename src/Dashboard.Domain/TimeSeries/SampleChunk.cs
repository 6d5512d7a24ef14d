using System.Runtime.InteropServices;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One sample that is not packed yet: 12 octets, so that a chunk of them costs three quarters of two columns.</summary>
/// <param name="Offset">Milliseconds since the chunk's first sample.</param>
/// <param name="Value">The sample's value.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SampleRow(uint Offset, double Value);

/// <summary>The rows that a series' newest samples lie in: a stretch of a slab that many series share.</summary>
internal readonly struct SampleChunk(SampleRow[] slab, int number)
{
    /// <summary>Samples of a chunk.</summary>
    public const int Rows = 64;

    /// <summary>Octets of a chunk.</summary>
    public const int Bytes = Rows * 12;

    public readonly SampleRow[] Slab = slab;

    /// <summary>The chunk's number within its store.</summary>
    public readonly int Number = number;

    /// <summary>Where the chunk begins in its slab.</summary>
    public readonly int Start = number % ChunkStore.ChunksPerSlab * Rows;

    public bool IsNone => Slab is null;
}
