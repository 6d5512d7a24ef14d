namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>Tells a restart of a device from sysUpTime coming round to zero after 497 days (RFC 3418: TimeTicks of 32 bits).</summary>
internal sealed class UpTime
{
    private const double Range = 4_294_967_296;
    private const double Tolerance = 6_000;

    private double? _ticks;
    private long _at;

    /// <summary>Takes sysUpTime; true where the device has restarted since the last time.</summary>
    /// <param name="ticks">Hundredths of a second.</param>
    /// <param name="now">The time in milliseconds.</param>
    public bool HasRestarted(double ticks, long now)
    {
        var elapsed = (now - _at) / 10.0;
        var expected = _ticks + elapsed;
        var restarted = expected is { } e && ticks < _ticks && !(e >= Range && Math.Abs(e - Range - ticks) < Tolerance + (elapsed / 10));
        (_ticks, _at) = (ticks, now);
        return restarted;
    }
}
