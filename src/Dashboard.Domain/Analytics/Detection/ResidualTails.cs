using System.Runtime.InteropServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// How rare a residual of its size is, for each feature of a series: the tail beyond the k largest of the past, 1 % of it,
/// is taken for a power law whose index is estimated from them (Hill 1975, "A simple general approach to inference about
/// the tail of a distribution"), drawn to 0.2 by the weight of ten observations. The past fades by 0.02 % a row.
/// </summary>
/// <remarks>
/// It fades by forgetting one of the largest, any of them in turn, every 89 rows. Shrinking all of them instead would let
/// the largest of about 1000 rows pass for those of 5000 where residuals are exponential, and make every score too high by
/// more than a half. Some more are held than are counted, so that what fills a place that became free is not taken for one
/// of them at once.
/// </remarks>
internal sealed class ResidualTails(int features)
{
    private const int Room = 56;
    private const int LeastRows = 100;
    private const int LeastKept = 8;
    private const int MostKept = 50;
    private const double KeptPart = 0.01;
    private const double Decay = 0.9998;
    private const double PriorIndex = 0.2;
    private const double PriorWeight = 10;

    /// <summary>1 / (56 · 0.0002).</summary>
    private const int ForgetEvery = 89;

    /// <summary>Has no divisor in common with 56, so that each rank has its turn.</summary>
    private const int Stride = 23;

    // bound: the logarithms of 56 of the largest a feature, in descending order, and how many rows they are the largest of.
    private readonly float[] _largest = new float[features * Room];
    private readonly float[] _rows = new float[features];
    private readonly byte[] _held = new byte[features];
    private int _age;

    public int Bytes => (_largest.Length * 4) + (_rows.Length * 4) + _held.Length + sizeof(int);

    /// <summary>The score of a residual, and takes it in; 0 while too little is known.</summary>
    /// <param name="feature">Whose residual it is, from 0.</param>
    /// <param name="residual">Its size, in the feature's own unit.</param>
    /// <param name="floor">What counts as no residual at all.</param>
    public double Score(int feature, double residual, double floor)
    {
        var score = ScoreOf(feature, residual, floor);
        Take(feature, residual, floor);
        return score;
    }

    /// <summary>The score of a residual, which is not taken in.</summary>
    public double ScoreOf(int feature, double residual, double floor)
    {
        var rows = _rows[feature];
        if (residual <= floor || rows < LeastRows)
            return 0;
        // Where nothing was ever seen but nothing, one of all rows is all that can be said.
        return Math.Max(0, _held[feature] == 0 ? Math.Log10(rows) : Beyond(feature, rows, out var least, out var slope) + ((Math.Log(residual) - least) * slope));
    }

    /// <summary>Takes a residual in.</summary>
    public void Take(int feature, double residual, double floor)
    {
        _rows[feature] = (float)((_rows[feature] * Decay) + 1);
        if (residual > floor)
            Insert(feature, (float)Math.Log(residual));
    }

    /// <summary>The residual that a feature gives a score; NaN while too little is known.</summary>
    public double ResidualOf(int feature, double score)
    {
        var rows = _rows[feature];
        if (rows < LeastRows || _held[feature] == 0)
            return double.NaN;
        var beyond = Beyond(feature, rows, out var least, out var slope);
        return Math.Exp(least + ((score - beyond) / slope));
    }

    /// <summary>To be called after each row.</summary>
    public void Step()
    {
        _age = (_age + 1) % (ForgetEvery * Room);
        if (_age % ForgetEvery != 0)
            return;
        var rank = _age / ForgetEvery * Stride % Room;
        for (var feature = 0; feature < _held.Length; feature++)
        {
            if (rank >= _held[feature])
                continue;
            var largest = _largest.AsSpan(feature * Room, _held[feature]--);
            largest[(rank + 1)..].CopyTo(largest[rank..]);
        }
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_largest.AsSpan());
        to.Put(_rows.AsSpan());
        to.Put(_held.AsSpan());
        to.Put(_age);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_largest.AsSpan());
        from.Take(_rows.AsSpan());
        from.Take(_held.AsSpan());
        _age = from.Take<int>();
    }

    /// <summary>log₁₀(n / k), the logarithm of the least that is counted, and how much the score grows with the logarithm of a residual: 1 / (ξ ln 10).</summary>
    private double Beyond(int feature, double rows, out double least, out double slope)
    {
        var kept = Math.Min(_held[feature], Math.Clamp((int)(KeptPart * rows), LeastKept, MostKept));
        var largest = _largest.AsSpan(feature * Room, kept);
        double sum = 0;
        least = largest[^1];
        foreach (var log in largest)
            sum += log - least;
        slope = (kept - 1 + PriorWeight) / ((sum + (PriorIndex * PriorWeight)) * Math.Log(10));
        return Math.Log10(rows / kept);
    }

    private void Insert(int feature, float log)
    {
        ref var held = ref _held[feature];
        var largest = MemoryMarshal.CreateSpan(ref _largest[feature * Room], Room);
        if (held == Room && log <= largest[Room - 1])
            return;
        var at = held < Room ? held++ : Room - 1;
        for (; at > 0 && largest[at - 1] < log; at--)
            largest[at] = largest[at - 1];
        largest[at] = log;
    }
}
