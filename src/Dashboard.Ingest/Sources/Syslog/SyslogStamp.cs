using System.Runtime.InteropServices;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>A date and a time of day as a message has them.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SyslogStamp
{
    /// <summary>0 where it is not there.</summary>
    public int Year;

    public int Month;
    public int Day;

    /// <summary>Milliseconds since midnight.</summary>
    public int TimeOfDay;

    /// <summary>Minutes east of UTC; null where no zone is there.</summary>
    public int? Offset;

    /// <summary>Whether the writer says that its clock is not set.</summary>
    public bool IsUnset;

    /// <summary>Milliseconds since 1970-01-01 UTC; 0 where it is no moment.</summary>
    public readonly long At(long receivedAt, SyslogClock clock) => IsUnset ? 0 : clock.At(Year, Month, Day, TimeOfDay, Offset, receivedAt);
}
