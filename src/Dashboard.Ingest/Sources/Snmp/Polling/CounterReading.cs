using System.Runtime.InteropServices;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// Carries a counter of 32 bits on over its wraps, so that what rises goes on rising. A counter that falls has wrapped only
/// where the device has not restarted and says of no discontinuity (RFC 2863 section 3.1.5), and where it would have
/// risen by less than half its range: those that somebody set to zero fall as well. One of 64 bits does not wrap.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct CounterReading
{
    private const ulong Range32 = 1UL << 32;

    private ulong _last;
    private ulong _wrapped;

    /// <summary>Takes the next value; returns the total to show.</summary>
    /// <param name="raw">The value as the device says it.</param>
    /// <param name="isNarrow">Whether it has 32 bits.</param>
    /// <param name="beganAnew">Whether the device restarted, or spoke of a discontinuity, since the last value.</param>
    public ulong Take(ulong raw, bool isNarrow, bool beganAnew)
    {
        if (beganAnew || !isNarrow)
            _wrapped = 0;
        else if (raw < _last)
            _wrapped = raw + Range32 - _last < Range32 / 2 ? _wrapped + Range32 : 0;
        _last = raw;
        return raw + _wrapped;
    }
}
