using System.Buffers.Binary;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// What a page holds of a series' roll-ups: how many rows, which columns are left out, the first value, then each column
/// as a frame. The last values go with their own times, the others with none. A column is left out where it says nothing
/// new: of rows of one sample each all but the last, and the resets of whatever was never reset.
/// </summary>
internal sealed class RollUpSeries
{
    private const int HeaderBytes = 2 + sizeof(double);

    private static readonly long[] Places = [.. Enumerable.Range(0, SampleFrame.MaxSamples).Select(static i => (long)i)];

    private readonly long[] _times = new long[SampleFrame.MaxSamples];
    private readonly double[] _column = new double[SampleFrame.MaxSamples];

    [Flags]
    private enum Kept
    {
        None = 0,
        Min = 1,
        Max = 2,
        Sum = 4,
        Count = 8,
        Resets = 16,
    }

    public void Write(PageBuilder page, int series, long start, RollUpRows rows)
    {
        page.Begin();
        var kept = Kept.None;
        foreach (ref readonly var row in rows.Rows)
        {
            kept |= Same(row.Min, row.Last) ? Kept.None : Kept.Min;
            kept |= Same(row.Max, row.Last) ? Kept.None : Kept.Max;
            kept |= Same(row.Sum, row.Last) ? Kept.None : Kept.Sum;
            kept |= row.Count == 1 ? Kept.None : Kept.Count;
            kept |= row.Resets == 0 ? Kept.None : Kept.Resets;
        }
        var header = page.Reserve(HeaderBytes);
        header[0] = (byte)rows.Count;
        header[1] = (byte)kept;
        BinaryPrimitives.WriteDoubleLittleEndian(header[2..], rows.First);
        page.Advance(HeaderBytes);
        for (var i = 0; i < rows.Count; i++)
            (_times[i], _column[i]) = (rows.Rows[i].Time, rows.Rows[i].Last);
        page.Advance(SampleFrame.Pack(_times.AsSpan(0, rows.Count), _column.AsSpan(0, rows.Count), start, page.Reserve(SampleFrame.MaxBytes)));
        for (var column = Kept.Min; column <= Kept.Resets; column = (Kept)((int)column << 1))
        {
            if ((kept & column) == Kept.None)
                continue;
            for (var i = 0; i < rows.Count; i++)
                _column[i] = Field(ref rows.Rows[i], column);
            page.Advance(SampleFrame.Pack(Places.AsSpan(0, rows.Count), _column.AsSpan(0, rows.Count), 0, page.Reserve(SampleFrame.MaxBytes)));
        }
        page.End(series);
    }

    /// <summary>Replaces rows by those of a page.</summary>
    public void Read(ReadOnlySpan<byte> octets, long start, RollUpRows into)
    {
        into.Clear();
        var count = octets[0];
        var kept = (Kept)octets[1];
        into.First = BinaryPrimitives.ReadDoubleLittleEndian(octets[2..]);
        octets = octets[HeaderBytes..];
        octets = octets[SampleFrame.Unpack(octets, start, _times, _column)..];
        for (var i = 0; i < count; i++)
        {
            var last = _column[i];
            into.Append(new RollUpRow { Time = _times[i], Last = last, Min = last, Max = last, Sum = last, Count = 1 });
        }
        for (var column = Kept.Min; column <= Kept.Resets; column = (Kept)((int)column << 1))
        {
            if ((kept & column) == Kept.None)
                continue;
            octets = octets[SampleFrame.Unpack(octets, 0, _times, _column)..];
            for (var i = 0; i < count; i++)
                Field(ref into.Rows[i], column) = _column[i];
        }
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);

    private static ref double Field(ref RollUpRow row, Kept column)
    {
        switch (column)
        {
            case Kept.Min:
                return ref row.Min;
            case Kept.Max:
                return ref row.Max;
            case Kept.Sum:
                return ref row.Sum;
            case Kept.Count:
                return ref row.Count;
            default:
                return ref row.Resets;
        }
    }
}
