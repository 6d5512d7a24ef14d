using System.Collections.Concurrent;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>
/// What is wrong now: each rule's query is asked again and again, and what it returns is raised, kept or cleared.
/// Readers get immutable lists, worst first and then newest first.
/// </summary>
public sealed class AlarmList(TimeProvider time, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, Labels Labels), (Alarm Alarm, bool Raised)> _conditions = []; // bound: capacity
    private readonly ConcurrentDictionary<string, RuleEvaluation> _evaluations = new(StringComparer.Ordinal); // bound: rules
    private volatile Alarm[] _active = [];
    private volatile Alarm[] _pending = [];
    private long _refused;

    /// <summary>The active alarms, worst first, of equal severity the newest first.</summary>
    public IReadOnlyList<Alarm> Active => _active;

    /// <summary>What has not held long enough to be an alarm, in the same order.</summary>
    public IReadOnlyList<Alarm> Pending => _pending;

    /// <summary>Conditions that were not taken because the list was full.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How a rule's query last went; null before the first time.</summary>
    public RuleEvaluation? EvaluationOf(string rule) => _evaluations.GetValueOrDefault(rule);

    /// <summary>Takes the answer to a rule's query: new elements begin to count, elements that are gone are cleared.</summary>
    public void Apply(AlarmRule rule, IReadOnlyList<VectorSample> holding, TimeSpan took = default)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            _evaluations[rule.Name] = new RuleEvaluation(now, took, "");
            var held = new HashSet<Labels>(holding.Count);
            var changed = false;
            foreach (var sample in holding)
            {
                held.Add(sample.Labels);
                var key = (rule.Name, sample.Labels);
                var known = _conditions.TryGetValue(key, out var before);
                if (!known && _conditions.Count >= capacity)
                {
                    _refused++;
                    continue;
                }
                var since = known ? before.Alarm.Since : now;
                var alarm = new Alarm(
                    rule.Name, sample.Labels, LabelTemplate.Fill(rule.ManagedObject, sample.Labels), rule.Severity,
                    LabelTemplate.Fill(rule.Text, sample.Labels, rule.Unit.Format(sample.Value).ToString()),
                    sample.Value, since, before.Raised ? before.Alarm.RaisedAt : now);
                var condition = (alarm, before.Raised || now - since >= rule.For);
                changed |= condition != before;
                _conditions[key] = condition;
            }
            foreach (var key in _conditions.Keys)
            {
                if (key.Rule == rule.Name && !held.Contains(key.Labels))
                    changed |= _conditions.Remove(key);
            }
            if (changed)
                (_active, _pending) = (Sorted(raised: true), Sorted(raised: false));
        }
    }

    /// <summary>Notes that a rule's query could not be answered; its alarms stay as they are.</summary>
    public void Fail(AlarmRule rule, string problem, TimeSpan took) =>
        _evaluations[rule.Name] = new RuleEvaluation(time.GetUtcNow(), took, problem);

    private Alarm[] Sorted(bool raised) =>
    [
        .. _conditions.Values.Where(c => c.Raised == raised).Select(static c => c.Alarm)
            .OrderByDescending(static a => a.Severity).ThenByDescending(static a => a.RaisedAt).ThenBy(static a => a.ManagedObject, StringComparer.Ordinal),
    ];
}
