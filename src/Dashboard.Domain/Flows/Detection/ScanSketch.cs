using System.Numerics;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Finds those that meet silence at many different things, among very many that meet it at a few: cells of 16 octets, each a
/// key's mark and a bitmap of 64 things, two to a key. A cell holds on for as many strangers as it has things, so those
/// that come once cannot crowd out one that goes on (the decay of HeavyKeeper, Gong et al. 2018). 1 MiB.
/// </summary>
internal sealed class ScanSketch
{
    /// <summary>Different things that a key must have met silence at, before it is watched closely.</summary>
    public const int Enough = 8;

    /// <summary>How long a key may be silent without being forgotten.</summary>
    public const int ForgetMinutes = 360;

    private const int Cells = 1 << 16;

    private readonly Cell[] _cells = new Cell[Cells];

    public static long Bytes => Cells * 16;

    /// <summary>Notes that a key met silence at a thing; whether it is to be watched closely now, upon which it is forgotten here.</summary>
    /// <param name="key">The key's hash.</param>
    /// <param name="thing">The thing's hash.</param>
    /// <param name="minute">The minute it is.</param>
    public bool Add(ulong key, ulong thing, ushort minute)
    {
        var at = (int)(key & (Cells - 2));
        var mark = (uint)(key >> 32) | 1;
        ref var cell = ref _cells[at];
        if (cell.Mark != mark)
        {
            ref var other = ref _cells[at + 1];
            if (other.Mark == mark || Weight(in other, minute) < Weight(in cell, minute))
                cell = ref other;
        }
        if (cell.Mark != mark && Weight(in cell, minute) > 0 && --cell.Life > 0)
            return false;
        if (cell.Mark != mark || (ushort)(minute - cell.Minute) > ForgetMinutes)
            cell = new Cell { Mark = mark };
        cell.Minute = minute;
        cell.Things |= 1UL << (int)((thing >> 20) & 63);
        cell.Life = (byte)BitOperations.PopCount(cell.Things);
        if (cell.Life < Enough)
            return false;
        cell = default;
        return true;
    }

    private static int Weight(ref readonly Cell cell, ushort minute) => cell.Mark == 0 || (ushort)(minute - cell.Minute) > ForgetMinutes ? 0 : cell.Life;

    private struct Cell
    {
        /// <summary>The upper half of the key's hash; 0 stands for none.</summary>
        public uint Mark;

        /// <summary>The minute that it came in last.</summary>
        public ushort Minute;

        /// <summary>How many strangers it holds on for.</summary>
        public byte Life;

        public ulong Things;
    }
}
