using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>Who wants the lines that a scan finds.</summary>
internal interface ILogVisitor
{
    /// <summary>Whether no line at a place or after it, in the order of the answer, is of interest any more.</summary>
    bool IsDone(LogCursor place);

    /// <summary>Takes a block of which all lines are wanted, without reading it; false where it has to be read.</summary>
    bool TryTake(LogHead head);

    /// <summary>Takes a line that is wanted.</summary>
    void Take(ref LogLineReader line, long number, Labels origin);
}
