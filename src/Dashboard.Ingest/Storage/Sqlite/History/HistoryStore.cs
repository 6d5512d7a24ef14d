using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// The open file and what is known of it in memory. One connection writes, by turns; a few read, and neither waits for
/// the other.
/// </summary>
internal sealed class HistoryStore : IDisposable
{
    /// <summary>Connections that read at a time; a fifth reader waits.</summary>
    private const int Readers = 4;

    private readonly HistoryFile _file;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _reading = new(Readers, Readers);
    private readonly ConcurrentBag<HistoryReader> _readers = []; // bound: Readers
    private readonly List<Flush> _flushes = []; // bound: the flushes of some hours, some hundreds an hour
    private readonly Lock _gate = new();
    private long _bytes;
    private long _late;

    /// <exception cref="IOException">The file cannot be used.</exception>
    public HistoryStore(HistoryFile file, SeriesRegister series)
    {
        (_file, Series) = (file, series);
        Writer = file.OpenToWrite();
    }

    public SeriesRegister Series { get; }

    public PageSpans Spans { get; } = new();

    /// <summary>The connection that writes, for whoever is inside <see cref="Change"/>.</summary>
    public RawConnection Writer { get; }

    /// <summary>Octets of the file that are in use, as of the last measurement.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Samples of hours that were already closed, since those were last packed.</summary>
    public long Late
    {
        get => Volatile.Read(ref _late);
        set => Volatile.Write(ref _late, value);
    }

    /// <summary>Samples that no page holds yet, as far as they came since the start. Changed by whoever holds the right to write.</summary>
    public long Waiting { get; set; }

    /// <summary>The flushes whose samples have not all become pages, in order.</summary>
    public Flush[] Flushes()
    {
        lock (_gate)
            return [.. _flushes];
    }

    public void Add(Flush flush)
    {
        lock (_gate)
            _flushes.Add(flush);
    }

    /// <summary>Puts one flush, or none, in the place of all up to a number.</summary>
    public void Replace(long number, Flush? left)
    {
        lock (_gate)
        {
            _flushes.RemoveAll(f => f.Number <= number);
            if (left is { } flush)
                _flushes.Insert(0, flush);
        }
    }

    /// <summary>Changes the file, all or nothing. What is to be done once the change is there, <paramref name="done"/>, is done before anyone else writes.</summary>
    /// <exception cref="IOException">It could not be changed.</exception>
    public async ValueTask Change(Action change, Action? done, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Writer.Run("BEGIN IMMEDIATE");
            change();
            Writer.Run("COMMIT");
            done?.Invoke();
        }
        catch (SqliteException e)
        {
            throw _file.Fault(e);
        }
        finally
        {
            Writer.Rollback();
            _writing.Release();
        }
    }

    /// <summary>Uses the connection that writes outside of a transaction.</summary>
    /// <exception cref="IOException">The file could not be read or written.</exception>
    public async ValueTask Use(Action<RawConnection> use, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            use(Writer);
        }
        catch (SqliteException e)
        {
            throw _file.Fault(e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads the file as it is at one moment.</summary>
    /// <exception cref="IOException">It could not be read.</exception>
    public void Read(Action<HistoryReader> read)
    {
        _reading.Wait();
        try
        {
            if (!_readers.TryTake(out var reader))
                reader = new HistoryReader(_file);
            try
            {
                reader.Begin();
                read(reader);
            }
            finally
            {
                reader.Close();
                reader.End();
                _readers.Add(reader);
            }
        }
        catch (SqliteException e)
        {
            throw _file.Fault(e);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Looks how large the file is. Inside <see cref="Use"/>.</summary>
    public void Measure() =>
        Volatile.Write(ref _bytes, (Writer.Number("PRAGMA page_count") - Writer.Number("PRAGMA freelist_count")) * Writer.Number("PRAGMA page_size"));

    public void Dispose()
    {
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        Writer.Dispose();
        _writing.Dispose();
        _reading.Dispose();
    }
}
