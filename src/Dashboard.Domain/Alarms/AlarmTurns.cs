namespace Dashboard.Domain.Alarms;

/// <summary>When an alarm was last cleared and raised again: how toggling is recognised, and what comes late.</summary>
internal sealed class AlarmTurns(int count)
{
    private readonly DateTimeOffset[] _raises = new DateTimeOffset[count];
    private long _taken;

    public DateTimeOffset ClearedAt { get; set; }

    /// <summary>When it was raised again last; the beginning of time where it was not.</summary>
    public DateTimeOffset RaisedAt => _taken == 0 ? DateTimeOffset.MinValue : _raises[(_taken - 1) % _raises.Length];

    /// <summary>Notes that it was raised again, and says whether that is as often within the window as makes it toggle.</summary>
    public bool Raise(DateTimeOffset at, TimeSpan window)
    {
        _raises[_taken++ % _raises.Length] = at;
        return _taken >= _raises.Length && at - _raises[_taken % _raises.Length] <= window;
    }
}
