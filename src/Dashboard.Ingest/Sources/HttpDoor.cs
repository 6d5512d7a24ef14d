namespace Dashboard.Ingest.Sources;

/// <summary>What a source runs that the web server hands requests: nothing, as long as it is switched on.</summary>
internal static class HttpDoor
{
    /// <summary>Waits until it is cancelled; where the source is switched off, says so and returns.</summary>
    /// <param name="meter">The source's.</param>
    /// <param name="isEnabled">Whether it is switched on.</param>
    /// <param name="section">The section of settings whose <c>Enabled</c> says so.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task Run(SourceMeter meter, bool isEnabled, string section, TimeProvider time, CancellationToken cancellationToken)
    {
        if (isEnabled)
            return Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        meter.SetInactive($"switched off by {section}:Enabled");
        return Task.CompletedTask;
    }
}
