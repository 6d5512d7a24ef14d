namespace Dashboard.Domain.Analytics.Detection;

/// <summary>
/// Compares series that measure the same of like things, such as the users of cells: each keeps its own distance from the
/// median of all, and one that leaves it while the others do not is unusual. That is known after a few rows, days before a
/// series of quarter hours knows its own past, and what befalls all at once (a holiday, a change of software) is nobody's
/// anomaly.
/// </summary>
/// <remarks>
/// Distances are taken on sign·log1p(|x| / scale), where the scale is a twentieth of the mean size of all: factors count, and
/// a fall to nothing is a long way. How rare a departure is, is
/// judged by those of all peers together (<see cref="ResidualTails"/>); since a round has as many chances as there are
/// peers, log₁₀ of their number is taken off, which makes the score one of rounds and comparable with those of single
/// series. Not for concurrent use.
/// </remarks>
public sealed class PeerPool
{
    /// <summary>The fewest peers that say anything.</summary>
    public const int LeastPeers = 8;

    private const int LeastRows = 8;
    private const double MeanWeight = 0.05;

    /// <summary>What stays away for long becomes its place, ten times as slowly as usual.</summary>
    private const double UnusualWeight = 0.005;

    private const double DeviationWeight = 0.05;

    /// <summary>No series is taken for steadier than half of what the others are on average, which a few rows without a change would make it seem.</summary>
    private const double SteadiestPart = 0.5;

    private const double Floor = 1e-3;
    private const double ScaleWeight = 0.05;
    private const double ScalePart = 0.05;
    private const double OneOfAHundred = 2;

    private readonly ResidualTails _tails = new(features: 1);
    private Pool _pool;
    private readonly List<double> _usual = []; // bound: peers of a round
    private double[] _levels = []; // bound: peers of a round
    private double _unusual;
    private double _median;
    private int _peers;

    /// <summary>The bytes that <see cref="Write"/> takes.</summary>
    public int StateBytes => _tails.Bytes + (4 * sizeof(double));

    /// <summary>Begins a round: what all peers measured at one time. It ends when the next begins, or with <see cref="End"/>.</summary>
    public void Begin(ReadOnlySpan<double> values)
    {
        End();
        _peers = 0;
        var size = 0.0;
        if (_levels.Length < values.Length)
            _levels = new double[values.Length];
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            size += Math.Abs(value);
            _levels[_peers++] = value;
        }
        if (_peers < LeastPeers)
            return;
        size *= ScalePart / _peers;
        _pool.Scale = _pool.Rounds == 0 ? size : _pool.Scale + (ScaleWeight * (size - _pool.Scale));
        _pool.Rounds++;
        var levels = _levels.AsSpan(0, _peers);
        foreach (ref var level in levels)
            level = LevelOf(level);
        levels.Sort();
        _median = (levels[(_peers - 1) / 2] + levels[_peers / 2]) / 2;
    }

    /// <summary>Judges one of the peers of the round, and takes its place in.</summary>
    /// <param name="place">Where the series usually lies.</param>
    /// <param name="value">What it measured.</param>
    /// <param name="threshold">The tail score that the range is made for.</param>
    public PeerVote Judge(ref PeerPlace place, double value, double threshold)
    {
        if (_peers < LeastPeers || !double.IsFinite(value))
            return PeerVote.None;
        var distance = LevelOf(value) - _median;
        var away = Math.Abs(distance - place.Mean);
        if (place.Rows < LeastRows)
        {
            place.Rows++;
            place.Deviation += (float)((away - place.Deviation) / place.Rows);
            place.Mean += (float)((distance - place.Mean) / place.Rows);
            return PeerVote.None;
        }
        var steadiness = Math.Max(Math.Max(place.Deviation, SteadiestPart * _pool.Deviation), Floor);
        var chances = Math.Log10(_peers);
        var score = Math.Max(0, _tails.ScoreOf(0, away / steadiness, 0) - chances);
        var margin = _tails.ResidualOf(0, threshold + chances) * steadiness;
        var vote = new PeerVote(score, ValueOf(_median + place.Mean), ValueOf(_median + place.Mean - margin), ValueOf(_median + place.Mean + margin));
        var isUnusual = score >= threshold;
        place.Mean += (float)((isUnusual ? UnusualWeight : MeanWeight) * (distance - place.Mean));
        if (isUnusual)
        {
            _unusual = _tails.ResidualOf(0, OneOfAHundred);
            return vote;
        }
        _usual.Add(away / steadiness);
        place.Deviation += (float)(DeviationWeight * (away - place.Deviation));
        if (_pool.Judged++ == 0)
            _pool.Deviation = away;
        _pool.Deviation += DeviationWeight / _peers * (away - _pool.Deviation);
        return vote;
    }

    /// <summary>
    /// Ends a round: only now the pool learns what it has seen, so that peers that something befalls together do not hide
    /// one another. Of what was unusual it takes in one, as if it were one of a hundred: an outage of many would hide what follows it for hours.
    /// </summary>
    public void End()
    {
        if (_unusual > 0)
            _usual.Add(_unusual);
        _unusual = 0;
        foreach (var residual in _usual)
        {
            _tails.Take(0, residual, 0);
            _tails.Step();
        }
        _usual.Clear();
    }

    /// <summary>Writes the state, but for the places.</summary>
    public void Write(Span<byte> to)
    {
        End();
        var writer = new StateWriter(to);
        _tails.Write(ref writer);
        writer.Put(_pool);
    }

    /// <summary>Reads a state that <see cref="Write"/> wrote; false, and nothing is changed, where it is cut short.</summary>
    public bool TryRead(ReadOnlySpan<byte> from)
    {
        if (from.Length < StateBytes)
            return false;
        var reader = new StateReader(from);
        _tails.Read(ref reader);
        _pool = reader.Take<Pool>();
        return true;
    }

    private double LevelOf(double value) => _pool.Scale > 0 ? Math.CopySign(Math.Log(1 + (Math.Abs(value) / _pool.Scale)), value) : 0;

    private double ValueOf(double level) => Math.CopySign((Math.Exp(Math.Abs(level)) - 1) * _pool.Scale, level);

    /// <summary>The mean size of a value, the mean departure, and of how many they are.</summary>
    private struct Pool
    {
        public double Scale, Deviation;
        public long Rounds, Judged;
    }
}
