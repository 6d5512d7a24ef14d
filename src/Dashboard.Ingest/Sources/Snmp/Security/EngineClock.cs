namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>
/// What is known of the clock of another engine, and whether a message of that engine is timely
/// (RFC 3414 sections 2.3 and 3.2 step 7b). Used by one thread at a time.
/// </summary>
public sealed class EngineClock(TimeProvider time)
{
    /// <summary>Seconds that a message may be late.</summary>
    public const int Window = 150;

    private long _noted;
    private int _boots;
    private int _time;
    private int _latest;

    /// <summary>Whether an authenticated message told what is known.</summary>
    public bool IsSynchronised { get; private set; }

    /// <summary>How often the engine has started.</summary>
    public int Boots => _boots;

    /// <summary>Seconds since it started last, as it would say now.</summary>
    public int Time => (int)Math.Min(_time + (long)time.GetElapsedTime(_noted).TotalSeconds, int.MaxValue);

    /// <summary>Takes what a message says that nobody signed: good enough to be corrected by an answer, not to judge by.</summary>
    public void Guess(int boots, int engineTime)
    {
        if (!IsSynchronised)
            (_boots, _time, _noted) = (boots, engineTime, time.GetTimestamp());
    }

    /// <summary>Takes what an authenticated message says, and tells whether the message is timely.</summary>
    public bool Accept(int boots, int engineTime)
    {
        if (!IsSynchronised || boots > _boots || (boots == _boots && engineTime > _latest))
        {
            (_boots, _time, _latest, _noted) = (boots, engineTime, engineTime, time.GetTimestamp());
            IsSynchronised = true;
        }
        return boots != int.MaxValue && boots == _boots && engineTime >= Time - Window;
    }

    /// <summary>Forgets the engine: another one answers now.</summary>
    public void Reset() => (IsSynchronised, _boots, _time, _latest) = (false, 0, 0, 0);
}
