using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>How the samples left what is usual at their hour, which tells a spike, a drift, a trend and a broken season apart.</summary>
internal sealed class Departure
{
    private const int MeanRows = 12;
    private const int Means = 16;
    private const float SmoothWeight = 0.25f;
    private const float TypicalWeight = 0.01f;

    /// <summary>What is further out than so many times the mean size of a residual counts no more for that mean.</summary>
    private const float MostTypical = 3;

    // bound: the mean residuals of the last 16 times 12 rows.
    private readonly float[] _means = new float[Means];
    private Course _course;

    public int Bytes => (_means.Length * 4) + Unsafe.SizeOf<Course>();

    public void Add(float sample, float usual)
    {
        if (float.IsNaN(usual))
            return;
        var residual = sample - usual;
        if (_course.Rows++ == 0)
            (_course.Sample, _course.Typical) = (sample, Math.Abs(residual));
        // While the samples are about where they are usual, they say where they will have come from.
        if (Math.Abs(_course.Residual) <= _course.Typical)
            (_course.SampleBefore, _course.UsualBefore) = (_course.Sample, usual);
        _course.IsSudden = Math.Abs(_course.Residual) < Math.Abs(residual) / 3;
        _course.Usual = usual;
        _course.Sample += SmoothWeight * (sample - _course.Sample);
        _course.Residual += SmoothWeight * (residual - _course.Residual);
        _course.Typical += TypicalWeight * (Math.Min(Math.Abs(residual), MostTypical * _course.Typical) - _course.Typical);
        _course.Sum += residual;
        if (_course.Rows % MeanRows != 0)
            return;
        _means[_course.At] = _course.Sum / MeanRows;
        (_course.Sum, _course.At) = (0, (_course.At + 1) % Means);
    }

    /// <summary>What it looks like; none where the samples are about where they are usual.</summary>
    public AnomalyKind Kind()
    {
        if (_course.IsSudden)
            return AnomalyKind.Spike;
        if (Math.Abs(_course.Residual) <= _course.Typical)
            return AnomalyKind.None;
        // The hour asked for something else, and the series did not follow half of the way.
        if (Math.Abs(_course.Usual - _course.UsualBefore) > 2 * Math.Abs(_course.Sample - _course.SampleBefore))
            return AnomalyKind.Seasonal;
        return MeansOnTheWay() > 1 ? AnomalyKind.Trend : AnomalyKind.Drift;
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_means.AsSpan());
        to.Put(_course);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_means.AsSpan());
        _course = from.Take<Course>();
    }

    /// <summary>How many of the last means lie between a quarter and three quarters of what the residual is now: a step has one at most, which it is in the middle of.</summary>
    private int MeansOnTheWay()
    {
        var count = 0;
        for (var back = 1; back <= Means; back++)
        {
            var part = _means[(_course.At + Means - back) % Means] / _course.Residual;
            if (!(part >= 0.25))
                break;
            count += part <= 0.75 ? 1 : 0;
        }
        return count;
    }

    /// <summary>The smoothed sample and residual, what they were before they left, and the mean size of a residual.</summary>
    private struct Course
    {
        public float Sample, Residual, Typical, Usual, SampleBefore, UsualBefore, Sum;
        public int Rows, At;
        public bool IsSudden;
    }
}
