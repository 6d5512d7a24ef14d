using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// The lines of log that are kept: those that came last in memory, all others in files, and both searched as one. A line
/// is found at once when it has come, and survives the end of the process when it was written, a second later.
/// </summary>
public sealed class LogArchive : IDisposable
{
    /// <summary>Searches that may read at a time; others wait for their turn.</summary>
    internal const int Readers = 2;

    // A change of so many blocks holds some megabytes, and takes a tenth of a second.
    private const int BlocksOfAChange = 32;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NoDatabase = 26;

    private readonly LogBuffer _buffer;
    private readonly LogFolder _folder;
    private readonly LogPatternFile _patterns;
    private readonly TimeProvider _time;
    private readonly ILogger<LogArchive> _log;
    private readonly Turns _turns = new(Readers);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _durable;
    private long _lost;
    private long _damaged;
    private long _bytes;
    private volatile string _problem = "";
    private bool _isClosed;

    /// <param name="path">The folder of the files; made where it is missing.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Shows what is held and what is lost.</param>
    /// <param name="log">Told of what fails.</param>
    public LogArchive(string path, LogOptions options, TimeProvider time, IngestMetrics metrics, ILogger<LogArchive> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metrics);
        (_time, _log) = (time, log);
        _buffer = new LogBuffer(options.WaitingBytes);
        _folder = new LogFolder(path, options, time, log);
        _patterns = new LogPatternFile(Path.Combine(path, "patterns.json"), time, log);
        metrics.ObserveQueue("logs", () => _buffer.Bytes, options.WaitingBytes);
        metrics.ObserveTotal("noc_log_records_written", "Log lines that survive the end of the process.", () => Durable);
        metrics.ObserveTotal("noc_log_records_lost", "Log lines that found no room while the disk failed.", () => Lost);
        metrics.ObserveTotal("noc_log_damaged_reads", "Reads of log files that failed.", () => Interlocked.Read(ref _damaged));
        metrics.Observe("noc_log_bytes", "Bytes of log lines and their index on disk.", () => Volatile.Read(ref _bytes));
        metrics.Observe("noc_log_failing", "1 while log lines cannot be written.", () => Problem.Length > 0 ? 1 : 0);
    }

    /// <summary>Lines that were written since the start.</summary>
    public long Durable => Volatile.Read(ref _durable);

    /// <summary>Lines that found no room while they could not be written.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Why lines cannot be written; empty while they can.</summary>
    public string Problem => _problem;

    /// <summary>Called from any thread when there is more to write; does no work itself.</summary>
    internal Action? BlockSealed
    {
        get => _buffer.BlockSealed;
        set => _buffer.BlockSealed = value;
    }

    /// <summary>Blocks that wait for being written.</summary>
    internal int Waiting => _buffer.Sealed;

    /// <summary>Opens the files.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public void Open()
    {
        _folder.Open();
        var open = new LogBlock(_folder.Files.Select(static f => f.NextNumber).DefaultIfEmpty().Max() is > 0 and var next ? next : 1);
        var lastOrigin = _folder.Files.Select(static f => f.LastOrigin).DefaultIfEmpty().Max();
        if (_folder.Files is [.., var last])
            open = Restored(last, open);
        _buffer.Start(open, lastOrigin + 1);
        _patterns.Load();
        Volatile.Write(ref _bytes, _folder.Bytes);
    }

    /// <summary>Takes lines over; returns how many were lost because there is no room and the disk fails.</summary>
    public int Append(ReadOnlySpan<LogRecord> records)
    {
        var dropped = _buffer.Append(records);
        if (dropped > 0)
            Interlocked.Add(ref _lost, dropped);
        return dropped;
    }

    /// <summary>Writes all that waits; false where it cannot be written, and <see cref="Problem"/> says why.</summary>
    public async Task<bool> Flush(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            return _isClosed || await Task.Run(Write, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Lets go of what is past its time or its bytes, and keeps the patterns.</summary>
    public async Task Maintain(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_isClosed)
                return;
            _folder.Retain(_buffer.Gate);
            Volatile.Write(ref _bytes, _folder.Bytes);
            _patterns.Save();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Lines that are wanted, newest first.</summary>
    public Task<LogAnswer> Search(LogSearch search, CancellationToken cancellationToken) => _turns.Take(() =>
    {
        var collector = new LogCollector(Math.Clamp(search.Limit, 1, LogSearch.MostLines), search.After);
        var to = Math.Min(search.To, search.After?.Time ?? long.MaxValue);
        using var scan = new LogScan(View(), search.Query, (search.From, to, search.Since), _time, OnDamage);
        return collector.Answer(scan.Run(collector, search.Patience, cancellationToken));
    }, cancellationToken);

    /// <summary>How many lines are wanted, by time and severity.</summary>
    public Task<LogHistogram> Count(LogSearch search, int bars, CancellationToken cancellationToken) => _turns.Take(() =>
    {
        var view = View();
        var to = Math.Min(search.To, _time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        // Where all is asked for, the bars begin with the first line.
        var from = search.From > 0 ? search.From : Math.Min(to, FirstTime(view));
        var histogram = new LogHistogram(from, to, bars);
        using var scan = new LogScan(view, search.Query, (from, to, search.Since), _time, OnDamage);
        histogram.LookedBackTo = scan.Run(new LogCounter(histogram, new LogMatcher(search.Query).Severities), search.Patience, cancellationToken)?.Time;
        return histogram;
    }, cancellationToken);

    /// <summary>What lines have in common, those with most lines first, and since when that is known.</summary>
    public (IReadOnlyList<LogPattern> Patterns, long Since) Patterns() => _patterns.Read();

    /// <summary>What is held: the earliest time, lines, and octets on disk.</summary>
    public (long? Since, long Lines, long Bytes) Held()
    {
        var view = View();
        var lines = view.Blocks.Sum(static b => (long)b.Head.Lines) + view.Files.Sum(static f => f.Segment.Lines);
        return (lines == 0 ? null : FirstTime(view), lines, Volatile.Read(ref _bytes));
    }

    /// <summary>Holds nobody back any more.</summary>
    public void End() => _buffer.End();

    /// <summary>Closes the files, once whoever writes to them has ended that. Nothing is written after it.</summary>
    public void Dispose()
    {
        _writing.Wait();
        _isClosed = true;
        _folder.Dispose();
        _writing.Release();
    }

    internal LogView View()
    {
        lock (_buffer.Gate)
        {
            return new LogView(
                [.. _buffer.Blocks().Select(static b => new LogBlockView(b.Head, b.Octets, b.Origins.ToDictionary()))],
                [.. _folder.Files.Select(static f => new LogSegmentView(f, f.Heads, f.AllOrigins(), f.LastTime))]);
        }
    }

    private static long FirstTime(LogView view)
    {
        var first = view.Blocks.Select(static b => b.Head.FirstTime).DefaultIfEmpty(long.MaxValue).Min();
        // Files are in the order of their arrival, and lines of one nearly in that of their time.
        return view.Files.Where(static f => !f.Heads.IsEmpty).Select(static f => f.Heads.Span[0].FirstTime).Append(first).Min();
    }

    private LogBlock Restored(LogSegment file, LogBlock empty)
    {
        var pieces = new List<(long Number, byte[] Octets)>(); // bound: lines of a block
        try
        {
            pieces = file.ReadFresh();
        }
        catch (SqliteException e)
        {
            OnDamage(file, e);
        }
        if (pieces.Count == 0)
            return empty;
        var origins = file.AllOrigins();
        var block = new LogBlock(pieces[0].Number);
        if (pieces[0].Number >= empty.Number && block.Restore(pieces.SelectMany(static p => p.Octets).ToArray(), n => origins.GetValueOrDefault(n) ?? Labels.Empty))
            return block;
        OnDamage(file, new FormatException("the lines that came last before the end are not what they were"));
        return empty;
    }

    private bool Write()
    {
        LogSegment? file = null;
        try
        {
            // What is there yet goes to the file that has had its part.
            long? end = _folder.IsOver ? _buffer.Seal() : null;
            while (true)
            {
                var (blocks, tail) = _buffer.Next(BlocksOfAChange, end);
                if (blocks.Length == 0 && end is { } next)
                {
                    _folder.Begin(_buffer.Gate, next);
                    end = null;
                    continue;
                }
                if (blocks.Length == 0 && tail.Octets.IsEmpty)
                    return Works();
                file = _folder.Current(_buffer.Gate, blocks.Length > 0 ? blocks[0].Number : tail.FirstNumber);
                file.Write(blocks, tail);
                var lines = Learn(blocks, tail);
                lock (_buffer.Gate)
                {
                    file.Publish(blocks);
                    _buffer.Written(blocks, tail, lines);
                }
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Failed(file, e);
            return false;
        }
    }

    /// <summary>Counts lines that were written for the first time, and looks what they have in common; returns those of the tail.</summary>
    private int Learn(LogBlock[] blocks, LogTail tail)
    {
        var lines = 0;
        foreach (var block in blocks)
            lines += _patterns.Add(block.Octets.Span[block.Written..]);
        var ofTail = _patterns.Add(tail.Octets.Span);
        Volatile.Write(ref _durable, _durable + lines + ofTail);
        return ofTail;
    }

    private bool Works()
    {
        if (_problem.Length > 0)
        {
            _problem = "";
            _buffer.SetFailing(false);
        }
        return true;
    }

    private void Failed(LogSegment? file, Exception e)
    {
        var code = (e as SqliteException)?.SqliteErrorCode;
        var advice = code switch
        {
            Corrupt or NoDatabase => "A new file is begun.",
            Full => "The disk is full: make room on it, or set Noc:Logs:MaxBytes lower.",
            _ => "Check that this program may write there.",
        };
        if (_problem.Length == 0)
            IngestLog.LogsFailed(_log, e);
        _problem = $"Log lines cannot be written ({e.Message}) {advice}";
        _buffer.SetFailing(true);
        if (file is not null && code is Corrupt or NoDatabase)
            _folder.PutAside(_buffer.Gate, file!, e.Message);
    }

    private void OnDamage(LogSegment file, Exception e)
    {
        // Told once in a while: a search reads many blocks.
        if ((Interlocked.Increment(ref _damaged) & (Interlocked.Read(ref _damaged) - 1)) == 0)
            IngestLog.LogsUnreadable(_log, file.FullPath, e.Message);
    }
}
