using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>
/// What is wrong now: each rule's query is asked again and again, and what it returns is raised, kept or cleared.
/// Readers get an immutable list, worst first and then newest first.
/// </summary>
public sealed class AlarmList(TimeProvider time, int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Rule, Labels Labels), (DateTimeOffset Since, Alarm? Raised)> _conditions = []; // bound: capacity
    private volatile Alarm[] _active = [];
    private long _refused;

    /// <summary>The active alarms, worst first, of equal severity the newest first.</summary>
    public IReadOnlyList<Alarm> Active => _active;

    /// <summary>Conditions that were not taken because the list was full.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes the answer to a rule's query: new elements begin to count, elements that are gone are cleared.</summary>
    public void Apply(AlarmRule rule, IReadOnlyList<VectorSample> holding)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var held = new HashSet<Labels>(holding.Count);
            var changed = false;
            foreach (var sample in holding)
            {
                held.Add(sample.Labels);
                var key = (rule.Name, sample.Labels);
                if (!_conditions.TryGetValue(key, out var condition))
                {
                    if (_conditions.Count >= capacity)
                    {
                        _refused++;
                        continue;
                    }
                    condition = (now, null);
                }
                if (now - condition.Since >= rule.For)
                {
                    var alarm = new Alarm(
                        rule.Name, LabelTemplate.Fill(rule.ManagedObject, sample.Labels), rule.Severity,
                        LabelTemplate.Fill(rule.Text, sample.Labels, rule.Unit.Format(sample.Value).ToString()),
                        condition.Raised?.RaisedAt ?? now);
                    changed |= alarm != condition.Raised;
                    condition.Raised = alarm;
                }
                _conditions[key] = condition;
            }
            foreach (var (key, condition) in _conditions)
            {
                if (key.Rule == rule.Name && !held.Contains(key.Labels))
                {
                    _conditions.Remove(key);
                    changed |= condition.Raised is not null;
                }
            }
            if (changed)
            {
                _active = [.. _conditions.Values.Select(c => c.Raised).OfType<Alarm>()
                    .OrderByDescending(a => a.Severity).ThenByDescending(a => a.RaisedAt).ThenBy(a => a.ManagedObject, StringComparer.Ordinal)];
            }
        }
    }
}
