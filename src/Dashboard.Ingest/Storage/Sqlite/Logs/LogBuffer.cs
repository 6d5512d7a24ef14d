using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// Lines that wait for being written, as octets, in blocks: the last one open, those before it sealed. Whoever searches
/// finds them here at once. <see cref="Gate"/> guards it, and what is known of files, so that no line is seen twice or not
/// at all while it goes from here to there.
/// </summary>
internal sealed class LogBuffer(long waitingBytes)
{
    /// <summary>Writers of a file that are told apart. Of more, each line says itself who wrote it.</summary>
    private const int MaxOrigins = 20_000;

    private readonly Dictionary<Labels, int> _origins = []; // bound: MaxOrigins
    private readonly List<LogBlock> _sealed = []; // bound: waitingBytes
    private LogBlock _open = new(1);
    private Labels? _latestOrigin;
    private int _latest;
    private int _nextOrigin = 1;
    private long _sealedBytes;
    private bool _isFailing;
    private bool _isEnded;

    public object Gate { get; } = new();

    /// <summary>Octets that wait.</summary>
    public long Bytes => Volatile.Read(ref _sealedBytes) + _open.Octets.Length;

    /// <summary>Blocks that are sealed and not written.</summary>
    public int Sealed => _sealed.Count;

    /// <summary>Lines of the open block that are not written.</summary>
    public int Unwritten => _open.Lines - _open.WrittenLines;

    /// <summary>Called when a block was sealed, now and then inside the gate.</summary>
    public Action? BlockSealed { get; set; }

    /// <summary>Takes lines; returns how many found no room. Waits for it as long as somebody writes.</summary>
    public int Append(ReadOnlySpan<LogRecord> records)
    {
        var hasSealed = false;
        var dropped = 0;
        lock (Gate)
        {
            foreach (var record in records)
            {
                while (Bytes >= waitingBytes && !_isFailing && !_isEnded)
                {
                    BlockSealed?.Invoke();
                    Monitor.Wait(Gate);
                }
                if (Bytes >= waitingBytes)
                {
                    dropped++;
                    continue;
                }
                _open.Add(record, NumberOf(record.Origin));
                if (_open.IsFull)
                {
                    SealOpen();
                    hasSealed = true;
                }
            }
        }
        if (hasSealed)
            BlockSealed?.Invoke();
        return dropped;
    }

    /// <summary>Begins where files end.</summary>
    public void Start(LogBlock open, int nextOrigin)
    {
        lock (Gate)
        {
            (_open, _nextOrigin) = (open, nextOrigin);
            (open.WrittenLines, open.Written) = (open.Lines, open.Octets.Length);
        }
    }

    /// <summary>Closes the open block though it is not full, since another file begins after it; returns the number of the line after it.</summary>
    public long Seal()
    {
        lock (Gate)
        {
            if (_open.Lines > 0)
                SealOpen();
            // The next file has writers of its own.
            _origins.Clear();
            _latestOrigin = null;
            return _open.Number;
        }
    }

    /// <summary>What is to be written next: up to so many sealed blocks, and where those are all, what is new in the open one.</summary>
    /// <param name="most">Blocks at most.</param>
    /// <param name="end">Only blocks before this line; null for all, and the open one.</param>
    public (LogBlock[] Blocks, LogTail Tail) Next(int most, long? end)
    {
        lock (Gate)
        {
            var blocks = _sealed.Take(most).TakeWhile(b => end is null || b.Number < end).ToArray();
            var next = blocks.Length < _sealed.Count ? _sealed[blocks.Length] : _open;
            return end is not null || next != _open
                ? (blocks, new LogTail(next.Number, 0, default, []))
                : (blocks, new LogTail(_open.Number, _open.Number + _open.WrittenLines, _open.Octets[_open.Written..], [.. _open.Origins]));
        }
    }

    /// <summary>Lets go of what was written. Inside the gate.</summary>
    public void Written(LogBlock[] blocks, LogTail tail, int tailLines)
    {
        _sealed.RemoveRange(0, blocks.Length);
        foreach (var block in blocks)
            Volatile.Write(ref _sealedBytes, _sealedBytes - block.Octets.Length);
        // Lines may have been added, and the block sealed, since the tail was taken.
        if (tail.Octets.Length > 0 && Blocks().FirstOrDefault(b => b.Number == tail.FirstNumber) is { } open)
            (open.Written, open.WrittenLines) = (open.Written + tail.Octets.Length, open.WrittenLines + tailLines);
        Monitor.PulseAll(Gate);
    }

    /// <summary>The blocks in memory. Inside the gate.</summary>
    public IEnumerable<LogBlock> Blocks() => _open.Lines > 0 ? _sealed.Append(_open) : _sealed;

    /// <summary>While it fails, nobody waits.</summary>
    public void SetFailing(bool isFailing)
    {
        lock (Gate)
        {
            _isFailing = isFailing;
            Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void End()
    {
        lock (Gate)
        {
            _isEnded = true;
            Monitor.PulseAll(Gate);
        }
    }

    private void SealOpen()
    {
        _sealed.Add(_open);
        Volatile.Write(ref _sealedBytes, _sealedBytes + _open.Octets.Length);
        _open = new LogBlock(_open.Number + _open.Lines);
    }

    private int NumberOf(Labels origin)
    {
        if (ReferenceEquals(origin, _latestOrigin))
            return _latest;
        if (!_origins.TryGetValue(origin, out var number))
        {
            if (_origins.Count >= MaxOrigins)
                return LogBlock.Others;
            _origins[origin] = number = _nextOrigin++;
        }
        (_latestOrigin, _latest) = (origin, number);
        return number;
    }
}
