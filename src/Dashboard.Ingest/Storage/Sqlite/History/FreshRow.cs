using System.Buffers.Binary;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// What one flush brought to one bucket, in the order of arrival: of each sample the octet of its series, the difference
/// of its time to the sample before it where that is not zero (bit 7 of the octet tells), and the value's eight octets.
/// 9 to 12 octets a sample, a few nanoseconds each way: it is read once more and then packed properly.
/// </summary>
internal static class FreshRow
{
    /// <summary>Octets that no sample exceeds.</summary>
    public const int MaxSampleBytes = 1 + 10 + sizeof(double);

    private const byte SameTime = 0x80;

    /// <summary>Writes a sample; returns the octets written.</summary>
    /// <param name="series">Which of the bucket's series.</param>
    /// <param name="timestamp">Its time.</param>
    /// <param name="value">Its value.</param>
    /// <param name="time">The time of the sample before, 0 of the first; moves on.</param>
    /// <param name="into">At least <see cref="MaxSampleBytes"/>.</param>
    public static int Write(int series, long timestamp, double value, ref long time, Span<byte> into)
    {
        var at = 1;
        into[0] = (byte)series;
        if (timestamp == time)
        {
            into[0] |= SameTime;
        }
        else
        {
            var difference = timestamp - time;
            var rest = (ulong)((difference << 1) ^ (difference >> 63));
            for (; rest >= 0x80; rest >>= 7)
                into[at++] = (byte)(rest | 0x80);
            into[at++] = (byte)rest;
            time = timestamp;
        }
        BinaryPrimitives.WriteDoubleLittleEndian(into[at..], value);
        return at + sizeof(double);
    }

    /// <summary>Adds a row's samples, as far as they lie within a time, ends included, and their series are wanted.</summary>
    public static void Read(ReadOnlySpan<byte> row, long from, long to, UInt128 wanted, BucketSamples into)
    {
        var time = 0L;
        var at = 0;
        while (at < row.Length)
        {
            var octet = row[at++];
            if (octet < SameTime)
            {
                var rest = 0UL;
                for (var shift = 0; ; shift += 7)
                {
                    ulong next = row[at++];
                    rest |= (next & 0x7f) << shift;
                    if (next < 0x80)
                        break;
                }
                time += (long)(rest >> 1) ^ -(long)(rest & 1);
            }
            var series = octet & (SameTime - 1);
            if (time >= from && time <= to && (wanted >> series & UInt128.One) != UInt128.Zero)
                into.Add(series, time, BinaryPrimitives.ReadDoubleLittleEndian(row[at..]));
            at += sizeof(double);
        }
    }
}
