using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Logs;

/// <summary>The latest log lines in the order of their arrival; the oldest leaves when a new one finds it full.</summary>
public sealed class RecentLogs(int capacity = 10_000)
{
    private readonly Lock _gate = new();
    private readonly LogRecord[] _ring = new LogRecord[capacity]; // bound: capacity
    private long _taken;

    /// <summary>Lines that ever came.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    public void Add(LogRecord record)
    {
        lock (_gate)
            _ring[_taken++ % capacity] = record;
    }

    /// <summary>Up to <paramref name="count"/> lines, those that came last first.</summary>
    public IReadOnlyList<LogRecord> NewestFirst(int count)
    {
        lock (_gate)
        {
            var newest = new LogRecord[Math.Min(count, Math.Min(_taken, capacity))];
            for (var i = 0; i < newest.Length; i++)
                newest[i] = _ring[(_taken - 1 - i) % capacity];
            return newest;
        }
    }
}
