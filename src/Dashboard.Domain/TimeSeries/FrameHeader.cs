namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// What precedes the packed bits of a frame: six octets, then the numbers the bits are relative to, as variable-length
/// integers (seven bits an octet, least significant first, signed ones zigzagged).
/// </summary>
internal ref struct FrameHeader
{
    /// <summary>The most octets that a header takes.</summary>
    public const int MaxBytes = Fixed + (5 * 10);

    private const int Fixed = 6;

    /// <summary>Samples, 1 to 128.</summary>
    public int Count;

    /// <summary>Bits of a packed timestamp difference; 0 where samples come at exactly one interval.</summary>
    public int TimeWidth;

    /// <summary>Bits of a packed value; 0 where it is constant or changes by a constant.</summary>
    public int ValueWidth;

    public ValueForm Form;

    /// <summary>The power of ten of decimal values, or the zero bits at the end of values stored as bits.</summary>
    public int Scale;

    /// <summary>Values that are stored apart, in full.</summary>
    public int Exceptions;

    /// <summary>The first timestamp.</summary>
    public long FirstTime;

    /// <summary>The smallest difference of two timestamps.</summary>
    public long Interval;

    /// <summary>What all differences above the smallest are multiples of.</summary>
    public long IntervalUnit;

    /// <summary>The integer before the first, of running sums.</summary>
    public long Base;

    /// <summary>What is added to each unpacked integer.</summary>
    public long Offset;

    /// <summary>Octets of the header itself.</summary>
    public int Length;

    public readonly int TimeBytes => BitPacking.Bytes(Count, TimeWidth);

    public readonly int ValueBytes => BitPacking.Bytes(Count, ValueWidth);

    /// <summary>Octets of the whole frame.</summary>
    public readonly int FrameBytes => Length + TimeBytes + ValueBytes + (Exceptions * FrameCodec.ExceptionBytes);

    public static FrameHeader Read(ReadOnlySpan<byte> frame, long origin)
    {
        var header = new FrameHeader
        {
            Count = frame[0],
            TimeWidth = frame[1],
            ValueWidth = frame[2],
            Form = (ValueForm)frame[3],
            Scale = frame[4],
            Exceptions = frame[5],
            IntervalUnit = 1,
        };
        var at = Fixed;
        header.FirstTime = origin + (long)Number(frame, ref at);
        header.Interval = (long)Number(frame, ref at);
        if (header.TimeWidth > 0)
            header.IntervalUnit = (long)Number(frame, ref at);
        header.Offset = Signed(frame, ref at);
        if (header.Form.IsSums())
            header.Base = Signed(frame, ref at);
        header.Length = at;
        return header;
    }

    /// <summary>Writes the header and takes note of its length.</summary>
    public void Write(Span<byte> frame, long origin)
    {
        frame[0] = (byte)Count;
        frame[1] = (byte)TimeWidth;
        frame[2] = (byte)ValueWidth;
        frame[3] = (byte)Form;
        frame[4] = (byte)Scale;
        frame[5] = (byte)Exceptions;
        var at = Fixed;
        Put(frame, ref at, (ulong)(FirstTime - origin));
        Put(frame, ref at, (ulong)Interval);
        if (TimeWidth > 0)
            Put(frame, ref at, (ulong)IntervalUnit);
        Put(frame, ref at, ZigZag(Offset));
        if (Form.IsSums())
            Put(frame, ref at, ZigZag(Base));
        Length = at;
    }

    private static ulong ZigZag(long number) => (ulong)((number << 1) ^ (number >> 63));

    private static long Signed(ReadOnlySpan<byte> from, ref int at)
    {
        var number = Number(from, ref at);
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static ulong Number(ReadOnlySpan<byte> from, ref int at)
    {
        ulong number = from[at++];
        if (number < 0x80)
            return number;
        number &= 0x7f;
        for (var shift = 7; ; shift += 7)
        {
            ulong octet = from[at++];
            number |= (octet & 0x7f) << shift;
            if (octet < 0x80)
                return number;
        }
    }

    private static void Put(Span<byte> into, ref int at, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
            into[at++] = (byte)(number | 0x80);
        into[at++] = (byte)number;
    }
}
