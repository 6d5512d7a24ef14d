using System.Collections.Concurrent;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>
/// What the rules find: each rule's query is asked again and again, and what it returns is a condition that begins to
/// count, holds or ends. What holds long enough is raised in the alarm list, and cleared there when it ends. Readers get
/// immutable lists, worst first and then newest first.
/// </summary>
public sealed class RuleConditions(AlarmList alarms, ManagedObjectNames names, TimeProvider time, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, Labels Labels), (RuleCondition Condition, bool Raised)> _conditions = []; // bound: capacity
    private readonly ConcurrentDictionary<string, RuleEvaluation> _evaluations = new(StringComparer.Ordinal); // bound: rules
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal); // bound: rules
    private volatile RuleCondition[] _raised = [];
    private volatile RuleCondition[] _pending = [];
    private long _refused;

    /// <summary>What is an alarm, worst first, of equal severity the newest first.</summary>
    public IReadOnlyList<RuleCondition> Raised => _raised;

    /// <summary>What has not held long enough to be an alarm, in the same order.</summary>
    public IReadOnlyList<RuleCondition> Pending => _pending;

    /// <summary>Conditions that were not taken because there were too many.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>How a rule's query last went; null before the first time.</summary>
    public RuleEvaluation? EvaluationOf(string rule) => _evaluations.GetValueOrDefault(rule);

    /// <summary>Takes the answer to a rule's query: new elements begin to count, elements that are gone are cleared.</summary>
    public void Apply(AlarmRule rule, IReadOnlyList<VectorSample> holding, TimeSpan took = default)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            // What the rule had raised when the program ended need not hold long again.
            var before = _answered.Add(rule.Name) ? alarms.HeldBy(rule.Door) : null;
            _evaluations[rule.Name] = new RuleEvaluation(now, took, "");
            var held = new HashSet<Labels>(holding.Count); // bound: elements of the answer
            var raised = new List<AlarmNotification>(); // bound: elements of the answer
            var changed = false;
            foreach (var sample in holding)
            {
                held.Add(sample.Labels);
                var key = (rule.Name, sample.Labels);
                var known = _conditions.TryGetValue(key, out var last);
                if (!known && _conditions.Count >= capacity)
                {
                    _refused++;
                    continue;
                }
                var condition = ConditionOf(rule, sample, known ? last.Condition.Since : now, last.Raised ? last.Condition.RaisedAt : now);
                var said = Notification(rule, condition);
                if (before is { Count: > 0 } && before.TryGetValue(names.Identify(said), out var since))
                {
                    (condition, last.Raised) = (condition with { Since = since, RaisedAt = since }, true);
                    said = said with { EventTime = since };
                }
                var next = (condition, last.Raised || now - condition.Since >= rule.For);
                if (next.Item2)
                    raised.Add(said);
                changed |= next != last;
                _conditions[key] = next;
            }
            foreach (var key in _conditions.Keys)
            {
                if (key.Rule == rule.Name && !held.Contains(key.Labels))
                    changed |= _conditions.Remove(key);
            }
            alarms.Hold(rule.Door, raised);
            if (changed)
                (_raised, _pending) = (Sorted(raised: true), Sorted(raised: false));
        }
    }

    /// <summary>Notes that a rule's query could not be answered; its alarms stay as they are.</summary>
    public void Fail(AlarmRule rule, string problem, TimeSpan took) =>
        _evaluations[rule.Name] = new RuleEvaluation(time.GetUtcNow(), took, problem);

    private static RuleCondition ConditionOf(AlarmRule rule, VectorSample sample, DateTimeOffset since, DateTimeOffset raisedAt) => new(
        rule.Name, sample.Labels, LabelTemplate.Fill(rule.ManagedObject, sample.Labels), rule.Severity,
        LabelTemplate.Fill(rule.Text, sample.Labels, rule.Unit.Format(sample.Value).ToString()), sample.Value, since, raisedAt);

    private static AlarmNotification Notification(AlarmRule rule, RuleCondition condition) => new()
    {
        ManagedObject = condition.ManagedObject,
        Type = rule.Type,
        ProbableCause = rule.ProbableCause,
        SpecificProblem = rule.SpecificProblem,
        Severity = rule.Severity,
        Text = condition.Text,
        ProposedRepair = rule.ProposedRepair,
        EventTime = condition.RaisedAt,
        Door = rule.Door,
    };

    private RuleCondition[] Sorted(bool raised) =>
    [
        .. _conditions.Values.Where(c => c.Raised == raised).Select(static c => c.Condition)
            .OrderByDescending(static a => a.Severity).ThenByDescending(static a => a.RaisedAt).ThenBy(static a => a.ManagedObject, StringComparer.Ordinal),
    ];
}
