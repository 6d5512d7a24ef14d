using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// What is usual in each hour of the day (UTC): the mean of the days' means, of which a new one weighs .1, or as much as each
/// of those before while they are fewer than ten.
/// </summary>
internal sealed class DailyProfile
{
    private const int Hours = 24;
    private const int Days = 10;
    private const int HourMs = 3_600_000;

    // bound: 24 hours, of the samples and of their logarithms, and of how many days each is.
    private readonly float[] _usual = new float[Hours * 2];
    private readonly byte[] _days = new byte[Hours];
    private Visit _visit;

    public DailyProfile() => Array.Fill(_usual, float.NaN);

    public int Bytes => (_usual.Length * 4) + _days.Length + Unsafe.SizeOf<Visit>();

    /// <summary>What is usual at a time, on the line between the middles of its hour and the nearest other; NaN while nothing is known of its hour.</summary>
    public double Usual(long time) => Between(_usual.AsSpan(0, Hours), time);

    public double UsualLog(long time) => Between(_usual.AsSpan(Hours), time);

    /// <summary>Takes a sample in, which counts once its hour is over.</summary>
    public void Add(long time, double sample, double log)
    {
        var number = time / HourMs;
        if (number != _visit.Number)
            Close(number);
        _visit.Count++;
        _visit.Sum += sample;
        _visit.LogSum += log;
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_usual.AsSpan());
        to.Put(_days.AsSpan());
        to.Put(_visit);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_usual.AsSpan());
        from.Take(_days.AsSpan());
        _visit = from.Take<Visit>();
    }

    private void Close(long next)
    {
        if (_visit.Count > 0)
        {
            var hour = HourOf(_visit.Number * HourMs);
            _days[hour] = (byte)Math.Min(_days[hour] + 1, Days);
            Blend(ref _usual[hour], _visit.Sum / _visit.Count, _days[hour]);
            Blend(ref _usual[Hours + hour], _visit.LogSum / _visit.Count, _days[hour]);
        }
        _visit = new Visit { Number = next };
    }

    private static double Between(ReadOnlySpan<float> usual, long time)
    {
        var hour = HourOf(time);
        var fromMiddle = ((double)(time % HourMs) / HourMs) - 0.5;
        var other = usual[(hour + Math.Sign(fromMiddle) + Hours) % Hours];
        return float.IsNaN(other) ? usual[hour] : usual[hour] + (Math.Abs(fromMiddle) * (other - usual[hour]));
    }

    private static void Blend(ref float usual, double mean, int days) =>
        usual = days == 1 ? (float)mean : usual + (float)((mean - usual) / days);

    private static int HourOf(long time) => (int)((((time / HourMs) % Hours) + Hours) % Hours);

    /// <summary>The hour that is being seen.</summary>
    private struct Visit
    {
        public long Number;
        public double Sum, LogSum;
        public int Count;
    }
}
