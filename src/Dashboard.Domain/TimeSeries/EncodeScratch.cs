namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// One thread's working memory for packing and repacking blocks: about 24 KB, kept for the thread's life, so that
/// sealing a block allocates nothing and clears nothing.
/// </summary>
internal sealed class EncodeScratch
{
    [ThreadStatic]
    private static EncodeScratch? _ofThread;

    private EncodeScratch()
    {
    }

    public static EncodeScratch OfThread => _ofThread ??= new EncodeScratch();

    /// <summary>The samples of a block and of a full chunk, and room for one more row.</summary>
    public long[] Timestamps { get; } = new long[PackedBlock.MaxSamples + SampleChunk.Rows + BitPacking.Lanes];

    public double[] Values { get; } = new double[PackedBlock.MaxSamples + SampleChunk.Rows + BitPacking.Lanes];

    public long[] Intervals { get; } = new long[FrameCodec.MaxSamples];

    public long[] Integers { get; } = new long[FrameCodec.MaxSamples];

    public long[] Differences { get; } = new long[FrameCodec.MaxSamples];

    public double[] FrameValues { get; } = new double[FrameCodec.MaxSamples];

    public byte[] Block { get; } = new byte[PackedBlock.MaxBytes];
}
