using System.Runtime.CompilerServices;
using Dashboard.Domain.Analytics.Detection;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Watching;

/// <summary>One series under watch: its detector, its own threshold, and the anomaly that is open. Not for concurrent use.</summary>
internal sealed class WatchedSeries(WatchRule rule, Labels labels)
{
    /// <summary>Rows as usual after which an anomaly is over.</summary>
    public const int CalmRows = 6;

    /// <summary>Rows after which what was unusual is how things are now: the windows compare with nothing older.</summary>
    public const int LongestRows = 288;

    /// <summary>Steps without a sample after which an anomaly is over, since nothing more is known of it.</summary>
    private const int MostSilentSteps = 12;

    /// <summary>An anomaly lasts as long as samples are this part of the threshold out.</summary>
    private const double StillOut = 0.7;

    private const double LeastThreshold = 1.5;
    private const double MostThreshold = 6;
    private const double MostStep = 2;

    private static readonly TimeSpan WellKnown = TimeSpan.FromDays(2);

    private readonly SeriesDetector _detector = new(rule.ComparesShapes);
    private PeerPlace _place;
    private long _firstTime = long.MinValue;
    private int _candidateRows, _calmRows, _openRows;

    public string Entity { get; } = LabelTemplate.Fill(rule.Entity, labels);

    public Labels Labels => labels;

    public WatchRule Rule => rule;

    /// <summary>The tail score from which on this series is called unusual, which operators' words move.</summary>
    public double Threshold { get; set; } = rule.Sensitivity.Threshold();

    public long LastTime { get; private set; } = long.MinValue;

    /// <summary>The anomaly that is open; null where all is as usual.</summary>
    public Anomaly? Open { get; private set; }

    public int StateBytes => _detector.StateBytes + 8 + Unsafe.SizeOf<PeerPlace>();

    /// <summary>Takes a sample in.</summary>
    /// <param name="time">Its time, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="value">The value.</param>
    /// <param name="peers">Those it is compared with, whose round has begun; null where there are none.</param>
    /// <param name="changed">The anomaly that begins, goes on worse or ends with it; null where nothing of that is so.</param>
    public WatchedRow Observe(long time, double value, PeerPool? peers, out Anomaly? changed)
    {
        changed = null;
        if (_firstTime == long.MinValue)
            _firstTime = time;
        var verdict = _detector.Observe(time, value, Threshold);
        if (peers is not null)
            verdict = Heard(verdict, peers.Judge(ref _place, value, Threshold));
        LastTime = time;
        var isWorthTelling = rule.IsWorthTelling(value, verdict.Expected);
        if (Open is null)
            changed = Begin(time, value, in verdict, isWorthTelling);
        else
            changed = GoOn(Open, time, value, in verdict);
        var score = Open is { Until: null } ? Anomaly.ScoreOf(verdict.TailScore) : isWorthTelling ? verdict.Score : Math.Min(verdict.Score, 0.49);
        if (Open is { Until: not null })
            Open = null;
        return new WatchedRow(rule, Entity, labels, time, score, verdict.Lower, verdict.Upper);
    }

    /// <summary>Ends an anomaly of which nothing more came.</summary>
    public Anomaly? EndWhereSilent(long now)
    {
        if (Open is not { } open || now - LastTime <= MostSilentSteps * (long)rule.Interval.TotalMilliseconds)
            return null;
        Open = null;
        return open with { Until = LastTime };
    }

    /// <summary>Learns from what an operator said of an anomaly of this series.</summary>
    public void Learn(AnomalyMark mark, double tailScore)
    {
        var standard = rule.Sensitivity.Threshold();
        Threshold = mark switch
        {
            // The like of it is no longer told; one word does not make the series silent for all that is worse.
            AnomalyMark.Normal => Math.Min(Math.Min(Math.Max(Threshold, tailScore + 0.1), Threshold + MostStep), MostThreshold),
            AnomalyMark.Real => Math.Max((Threshold + Math.Min(standard, LeastThreshold)) / 2, LeastThreshold),
            _ => Threshold,
        };
    }

    /// <summary>Goes on with the anomaly that was open when the program ended.</summary>
    public void Resume(Anomaly? open) => Open = open;

    public void NameOpen(long id) => Open = Open is { } open ? open with { Id = id } : null;

    public void Write(Span<byte> to)
    {
        var writer = new StateWriter(to);
        writer.Put(_firstTime);
        writer.Put(_place);
        _detector.Write(to[(StateBytes - _detector.StateBytes)..]);
    }

    public bool TryRead(ReadOnlySpan<byte> from, long lastTime)
    {
        if (from.Length < StateBytes || !_detector.TryRead(from[(StateBytes - _detector.StateBytes)..]))
            return false;
        var reader = new StateReader(from);
        (_firstTime, _place, LastTime) = (reader.Take<long>(), reader.Take<PeerPlace>(), lastTime);
        return true;
    }

    /// <summary>The verdict with the word of the peers, where that counts more. What they say is no peak, and needs none: it stays true while the others stay where they are.</summary>
    private SeriesVerdict Heard(SeriesVerdict own, PeerVote peers)
    {
        if (peers.TailScore < own.TailScore)
            return double.IsFinite(own.Lower) ? own : own with { Expected = peers.Expected, Lower = peers.Lower, Upper = peers.Upper };
        var isOut = peers.TailScore >= Threshold;
        return new SeriesVerdict(
            (float)peers.TailScore, (float)Anomaly.ScoreOf(peers.TailScore), isOut, isOut ? AnomalyKind.Outlier : AnomalyKind.None, DetectorFeature.Peers, peers.Expected, peers.Lower, peers.Upper);
    }

    private Anomaly? Begin(long time, double value, in SeriesVerdict verdict, bool isWorthTelling)
    {
        // What is small at first may grow while the detector keeps its silence.
        _candidateRows = verdict.IsRaised ? SeriesDetector.Refractory : _candidateRows - 1;
        if (_candidateRows < 0 || verdict.TailScore < Threshold || !isWorthTelling)
            return null;
        (_candidateRows, _calmRows, _openRows) = (0, 0, 0);
        Open = At(new Anomaly { Id = 0, Rule = rule.Name, Title = rule.Title, Entity = Entity, Labels = labels, Unit = rule.Unit, Since = time }, time, value, in verdict);
        return Open;
    }

    private Anomaly? GoOn(Anomaly open, long time, double value, in SeriesVerdict verdict)
    {
        // The windows hold a spike for long after it is over.
        var isOut = value < verdict.Lower || value > verdict.Upper || (open.Kind != AnomalyKind.Spike && verdict.TailScore >= StillOut * Threshold);
        _calmRows = isOut ? 0 : _calmRows + 1;
        _openRows++;
        if (_calmRows >= CalmRows || _openRows >= LongestRows)
            return Open = open with { Until = time };
        if (verdict.TailScore <= open.TailScore || !rule.IsWorthTelling(value, verdict.Expected))
            return null;
        return Open = At(open, time, value, in verdict);
    }

    private Anomaly At(Anomaly anomaly, long time, double value, in SeriesVerdict verdict) => anomaly with
    {
        Kind = verdict.Kind == AnomalyKind.None ? anomaly.Kind : verdict.Kind,
        Detector = verdict.Detector,
        TailScore = verdict.TailScore,
        Confidence = Math.Clamp((time - _firstTime) / WellKnown.TotalMilliseconds, 0.1, 1),
        Value = value,
        Expected = verdict.Expected,
        Lower = verdict.Lower,
        Upper = verdict.Upper,
        WorstAt = time,
    };
}
