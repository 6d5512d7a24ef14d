namespace Dashboard.Domain.Alarms;

/// <summary>Keeps alarms over restarts.</summary>
public interface IAlarmJournal
{
    /// <summary>Writes alarms as they are now, all or none. What has left the active list carries <see cref="Alarm.LeftAt"/>.</summary>
    /// <returns>Whether they are kept; where not, they are brought again with the next.</returns>
    bool TryWrite(IReadOnlyCollection<Alarm> changed);
}
