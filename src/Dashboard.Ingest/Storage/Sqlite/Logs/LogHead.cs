using System.Runtime.CompilerServices;
using Dashboard.Domain.Logs;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>What is known of a block without reading it.</summary>
internal struct LogHead
{
    /// <summary>The number of its first line; what a block is known by.</summary>
    public long Number;

    /// <summary>The earliest time of a line of it.</summary>
    public long FirstTime;

    /// <summary>The latest.</summary>
    public long LastTime;

    /// <summary>The number of its last line.</summary>
    public readonly long LastNumber => Number + Lines - 1;

    /// <summary>Octets of its lines before they were packed.</summary>
    public int Octets;

    /// <summary>How many lines.</summary>
    public ushort Lines;

    /// <summary>Lines of each severity of syslog.</summary>
    public SeverityCounts Counts;

    /// <summary>Whether it may have lines of a time, that came after another and are as bad as is wanted.</summary>
    public readonly bool MayHave(long from, long to, long since, byte severities)
    {
        if (LastTime < from || FirstTime > to || LastNumber <= since)
            return false;
        for (var severity = 0; severity < LogHistogram.Severities; severity++)
        {
            if (Counts[severity] > 0 && (severities >> severity & 1) != 0)
                return true;
        }
        return false;
    }

    /// <summary>The counts of the eight severities.</summary>
    [InlineArray(LogHistogram.Severities)]
    public struct SeverityCounts
    {
        private ushort _first;
    }
}
