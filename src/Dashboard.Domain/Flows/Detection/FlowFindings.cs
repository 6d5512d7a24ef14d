using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>The findings that are not over, and what became of them since that was asked last. Used by one thread at a time.</summary>
internal sealed class FlowFindings
{
    /// <summary>Findings that are held at most; further ones are counted.</summary>
    public const int Most = 1000;

    /// <summary>Steps that wait to be taken at most; further ones are counted.</summary>
    private const int MostSteps = 4 * Most;

    private const double Growth = 4;

    private readonly Dictionary<ulong, Held> _held = []; // bound: Most
    private readonly Queue<(FlowFindingStep, FlowFinding)> _steps = new(); // bound: MostSteps
    private readonly long[] _raised = new long[Enum.GetValues<FlowFindingKind>().Length];
    private readonly List<ulong> _over = []; // bound: Most
    private long _lastId;

    /// <summary>Findings and steps since the start that nobody was told of, because there were too many.</summary>
    public long Untold { get; private set; }

    /// <summary>The findings that are not over.</summary>
    public IEnumerable<FlowFinding> Active => _held.Values.Select(static h => h.Finding);

    /// <summary>Findings of a kind since the start.</summary>
    public long RaisedOf(FlowFindingKind kind) => _raised[(int)kind];

    /// <summary>The finding of a key; null where there is none.</summary>
    public FlowFinding? Find(ulong key) => _held.TryGetValue(key, out var held) ? held.Finding : null;

    /// <summary>Notes that a finding goes on.</summary>
    /// <param name="key">What makes it the same finding.</param>
    /// <param name="seen">When, by the flow, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="now">When, by the clock.</param>
    public void Touch(ulong key, long seen, long now)
    {
        if (_held.TryGetValue(key, out var held))
            (held.LastSeen, held.TouchedAt) = (Math.Max(held.LastSeen, seen), now);
    }

    /// <summary>Notes a finding as it is now: a new one, or in place of what it was before.</summary>
    /// <param name="key">What makes it the same finding.</param>
    /// <param name="finding">As it is now; its number is given here.</param>
    /// <param name="now">When that is, by the clock.</param>
    /// <param name="quietMs">After how long without being seen it is over.</param>
    public void Note(ulong key, FlowFinding finding, long now, long quietMs)
    {
        if (!_held.TryGetValue(key, out var held))
        {
            if (_held.Count >= Most)
            {
                Untold++;
                return;
            }
            finding = finding with { Id = ++_lastId };
            _held[key] = new Held { Finding = finding, Told = finding.Amount, LastSeen = finding.LastSeen, TouchedAt = now, QuietMs = quietMs };
            _raised[(int)finding.Kind]++;
            Tell(FlowFindingStep.Raised, finding);
            return;
        }
        held.Finding = finding with { Id = held.Finding.Id, FirstSeen = Math.Min(held.Finding.FirstSeen, finding.FirstSeen), Severity = (PerceivedSeverity)Math.Max((int)finding.Severity, (int)held.Finding.Severity) };
        (held.LastSeen, held.TouchedAt, held.QuietMs) = (Math.Max(held.LastSeen, finding.LastSeen), now, Math.Max(held.QuietMs, quietMs));
        if (finding.Amount < held.Told * Growth)
            return;
        held.Told = finding.Amount;
        Tell(FlowFindingStep.Grown, held.Finding);
    }

    /// <summary>Ends what has been quiet for long enough.</summary>
    public void Tick(long now)
    {
        _over.Clear();
        foreach (var (key, held) in _held)
        {
            if (held.LastSeen > held.Finding.LastSeen)
                held.Finding = held.Finding with { LastSeen = held.LastSeen };
            if (now - held.TouchedAt >= held.QuietMs)
                _over.Add(key);
        }
        foreach (var key in _over)
        {
            if (_held.Remove(key, out var held))
                Tell(FlowFindingStep.Ended, held.Finding);
        }
    }

    /// <summary>Takes the steps that nobody has taken yet, oldest first.</summary>
    public void Take(List<(FlowFindingStep Step, FlowFinding Finding)> into)
    {
        while (_steps.TryDequeue(out var step))
            into.Add(step);
    }

    private void Tell(FlowFindingStep step, FlowFinding finding)
    {
        if (_steps.Count >= MostSteps)
            Untold++;
        else
            _steps.Enqueue((step, finding));
    }

    private sealed class Held
    {
        public required FlowFinding Finding { get; set; }

        /// <summary>Its amount when it was told last.</summary>
        public double Told { get; set; }

        public long LastSeen { get; set; }

        public long TouchedAt { get; set; }

        public long QuietMs { get; set; }
    }
}
