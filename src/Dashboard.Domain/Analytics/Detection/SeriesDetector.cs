using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// Finds anomalies of one series as its samples come: several detectors each watch one residual, the rarest of which is the
/// score; what repeats itself counts less, and after an anomaly there is silence for 30 rows. Nothing but the past is looked
/// at. Windows are counted in rows, the hours of the daily profile by the clock (UTC), so that any sampling step will do.
/// Counters are to be made into rates first.
/// </summary>
/// <remarks>
/// Takes constant memory, <see cref="Bytes"/>, and allocates nothing a sample. What is missing (NaN, an infinity, rows that
/// never came) is no anomaly; after a gap of more than twelve steps windows of the last samples have to fill again before
/// they are compared with anything. Not for concurrent use.
/// </remarks>
public sealed class SeriesDetector
{
    /// <summary>The tail score, after habituation, from which on an anomaly is raised: one of eighty samples would be as far out, were there one detector only.</summary>
    public const double Threshold = 1.9;

    /// <summary>Rows after an anomaly in which no other is raised.</summary>
    public const int Refractory = 30;

    private const int Version = 1;
    private const int GapSteps = 12;

    /// <summary>Of the series' mean size; single precision has seven digits.</summary>
    private const double Floor = 1e-6;

    /// <summary>Logarithms are kept in half precision.</summary>
    private const double LogFloor = 1e-3;

    private const double Decay = 0.9998;
    private const double StepWeight = 0.05;

    private readonly ResidualTails _tails;
    private readonly RecentRows _rows = new();
    private readonly SortedWindow _window = new();
    private readonly DailyProfile _profile = new();
    private readonly Departure _departure = new();
    private readonly Habituation _habituation = new();
    private readonly PastWindows? _past;
    private Scalars _now = new() { SinceRaised = Refractory, LastTime = long.MinValue };

    /// <param name="withNeighbours">Whether the last samples are also compared with windows of the past, which names outliers better and takes half as much time again and 2.6 times the memory.</param>
    public SeriesDetector(bool withNeighbours)
    {
        _past = withNeighbours ? new PastWindows() : null;
        _tails = new ResidualTails(withNeighbours ? 10 : 8);
    }

    /// <summary>What the state takes, in bytes; the objects that hold it take about 500 more.</summary>
    public int Bytes => _tails.Bytes + _rows.Bytes + _window.Bytes + _profile.Bytes + _departure.Bytes + _habituation.Bytes + (_past?.Bytes ?? 0) + Unsafe.SizeOf<Scalars>();

    /// <summary>The bytes that <see cref="Write"/> takes.</summary>
    public int StateBytes => sizeof(int) + Bytes;

    /// <summary>Takes a sample in and says what is to be thought of it.</summary>
    /// <param name="time">Milliseconds since 1970. A sample that is not after the one before is left out.</param>
    /// <param name="value">In the series' unit.</param>
    /// <param name="threshold">The tail score from which on an anomaly is raised, where it is not <see cref="Threshold"/>.</param>
    public SeriesVerdict Observe(long time, double value, double threshold = Threshold)
    {
        var sample = (float)value;
        if (!float.IsFinite(sample) || time <= _now.LastTime)
            return Nothing(time);
        Step(time);
        _now.ScaleSum = (_now.ScaleSum * Decay) + Math.Abs(sample);
        _now.ScaleRows = (_now.ScaleRows * Decay) + 1;
        var scale = _now.ScaleSum / _now.ScaleRows;
        var log = LogOf(sample, scale);

        var judged = new Judged(_tails, Math.Max(scale * Floor, float.Epsilon));
        double usual = _profile.Usual(time), usualLog = _profile.UsualLog(time);
        judged.Judge(DetectorFeature.DailyProfile, Math.Abs(sample - usual));
        judged.JudgeLog(DetectorFeature.LogDailyProfile, Math.Abs(log - usualLog));
        double median = double.NaN;
        if (_window.IsFull)
        {
            median = _window.Median;
            judged.Judge(DetectorFeature.Median151, Math.Abs(sample - median));
            judged.JudgeLog(DetectorFeature.LogMedian151, Math.Abs(log - LogOf(median, scale)));
            _window.Remove(_rows.Back(SortedWindow.Room));
        }
        _window.Add(sample);
        _rows.Add(sample, (Half)log);
        JudgeShifts(ref judged);
        if (_past is not null)
            JudgeNeighbours(ref judged, sample);

        // On its first day a series has no hours to compare with, but samples before.
        _departure.Add(sample, (float)(double.IsNaN(usual) ? median : usual));
        var verdict = Verdict(ref judged, sample, usual, median, threshold);
        _profile.Add(time, sample, log);
        _tails.Step();
        return verdict;
    }

    /// <summary>Writes the state, so that a detector that reads it goes on as this one.</summary>
    /// <exception cref="ArgumentException">There is less room than <see cref="StateBytes"/>.</exception>
    public void Write(Span<byte> to)
    {
        if (to.Length < StateBytes)
            throw new ArgumentException($"The state of a detector takes {StateBytes} bytes; there is room for {to.Length}.", nameof(to));
        var writer = new StateWriter(to);
        writer.Put((Version << 1) | (_past is null ? 0 : 1));
        writer.Put(_now);
        _tails.Write(ref writer);
        _rows.Write(ref writer);
        _window.Write(ref writer);
        _profile.Write(ref writer);
        _departure.Write(ref writer);
        _habituation.Write(ref writer);
        _past?.Write(ref writer);
    }

    /// <summary>Reads a state that <see cref="Write"/> wrote; false, and nothing is changed, where it is of another version, of a detector with other windows, or cut short. Beyond that the bytes are taken at their word.</summary>
    public bool TryRead(ReadOnlySpan<byte> from)
    {
        if (from.Length < StateBytes)
            return false;
        var reader = new StateReader(from);
        if (reader.Take<int>() != ((Version << 1) | (_past is null ? 0 : 1)))
            return false;
        _now = reader.Take<Scalars>();
        _tails.Read(ref reader);
        _rows.Read(ref reader);
        _window.Read(ref reader);
        _profile.Read(ref reader);
        _departure.Read(ref reader);
        _habituation.Read(ref reader);
        _past?.Read(ref reader);
        return true;
    }

    private static double LogOf(double value, double scale) =>
        scale > 0 ? Math.CopySign(Math.Log(1 + (Math.Abs(value) / scale)), value) : 0;

    private SeriesVerdict Nothing(long time)
    {
        var usual = _profile.Usual(time);
        var margin = _tails.ResidualOf((int)DetectorFeature.DailyProfile, Threshold);
        return new SeriesVerdict(0, 0, false, AnomalyKind.None, DetectorFeature.None, usual, usual - margin, usual + margin);
    }

    /// <summary>Counts rows that came without a gap.</summary>
    private void Step(long time)
    {
        var step = _now.LastTime == long.MinValue ? 0 : time - _now.LastTime;
        _now.LastTime = time;
        if (_now.UsualStep == 0)
            _now.UsualStep = step;
        if (step > GapSteps * _now.UsualStep)
            _now.Unbroken = 0;
        _now.UsualStep += StepWeight * (Math.Min(step, 2 * _now.UsualStep) - _now.UsualStep);
        _now.Unbroken++;
    }

    private void JudgeShifts(ref Judged judged)
    {
        if (!_rows.IsFull || _now.Unbroken < RecentRows.Short)
            return;
        judged.Judge(DetectorFeature.Shift12, _rows.Shift12);
        judged.JudgeLog(DetectorFeature.LogShift12, _rows.LogShift12);
        if (_now.Unbroken < RecentRows.Long)
            return;
        judged.Judge(DetectorFeature.Shift24, _rows.Shift24);
        judged.Judge(DetectorFeature.Spread24, _rows.Spread24);
    }

    private void JudgeNeighbours(ref Judged judged, float sample)
    {
        _past!.Add(sample);
        if (_now.Unbroken >= PastWindows.Short)
            judged.Judge(DetectorFeature.Neighbour12, _past.ThirdNearest(PastWindows.Short));
        if (_now.Unbroken >= PastWindows.Long)
            judged.Judge(DetectorFeature.Neighbour36, _past.ThirdNearest(PastWindows.Long));
    }

    private SeriesVerdict Verdict(ref Judged judged, float sample, double usual, double median, double threshold)
    {
        var left = _habituation.Remaining(judged.Score);
        _now.SinceRaised++;
        var isRaised = left >= threshold && _now.SinceRaised > Refractory;
        if (left >= threshold && !isRaised)
            left = 0;
        if (isRaised)
            _now.SinceRaised = 0;
        var isMedian = judged.Detector is DetectorFeature.Median151 or DetectorFeature.LogMedian151 || double.IsNaN(usual);
        var expected = isMedian ? median : usual;
        var margin = isMedian ? judged.MedianMargin : judged.ProfileMargin;
        var kind = judged.Score >= threshold ? KindOf(judged.Detector, Math.Abs(sample - expected) > margin) : AnomalyKind.None;
        var score = (float)(1 - Math.Pow(0.5, left / Threshold));
        return new SeriesVerdict((float)judged.Score, score, isRaised, kind, judged.Detector, expected, expected - margin, expected + margin);
    }

    /// <summary>By the course of the samples where they left what is usual, else by the detector itself.</summary>
    private AnomalyKind KindOf(DetectorFeature detector, bool isOut)
    {
        var kind = _departure.Kind();
        // Windows are also unlike the past where their level is, or where this sample is a spike; only where neither is so, the swing is what is meant.
        var isOfWindow = detector is DetectorFeature.Spread24 or DetectorFeature.Neighbour12 or DetectorFeature.Neighbour36;
        if (isOfWindow && (kind == AnomalyKind.None || (kind == AnomalyKind.Spike && !isOut)))
            return AnomalyKind.Outlier;
        if (kind != AnomalyKind.None)
            return kind;
        return detector switch
        {
            DetectorFeature.Median151 or DetectorFeature.LogMedian151 => AnomalyKind.Spike,
            DetectorFeature.Shift12 or DetectorFeature.LogShift12 => AnomalyKind.Drift,
            DetectorFeature.Shift24 => AnomalyKind.Trend,
            _ => AnomalyKind.Seasonal,
        };
    }

    /// <summary>The largest score of a row and whose it is.</summary>
    private ref struct Judged(ResidualTails tails, double floor)
    {
        public double Score { get; private set; }

        public DetectorFeature Detector { get; private set; } = DetectorFeature.None;

        /// <summary>The residuals that would reach the threshold, as they were before this row.</summary>
        public double ProfileMargin { get; } = tails.ResidualOf((int)DetectorFeature.DailyProfile, Threshold);

        public double MedianMargin { get; } = tails.ResidualOf((int)DetectorFeature.Median151, Threshold);

        public void Judge(DetectorFeature feature, double residual) => Judge(feature, residual, floor);

        public void JudgeLog(DetectorFeature feature, double residual) => Judge(feature, residual, LogFloor);

        private void Judge(DetectorFeature feature, double residual, double least)
        {
            if (!double.IsFinite(residual))
                return;
            var score = tails.Score((int)feature, residual, least);
            if (score > Score)
                (Score, Detector) = (score, feature);
        }
    }

    /// <summary>What is kept beside the windows.</summary>
    private struct Scalars
    {
        public long LastTime;
        public double UsualStep, ScaleSum, ScaleRows;
        public int Unbroken, SinceRaised;
    }
}
