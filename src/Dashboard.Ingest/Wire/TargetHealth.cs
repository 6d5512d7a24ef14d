namespace Dashboard.Ingest.Wire;

/// <summary>
/// When a polled device or target is asked next: at its interval while it answers; after several polls in a row have
/// failed, twice as late each time and with some chance in it, so that many behind one broken link do not come back at
/// once.
/// </summary>
internal sealed class TargetHealth(TimeSpan interval, int failuresToOpen, TimeSpan longestPause, Random random)
{
    private int _failures;

    /// <summary>Whether it is taken for unreachable.</summary>
    public bool IsOpen => _failures >= failuresToOpen;

    /// <summary>Multiples of the golden ratio lie as far from each other as can be, however many there are: which part of its interval the poll of that place is put off by, 0 to 1.</summary>
    public static double Spread(int place) => place * 0.6180339887498949 % 1;

    /// <summary>A poll succeeded; whether it had been taken for unreachable.</summary>
    public bool Succeeded()
    {
        var wasOpen = IsOpen;
        _failures = 0;
        return wasOpen;
    }

    /// <summary>A poll failed; whether it is taken for unreachable from now on.</summary>
    public bool Failed() => ++_failures == failuresToOpen;

    /// <summary>From the time a poll was due to the time of the next, in milliseconds.</summary>
    public long Pause()
    {
        var pause = interval.TotalMilliseconds;
        if (!IsOpen)
            return (long)pause;
        pause *= Math.Pow(2, Math.Min(_failures - failuresToOpen, 20));
        pause = Math.Min(pause, Math.Max(longestPause.TotalMilliseconds, interval.TotalMilliseconds));
        return (long)(pause * (0.8 + (random.NextDouble() * 0.4)));
    }
}
