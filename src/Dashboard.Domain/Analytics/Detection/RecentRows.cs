using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>The last 312 samples with the sums that the means and deviations of their parts are told from.</summary>
/// <remarks>
/// Sums are of the distance from a middle that is taken anew once a round, so that neither the digits of large values nor
/// what rounding leaves behind builds up. Logarithms are kept in half precision, whose error of 0.05 % is far below what is looked for.
/// </remarks>
internal sealed class RecentRows
{
    public const int Short = 12;
    public const int Long = 24;
    public const int Before = 288;
    public const int Room = Long + Before;

    // bound: 312 samples and their logarithms.
    private readonly float[] _samples = new float[Room];
    private readonly Half[] _logs = new Half[Room];
    private int _count, _at;
    private Sums _sums;

    public int Bytes => (_samples.Length * 4) + (_logs.Length * 2) + (2 * sizeof(int)) + Unsafe.SizeOf<Sums>();

    public bool IsFull => _count == Room;

    public double Shift12 => Math.Abs((_sums.Last12 / Short) - (_sums.Before12 / Before));

    public double Shift24 => Math.Abs((_sums.Last24 / Long) - (_sums.Before24 / Before));

    public double LogShift12 => Math.Abs((_sums.LastLog12 / Short) - (_sums.BeforeLog12 / Before));

    public double Spread24 => Math.Abs(Deviation(_sums.Last24, _sums.Squares24, Long) - Deviation(_sums.Before24, _sums.SquaresBefore24, Before));

    /// <summary>The sample some rows back, 1 the last.</summary>
    public float Back(int rows) => _samples[Place(rows)];

    /// <summary>Whether there is a sample so many rows back.</summary>
    public bool Reaches(int rows) => _count >= rows;

    public void Add(float sample, Half log)
    {
        if (IsFull)
            Move(sample, (double)log);
        (_samples[_at], _logs[_at]) = (sample, log);
        _at = (_at + 1) % Room;
        var wasFull = IsFull;
        _count = Math.Min(_count + 1, Room);
        if (IsFull && (!wasFull || _at == 0))
            Sum();
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_samples.AsSpan());
        to.Put(_logs.AsSpan());
        to.Put(_count);
        to.Put(_at);
        to.Put(_sums);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_samples.AsSpan());
        from.Take(_logs.AsSpan());
        (_count, _at) = (from.Take<int>(), from.Take<int>());
        _sums = from.Take<Sums>();
    }

    private static double Deviation(double sum, double squares, int count) =>
        Math.Sqrt(Math.Max(0, (squares / count) - (sum / count * (sum / count))));

    private int Place(int back) => _at >= back ? _at - back : _at - back + Room;

    private void Move(float sample, double log)
    {
        var x = sample - _sums.Middle;
        double x12 = Back(Short) - _sums.Middle, x24 = Back(Long) - _sums.Middle, x300 = Back(Short + Before) - _sums.Middle, x312 = Back(Room) - _sums.Middle;
        _sums.Last12 += x - x12;
        _sums.Before12 += x12 - x300;
        _sums.Last24 += x - x24;
        _sums.Before24 += x24 - x312;
        _sums.Squares24 += (x * x) - (x24 * x24);
        _sums.SquaresBefore24 += (x24 * x24) - (x312 * x312);
        var log12 = (double)_logs[Place(Short)];
        _sums.LastLog12 += log - log12;
        _sums.BeforeLog12 += log12 - (double)_logs[Place(Short + Before)];
    }

    private void Sum()
    {
        double sum = 0;
        foreach (var sample in _samples)
            sum += sample;
        _sums = new Sums { Middle = sum / Room };
        for (var back = 1; back <= Room; back++)
        {
            var x = Back(back) - _sums.Middle;
            var log = (double)_logs[Place(back)];
            if (back <= Short)
                (_sums.Last12, _sums.LastLog12) = (_sums.Last12 + x, _sums.LastLog12 + log);
            else if (back <= Short + Before)
                (_sums.Before12, _sums.BeforeLog12) = (_sums.Before12 + x, _sums.BeforeLog12 + log);
            if (back <= Long)
                (_sums.Last24, _sums.Squares24) = (_sums.Last24 + x, _sums.Squares24 + (x * x));
            else
                (_sums.Before24, _sums.SquaresBefore24) = (_sums.Before24 + x, _sums.SquaresBefore24 + (x * x));
        }
    }

    /// <summary>Sums over the last 12 and 24 and over the 288 before each, of samples, their squares and their logarithms.</summary>
    private struct Sums
    {
        public double Middle, Last12, Before12, Last24, Before24, Squares24, SquaresBefore24, LastLog12, BeforeLog12;
    }
}
