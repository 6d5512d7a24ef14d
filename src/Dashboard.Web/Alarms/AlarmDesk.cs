using Dashboard.Domain.Alarms;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Alarms;

/// <summary>What operators do to alarms, from pages and through the API, with its line in the audit trail.</summary>
public sealed class AlarmDesk(AlarmList alarms, AuditTrail audit)
{
    /// <summary>Alarms that one act takes at most.</summary>
    public const int Most = 1000;

    private const int Named = 5;

    /// <summary>Does something to alarms.</summary>
    /// <param name="act">What.</param>
    /// <param name="ids">To which; <see cref="Most"/> at most.</param>
    /// <param name="actor">Who.</param>
    /// <param name="comment">What to say with it; only a comment has to.</param>
    public AlarmActResult Do(AlarmAct act, IReadOnlyCollection<long> ids, Actor actor, string comment)
    {
        if (ids.Count > Most)
            return new AlarmActResult([], [$"That is {ids.Count:N0} alarms; {Most:N0} may be taken at once."]);
        var (result, did) = act switch
        {
            AlarmAct.Acknowledge => (alarms.Acknowledge(ids, actor.Name, comment), "acknowledged"),
            AlarmAct.Unacknowledge => (alarms.Unacknowledge(ids, actor.Name, comment), "unacknowledged"),
            AlarmAct.Clear => (alarms.Clear(ids, actor.Name, comment), "cleared"),
            _ => (alarms.Comment(ids, actor.Name, comment), "commented on"),
        };
        if (result.Done.Count > 0)
            audit.Add(actor, $"{did} {(result.Done.Count == 1 ? "alarm" : "alarms")}", Subject(result.Done));
        return result;
    }

    private static string Subject(IReadOnlyList<Alarm> done) =>
        string.Join(", ", done.Take(Named).Select(static a => $"{a.Id} {a.ManagedObject}")) + (done.Count > Named ? $" and {done.Count - Named:N0} more" : "");
}

/// <summary>What an operator can do to an alarm.</summary>
public enum AlarmAct
{
    Acknowledge,
    Unacknowledge,
    Comment,
    Clear,
}
