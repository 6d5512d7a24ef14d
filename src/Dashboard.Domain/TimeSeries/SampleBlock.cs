namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The sealed form of up to 512 samples of one series, for whoever keeps blocks outside the cache: the same octets that
/// the cache holds, losing no bit of any double. A block tells its own length, but not its first timestamp.
/// </summary>
public static class SampleBlock
{
    /// <summary>Samples that a block holds at most.</summary>
    public const int MaxSamples = PackedBlock.MaxSamples;

    /// <summary>Octets that no block exceeds.</summary>
    public const int MaxBytes = PackedBlock.MaxBytes;

    /// <summary>What unpacking may overwrite past the last sample, in samples.</summary>
    public const int Slack = BitPacking.Lanes;

    /// <summary>Packs samples; returns the octets written.</summary>
    /// <param name="timestamps">Strictly ascending, 1 to <see cref="MaxSamples"/>.</param>
    /// <param name="values">As many as timestamps.</param>
    /// <param name="into">At least <see cref="MaxBytes"/>.</param>
    public static int Pack(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, Span<byte> into) =>
        PackedBlock.Write(timestamps, values, EncodeScratch.OfThread, into);

    /// <summary>Unpacks the samples within [<paramref name="from"/>, <paramref name="to"/>]; returns how many.</summary>
    /// <param name="block">The block, or memory that begins with it.</param>
    /// <param name="first">The block's first timestamp.</param>
    /// <param name="from">The first timestamp wanted.</param>
    /// <param name="to">The last timestamp wanted.</param>
    /// <param name="timestamps">Room for all samples of the block and <see cref="Slack"/>.</param>
    /// <param name="values">As many.</param>
    public static int Unpack(ReadOnlySpan<byte> block, long first, long from, long to, Span<long> timestamps, Span<double> values) =>
        PackedBlock.Read(block, first, from, to, timestamps, values);

    /// <summary>The samples of the block that memory begins with.</summary>
    public static int Samples(ReadOnlySpan<byte> block) => PackedBlock.Samples(block);

    /// <summary>The octets of the block that memory begins with.</summary>
    public static int Bytes(ReadOnlySpan<byte> block) => PackedBlock.Bytes(block);
}
