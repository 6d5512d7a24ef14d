namespace Dashboard.Ingest.Sources.Flows.Places;

/// <summary>
/// One number of each record of a database, remembered by where the record lies, so that it is decoded once and not for
/// each flow. Safe from any thread without a lock: two that are in each other's way decode anew.
/// </summary>
/// <param name="file">The database.</param>
/// <param name="decode">The number that a record stands for.</param>
internal sealed class MmdbColumn(MmdbFile file, MmdbColumn.Decoder decode)
{
    private const int Bits = 16;

    /// <summary>Where a record lies, and above it nothing for none, and its number: both in one word.</summary>
    private readonly ulong[] _known = new ulong[1 << Bits];

    public delegate uint Decoder(MmdbValue record);

    /// <summary>The number for an address; 0 where there is none.</summary>
    public uint Of(Domain.Telemetry.NetworkAddress address)
    {
        if (file.Find(address) is not { } offset || offset == uint.MaxValue)
            return 0;
        ref var place = ref _known[(offset * 2_654_435_769U) >> (32 - Bits)];
        var known = Volatile.Read(ref place);
        // One more than the offset, so that 0 is none.
        if (known >> 32 == offset + 1)
            return (uint)known;
        var number = decode(file.At(offset));
        Volatile.Write(ref place, ((ulong)(offset + 1) << 32) | number);
        return number;
    }
}
