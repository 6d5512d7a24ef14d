using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>Counts the lines that a scan finds; a block that lies within one bar need not be read for it.</summary>
internal sealed class LogCounter(LogHistogram into, byte severities) : ILogVisitor
{
    public bool IsDone(LogCursor place) => false;

    public bool TryTake(LogHead head)
    {
        if (!into.IsOneBar(head.FirstTime, head.LastTime))
            return false;
        for (var severity = 0; severity < LogHistogram.Severities; severity++)
        {
            if (head.Counts[severity] > 0 && (severities >> severity & 1) != 0)
                into.Add(head.LastTime, severity, head.Counts[severity]);
        }
        return true;
    }

    public void Take(ref LogLineReader line, long number, Labels origin) => into.Add(line.Time, line.Severity.Syslog);
}
