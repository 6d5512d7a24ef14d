namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The sealed form of up to 128 samples with nothing besides, for columns that are short: some 10 octets and what the
/// samples need, which is nothing for times at a constant interval and for values that are constant or rise evenly.
/// </summary>
public static class SampleFrame
{
    /// <summary>Samples that a frame holds at most.</summary>
    public const int MaxSamples = FrameCodec.MaxSamples;

    /// <summary>Octets that no frame exceeds.</summary>
    public const int MaxBytes = FrameCodec.MaxBytes;

    /// <summary>Packs samples; returns the octets written.</summary>
    /// <param name="timestamps">Strictly ascending, 1 to <see cref="MaxSamples"/>, none before <paramref name="origin"/>.</param>
    /// <param name="values">As many as timestamps.</param>
    /// <param name="origin">A time that the reader knows.</param>
    /// <param name="into">At least <see cref="MaxBytes"/>.</param>
    public static int Pack(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, long origin, Span<byte> into) =>
        FrameCodec.Encode(timestamps, values, origin, EncodeScratch.OfThread, into);

    /// <summary>Unpacks all samples of the frame that memory begins with; returns the frame's octets.</summary>
    /// <param name="frame">The frame, or memory that begins with it.</param>
    /// <param name="origin">The time that it was packed with.</param>
    /// <param name="timestamps">Room for <see cref="MaxSamples"/>.</param>
    /// <param name="values">As many.</param>
    public static int Unpack(ReadOnlySpan<byte> frame, long origin, Span<long> timestamps, Span<double> values)
    {
        var header = FrameHeader.Read(frame, origin);
        FrameCodec.Decode(frame, ref header, timestamps, values);
        return header.FrameBytes;
    }
}
