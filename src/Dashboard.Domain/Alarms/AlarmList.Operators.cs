namespace Dashboard.Domain.Alarms;

// What operators do. Everything takes several alarms at once, as one change.
public sealed partial class AlarmList
{
    /// <summary>Characters of a comment at most.</summary>
    public const int MaxComment = 1000;

    /// <summary>Takes note of alarms. What is cleared leaves the list with it.</summary>
    /// <param name="ids">The alarms.</param>
    /// <param name="user">Who.</param>
    /// <param name="comment">What to say with it; may be empty.</param>
    public AlarmActResult Acknowledge(IReadOnlyCollection<long> ids, string user, string comment = "") => Act(ids, comment, (alarm, now) =>
    {
        if (!alarm.IsUnacknowledged)
            return (alarm, comment.Length > 0 ? null : $"Alarm {alarm.Id} is acknowledged already, by {alarm.Acknowledged!.User}.");
        return ((alarm with { Acknowledged = new(now, user) }).Add(new(now, AlarmStepKind.Acknowledged, user, alarm.Severity, "")), null);
    }, user);

    /// <summary>Takes the acknowledgement of alarms back.</summary>
    /// <param name="ids">The alarms.</param>
    /// <param name="user">Who.</param>
    /// <param name="comment">What to say with it; may be empty.</param>
    public AlarmActResult Unacknowledge(IReadOnlyCollection<long> ids, string user, string comment = "") => Act(ids, comment, (alarm, now) =>
        alarm.IsUnacknowledged
            ? (alarm, $"Alarm {alarm.Id} is not acknowledged.")
            : ((alarm with { Acknowledged = null }).Add(new(now, AlarmStepKind.Unacknowledged, user, alarm.Severity, "")), null), user);

    /// <summary>Says something of alarms.</summary>
    /// <param name="ids">The alarms.</param>
    /// <param name="user">Who.</param>
    /// <param name="comment">What; not empty.</param>
    public AlarmActResult Comment(IReadOnlyCollection<long> ids, string user, string comment) => Act(ids, comment, (alarm, _) =>
        (alarm, string.IsNullOrWhiteSpace(comment) ? "A comment has to say something." : null), user);

    /// <summary>Clears alarms whose clear was lost. What a rule still finds stays, for it would be raised again at once.</summary>
    /// <param name="ids">The alarms.</param>
    /// <param name="user">Who.</param>
    /// <param name="comment">What to say with it; may be empty.</param>
    public AlarmActResult Clear(IReadOnlyCollection<long> ids, string user, string comment = "") => Act(ids, comment, (alarm, now) =>
    {
        if (!alarm.IsOpen)
            return (alarm, $"Alarm {alarm.Id} is cleared already.");
        if (alarm.Doors.FirstOrDefault(d => d.ClearedAt is null && _standing.ContainsKey(d.Name)) is { } standing)
            return (alarm, $"Alarm {alarm.Id} is still found by {standing.Name}; it clears by itself when that ends.");
        var released = alarm with { Doors = [.. alarm.Doors.Select(d => d.ClearedAt is null ? d with { ClearedAt = now, ToldAt = now } : d)] };
        TurnsOf(alarm.Identity).ClearedAt = now;
        return (AlarmChanges.Cleared(released, now, AlarmStepKind.ClearedByHand, user, ""), null);
    }, user);

    private AlarmActResult Act(IReadOnlyCollection<long> ids, string comment, Func<Alarm, DateTimeOffset, (Alarm After, string? Refusal)> act, string user)
    {
        comment = comment.Trim();
        if (comment.Length > MaxComment)
            return new AlarmActResult([], [$"A comment has {MaxComment:N0} characters at most; this one has {comment.Length:N0}."]);
        List<Alarm> done = []; // bound: ids
        List<string> refusals = []; // bound: ids
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var id in ids.Distinct())
            {
                if (!_book.TryFind(id, out var alarm))
                {
                    refusals.Add($"There is no alarm {id} in the active list.");
                    continue;
                }
                var (after, refusal) = act(alarm, now);
                if (refusal is null && comment.Length > 0)
                {
                    if (alarm.Comments.Count() < Alarm.MaxComments)
                        after = after.Add(new(now, AlarmStepKind.Commented, user, after.Severity, comment));
                    else
                        refusal = $"Alarm {id} has {Alarm.MaxComments} comments already, which is as many as it takes.";
                }
                if (refusal is not null)
                {
                    refusals.Add(refusal);
                    continue;
                }
                if (!after.IsOpen && !after.IsUnacknowledged)
                    Leave(after, now);
                else
                    Keep(after);
                done.Add(after);
            }
            Commit();
        }
        return new AlarmActResult(done, refusals);
    }
}
