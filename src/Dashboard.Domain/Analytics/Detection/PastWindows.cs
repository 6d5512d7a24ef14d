using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// How far the last samples are from the third nearest of 300 windows of the past, by root mean square: discord discovery
/// (Keogh, Lin and Fu 2005, "HOT SAX") on a stream. Windows begin every six rows, which reaches back over 1800 rows.
/// </summary>
internal sealed class PastWindows
{
    public const int Short = 12;
    public const int Long = 36;

    private const int Windows = 300;
    private const int Every = 6;
    private const int LeastWindows = 50;
    private const int Ring = (Windows * Every) + (2 * Long);

    // bound: 1872 samples, and the first 36 of them again at the end, so that every window lies in one piece.
    private readonly float[] _samples = new float[Ring + Long];
    private long _rows;

    public int Bytes => (_samples.Length * 4) + sizeof(long);

    public void Add(float sample)
    {
        var at = (int)(_rows % Ring);
        _samples[at] = sample;
        if (at < Long)
            _samples[Ring + at] = sample;
        _rows++;
    }

    /// <summary>The distance of the last samples, in the series' unit; NaN while the past is too short.</summary>
    public double ThirdNearest(int length)
    {
        var newest = _rows - length;
        // The last window that ends before the newest begins, at a multiple of six rows.
        var last = (newest - length) / Every * Every;
        var count = Math.Min(Windows, (last / Every) + 1);
        if (last < 0 || count < LeastWindows)
            return double.NaN;
        ref var query = ref _samples[(int)(newest % Ring)];
        var (first, second, third) = (float.MaxValue, float.MaxValue, float.MaxValue);
        // 1872 is a multiple of six: windows keep their places from round to round.
        var at = (int)(last % Ring);
        for (var window = 0; window < count; window++)
        {
            var distance = Squares(ref query, ref _samples[at], length);
            if (distance < third)
            {
                third = distance;
                if (third < second)
                    (second, third) = (third, second);
                if (second < first)
                    (first, second) = (second, first);
            }
            at = at >= Every ? at - Every : at - Every + Ring;
        }
        return Math.Sqrt(third / length);
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_samples.AsSpan());
        to.Put(_rows);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_samples.AsSpan());
        _rows = from.Take<long>();
    }

    // Lengths are multiples of four.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Squares(ref float one, ref float other, int length)
    {
        var sum = Vector128<float>.Zero;
        for (var i = 0; i < length; i += 4)
        {
            var difference = Vector128.LoadUnsafe(ref one, (nuint)i) - Vector128.LoadUnsafe(ref other, (nuint)i);
            sum += difference * difference;
        }
        return Vector128.Sum(sum);
    }
}
