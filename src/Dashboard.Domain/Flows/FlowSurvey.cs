using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>
/// An answer from single flows, in memory that does not grow with them. They are seen twice: first to find what had most,
/// then to count just that, so that the octets of each entry are exact. What is overwritten between the two is of others.
/// </summary>
internal sealed class FlowSurvey
{
    /// <summary>Places of each table of the first look, of which three quarters are used.</summary>
    public const int Slots = 8192;

    private const int MinuteMs = 60_000;

    private readonly FlowDimensions _dimensions;
    private readonly FlowQuestion _question;
    private readonly bool _ranks;
    private readonly long _first;
    private readonly HeavyHitters<FlowKey>? _found;
    private readonly Dictionary<FlowKey, int> _rows = []; // bound: Slots
    private readonly List<(FlowRank Rank, FlowVolume Volume, FlowVolume[]? Minutes)> _entries = []; // bound: FlowQuestion.Entries
    private readonly FlowVolume[] _total;
    private readonly List<HeldFlow> _newest = []; // bound: FlowQuestion.Newest
    private readonly FlowSankeyCount _sankey;
    private ulong _missing;

    /// <param name="dimensions">What flows count under.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="first">The first minute since 1970.</param>
    /// <param name="last">The last minute.</param>
    /// <param name="ranks">Whether the ranking and its courses are asked of single flows too.</param>
    public FlowSurvey(FlowDimensions dimensions, FlowQuestion question, long first, long last, bool ranks)
    {
        (_dimensions, _question, _first, _ranks) = (dimensions, question, first, ranks);
        _total = new FlowVolume[last - first + 1];
        _found = ranks ? new HeavyHitters<FlowKey>(Slots) : null;
        _sankey = new FlowSankeyCount(dimensions, question.Ends, question.Filter?.Interface, question.Nodes);
    }

    /// <summary>The single flows that were listed, newest first.</summary>
    public IReadOnlyList<HeldFlow> Newest => _newest;

    /// <summary>The first look.</summary>
    public void Find(List<HeldFlow> flows)
    {
        foreach (var flow in flows)
        {
            var record = flow.Record;
            if (_newest.Count < _question.Newest)
                _newest.Add(flow);
            _sankey.Find(in record);
            _total[MinuteOf(in record)] += new FlowVolume(record.Octets, record.Packets, 1);
            if (_found is not null && _dimensions.TryKey(_question.Dimension, in record, out var key))
                _found.Add(in key, key.Hash, record.Octets, record.Packets);
        }
    }

    /// <summary>Settles what is counted.</summary>
    public void Choose()
    {
        _sankey.Choose();
        if (_found is null)
            return;
        // Several applications may have one name, and are one entry then.
        var mayShareNames = _question.Dimension == FlowDimension.Application;
        var names = new Dictionary<string, int>(StringComparer.Ordinal); // bound: Slots
        foreach (var entry in _found.Top(mayShareNames ? int.MaxValue : _question.Entries, out _missing))
        {
            var rank = _dimensions.Name(_question.Dimension, entry.Key);
            if (!mayShareNames || !names.TryGetValue(rank.Name, out var row))
            {
                row = _entries.Count;
                if (mayShareNames)
                    names[rank.Name] = row;
                _entries.Add((rank, default, row < _question.Entries ? new FlowVolume[_total.Length] : null));
            }
            _rows[entry.Key] = row;
        }
    }

    /// <summary>The second look.</summary>
    public void Count(List<HeldFlow> flows)
    {
        foreach (var flow in flows)
        {
            var record = flow.Record;
            _sankey.Count(in record);
            if (!_ranks || !_dimensions.TryKey(_question.Dimension, in record, out var key) || !_rows.TryGetValue(key, out var row))
                continue;
            var volume = new FlowVolume(record.Octets, record.Packets, 1);
            var (rank, sum, minutes) = _entries[row];
            _entries[row] = (rank, sum + volume, minutes);
            if (minutes is not null)
                minutes[MinuteOf(in record)] += volume;
        }
    }

    public FlowSankey Sankey() => _sankey.Read();

    public (FlowRanking Ranking, FlowCourses Courses) Read()
    {
        var total = _total.Aggregate(default(FlowVolume), FlowVolume.Add);
        var sorted = _entries.OrderByDescending(static e => e.Volume.Octets).ToList();
        var listed = sorted.Take(_question.Entries).Select(static e => e.Rank with { Octets = e.Volume.Octets, Packets = e.Volume.Packets, Flows = e.Volume.Flows }).ToList();
        var missing = Math.Max(_missing, sorted.Count > _question.Entries ? sorted[_question.Entries].Volume.Octets : 0);
        var courses = sorted.Take(_question.Courses).Where(static e => e.Minutes is not null).Select(static e => new FlowCourse(e.Rank.Name, e.Minutes!)).ToList();
        return (new FlowRanking(listed, total.Octets, total.Packets, total.Flows, missing), new FlowCourses(_first * MinuteMs, _total, courses));
    }

    // What a fast clock puts into the future counts now, as it does in rankings.
    private int MinuteOf(ref readonly FlowRecord record) => (int)Math.Clamp((record.End / MinuteMs) - _first, 0, _total.Length - 1);
}
