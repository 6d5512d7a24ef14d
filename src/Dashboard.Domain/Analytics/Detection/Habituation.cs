namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// What repeats itself is news no longer: a peak counts less by log₁₀ of how many about as high (four fifths of it or more)
/// came before, each for half as much after every 4000 rows. A peak is a row that exceeds the ten before it.
/// </summary>
/// <remarks>Peaks are counted by their height in steps of a tenth, so that any number of them takes the same room.</remarks>
internal sealed class Habituation
{
    private const int Recent = 10;
    private const int Steps = 32;
    private const int StepsToFourFifths = 2;
    private const double HalfLife = 4000;
    private static readonly double LogStep = -Math.Log(0.8) / StepsToFourFifths;

    // bound: one count a step of height from 1 on, 32 of them; ten rows.
    private readonly float[] _peaks = new float[Steps];
    private readonly float[] _recent = new float[Recent];
    private int _age, _at;

    public int Bytes => ((_peaks.Length + _recent.Length) * 4) + (2 * sizeof(int));

    /// <summary>What remains of a row's score; 0 where it is no peak.</summary>
    public double Remaining(double score)
    {
        var isPeak = true;
        foreach (var other in _recent)
            isPeak &= score > other;
        _recent[_at] = (float)score;
        _at = (_at + 1) % Recent;
        _age++;
        if (!isPeak)
            return 0;
        Fade();
        // Below 1 there are too many to be of interest.
        if (score < 1)
            return score;
        var step = Math.Min((int)(Math.Log(score) / LogStep), Steps - 1);
        double before = 0;
        for (var at = Math.Max(0, step - StepsToFourFifths); at < Steps; at++)
            before += _peaks[at];
        _peaks[step]++;
        return Math.Max(0, score - Math.Log10(1 + before));
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_peaks.AsSpan());
        to.Put(_recent.AsSpan());
        to.Put(_age);
        to.Put(_at);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_peaks.AsSpan());
        from.Take(_recent.AsSpan());
        _age = from.Take<int>();
        _at = from.Take<int>();
    }

    private void Fade()
    {
        var left = (float)Math.Pow(0.5, _age / HalfLife);
        _age = 0;
        foreach (ref var count in _peaks.AsSpan())
            count *= left;
    }
}
