namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>Makes the times of one message absolute.</summary>
/// <param name="ExportMs">When the message was sent by the exporter's clock, in milliseconds since 1970.</param>
/// <param name="Uptime">The exporter's uptime then, in milliseconds, round after 49.7 days; null in IPFIX.</param>
/// <param name="SystemInit">When the exporter started, in milliseconds since 1970; 0 where that is not known.</param>
/// <param name="Correction">Milliseconds that the exporter's clock is behind ours, where that is too much to be a delay; otherwise 0.</param>
internal readonly record struct MessageClock(long ExportMs, uint? Uptime, long SystemInit, long Correction)
{
    /// <summary>A clock that is off by more than this is taken for wrong, and what it says for relative.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const long SecondsFrom1900To1970 = 2_208_988_800;
    private const long LatestSeconds = 1L << 40;

    public static MessageClock At(long exportMs, uint? uptime, long systemInit, long now) =>
        new(exportMs, uptime, systemInit, Math.Abs(now - exportMs) > (long)Tolerance.TotalMilliseconds ? now - exportMs : 0);

    /// <summary>A time of a record in milliseconds since 1970; when the message was sent where the record does not tell.</summary>
    public long Absolute(FlowClock clock, ulong value)
    {
        switch (clock)
        {
            case FlowClock.Uptime when Uptime is { } uptime:
                // The difference of two numbers that go round is right as long as it is less than 24.8 days.
                return ExportMs - (int)(uptime - (uint)value) + Correction;
            case FlowClock.Uptime when SystemInit > 0:
                var since = SystemInit + (uint)value;
                return since + ((long)Math.Round((ExportMs - since) / 4294967296.0) << 32) + Correction;
            case FlowClock.Milliseconds when value is > 0 and < LatestSeconds * 1000:
                return (long)value + Correction;
            case FlowClock.Seconds when value is > 0 and < LatestSeconds:
                return ((long)value * 1000) + Correction;
            case FlowClock.Ntp when value >> 32 > 0:
                return ((((long)(value >> 32)) - SecondsFrom1900To1970) * 1000) + (long)(((value & uint.MaxValue) * 1000) >> 32) + Correction;
            case FlowClock.MicrosecondsAgo:
                return ExportMs - (long)Math.Min(value / 1000, uint.MaxValue) + Correction;
            default:
                return ExportMs + Correction;
        }
    }

    /// <summary>Whether uptimes cannot be placed, so that only their differences count.</summary>
    public bool KnowsNoStart => Uptime is null && SystemInit <= 0;
}
