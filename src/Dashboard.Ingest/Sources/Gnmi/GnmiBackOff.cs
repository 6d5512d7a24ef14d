namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>
/// How long a device is left alone after a failure: a second, then twice as long each time, with some chance in it, so that
/// many devices behind one broken link do not come back at once; after a refused user, the longest at once, since a few
/// more attempts could lock the account.
/// </summary>
internal sealed class GnmiBackOff(int failuresToOpen, TimeSpan longestPause, Random random)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private int _failures;

    /// <summary>Whether the device is taken for unreachable.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Everything was received once; whether the device had been taken for unreachable.</summary>
    public bool Succeeded()
    {
        var wasOpen = IsOpen;
        (_failures, IsOpen) = (0, false);
        return wasOpen;
    }

    /// <summary>A connection failed; whether the device is taken for unreachable from now on.</summary>
    public bool Failed(bool isRefused)
    {
        _failures = isRefused ? Math.Max(_failures + 1, failuresToOpen) : _failures + 1;
        (var wasOpen, IsOpen) = (IsOpen, _failures >= failuresToOpen);
        return IsOpen && !wasOpen;
    }

    /// <summary>From a failure to the next attempt.</summary>
    public TimeSpan Pause(bool isRefused)
    {
        var pause = isRefused ? longestPause : FirstPause * Math.Pow(2, Math.Min(_failures - 1, 20));
        return (pause < longestPause ? pause : longestPause) * (0.8 + (random.NextDouble() * 0.4));
    }
}
