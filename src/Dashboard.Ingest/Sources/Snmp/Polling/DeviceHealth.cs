namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// When a device is polled next: at its interval while it answers; after several polls in a row have failed, twice as
/// late each time and with some chance in it, so that many devices behind one broken link do not come back at once. The
/// first poll after that asks once only.
/// </summary>
internal sealed class DeviceHealth(TimeSpan interval, int failuresToOpen, TimeSpan longestPause, Random random)
{
    private int _failures;

    /// <summary>Whether the device is taken for unreachable.</summary>
    public bool IsOpen => _failures >= failuresToOpen;

    /// <summary>A poll succeeded; whether the device had been taken for unreachable.</summary>
    public bool Succeeded()
    {
        var wasOpen = IsOpen;
        _failures = 0;
        return wasOpen;
    }

    /// <summary>A poll failed; whether the device is taken for unreachable from now on.</summary>
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
