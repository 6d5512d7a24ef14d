using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>Keeps the newest of the lines that a scan finds.</summary>
internal sealed class LogCollector(int limit, LogCursor? after) : ILogVisitor
{
    private readonly PriorityQueue<LogLine, (long Time, long Number)> _lines = new(); // bound: limit

    public bool IsDone(LogCursor place) => IsFull && _lines.TryPeek(out _, out var oldest) && (place.Time, place.Number).CompareTo(oldest) < 0;

    public bool TryTake(LogHead head) => false;

    public void Take(ref LogLineReader line, long number, Labels origin)
    {
        var place = (line.Time, number);
        if (after is { } cursor && !cursor.IsBefore(line.Time, number))
            return;
        if (IsFull)
        {
            if (_lines.TryPeek(out _, out var oldest) && place.CompareTo(oldest) <= 0)
                return;
            _lines.Dequeue();
        }
        _lines.Enqueue(new LogLine(number, line.Record(origin)), place);
    }

    /// <summary>What was found, newest first.</summary>
    /// <param name="reached">The place to which it was looked, where that was not to the end. Of lines there and after it not all may have been found.</param>
    public LogAnswer Answer(LogCursor? reached)
    {
        var isFull = IsFull;
        var lines = _lines.UnorderedItems.OrderByDescending(static i => i.Priority).Select(static i => i.Element).Where(l => reached is not { } place || (l.Record.Timestamp, l.Number).CompareTo((place.Time, place.Number)) > 0).ToList();
        LogCursor? next = reached is { } end ? end with { Number = end.Number + 1 }
            : isFull && lines.Count > 0 ? new LogCursor(lines[^1].Record.Timestamp, lines[^1].Number)
            : null;
        return new LogAnswer(lines, next, reached?.Time);
    }

    private bool IsFull => _lines.Count == limit;
}
