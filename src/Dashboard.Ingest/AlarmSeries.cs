using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest;

/// <summary>What the alarm list says of itself: <c>alarms_active</c>, <c>alarms_unacknowledged</c> and <c>alarm_notifications_total</c>.</summary>
public static class AlarmSeries
{
    /// <summary>Shows the list's figures from now on.</summary>
    public static void Show(IngestMetrics metrics, AlarmList alarms, RuleConditions rules)
    {
        metrics.ObserveEach("alarms_active", "Open alarms, by perceived severity; cleared are those that wait for an acknowledgement.", "severity", () =>
            Enum.GetValues<PerceivedSeverity>().Select(s => (s.ToString().ToLowerInvariant(), (double)alarms.Current.Count(s))));
        metrics.Observe("alarms_unacknowledged", "Open alarms that nobody has acknowledged.", () => alarms.Current.Unacknowledged);
        metrics.ObserveTotals("alarm_notifications", "What doors said of alarms, by what became of it: raised, repeated, changed, cleared, orphan-clear (nothing to clear), late, refused (list full).", ("door", "outcome"), () =>
            alarms.Outcomes.Select(static o => (o.Door, Outcome(o.Outcome), o.Count)));
        metrics.ObserveTotal("alarm_changes_unkept", "Changes of alarms that could not be written to the state database in time.", () => alarms.Unkept);
        metrics.ObserveTotal("alarm_conditions_refused", "Conditions that rules found and that were too many to be watched.", () => rules.Refused);
    }

    private static string Outcome(AlarmOutcome outcome) => outcome == AlarmOutcome.OrphanClear ? "orphan-clear" : outcome.ToString().ToLowerInvariant();
}
