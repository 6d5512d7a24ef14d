using System.Globalization;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Traces;

/// <summary>
/// Spans on disk, so that memory is filled with them again after a restart: files that are only added to, the oldest of
/// which go when there are too many octets or their time is over. A start begins a new file, so that the end of the one
/// before, which may be damaged, is left as it is.
/// </summary>
public sealed class TraceArchive : IDisposable
{
    /// <summary>Spans that may wait for being written. Full, which it is while the disk fails, further ones are in memory only, and counted.</summary>
    public const int MaxWaiting = 100_000;

    private const int Parts = 16;
    private const int PieceSpans = 4096;

    private readonly string _path;
    private readonly TracingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<TraceArchive> _log;
    private readonly Lock _gate = new();
    private readonly Lock _writing = new();
    private List<SpanRecord> _waiting = []; // bound: MaxWaiting
    private List<SpanRecord> _writtenNow = []; // bound: MaxWaiting
    private string[] _earlier = []; // bound: files of the folder
    private SpanSegment? _current;
    private volatile string _problem = "";
    private long _bytes;
    private long _durable;
    private long _lost;
    private long _restored;
    private long _damaged;
    private int _number;

    /// <param name="path">The folder of the files; made where it is missing.</param>
    /// <param name="options">How much is kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Shows what is held and what is lost.</param>
    /// <param name="log">Told of what fails.</param>
    public TraceArchive(string path, TracingOptions options, TimeProvider time, IngestMetrics metrics, ILogger<TraceArchive> log)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        (_path, _options, _time, _log) = (path, options, time, log);
        metrics.ObserveQueue("traces", () => Waiting, MaxWaiting);
        metrics.ObserveTotal("noc_trace_spans_written", "Spans that survive the end of the process.", () => Interlocked.Read(ref _durable));
        metrics.ObserveTotal("noc_trace_spans_lost", "Spans that are in memory only, since they found no room while the disk failed.", () => Interlocked.Read(ref _lost));
        metrics.ObserveTotal("noc_trace_spans_restored", "Spans that were read again after the start.", () => Interlocked.Read(ref _restored));
        metrics.ObserveTotal("noc_trace_damaged_files", "Files of spans whose end could not be read.", () => Interlocked.Read(ref _damaged));
        metrics.Observe("noc_trace_disk_bytes", "Bytes of spans on disk.", () => Interlocked.Read(ref _bytes));
        metrics.Observe("noc_trace_failing", "1 while spans cannot be written.", () => Problem.Length > 0 ? 1 : 0);
    }

    /// <summary>Why spans cannot be written; empty while they can.</summary>
    public string Problem => _problem;

    /// <summary>Spans that were read again after the start.</summary>
    public long Restored => Interlocked.Read(ref _restored);

    private int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Looks what is there.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public void Open()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(_path);
        else
            Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _earlier = Files();
        _number = _earlier.Length == 0 ? 0 : int.Parse(Path.GetFileNameWithoutExtension(_earlier[^1]).AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture);
        Retain();
    }

    /// <summary>Reads what was written before the start into memory, the oldest first, as far as there is room for it.</summary>
    public void Restore(SpanStore into, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(into);
        // A span takes some three times as much in memory as on disk.
        var room = _options.Bytes / 2;
        var wanted = _earlier.Reverse().TakeWhile(f => (room -= Length(f)) > 0).Reverse().ToList();
        foreach (var file in wanted)
        {
            try
            {
                var problem = SpanSegment.Read(file, spans => Interlocked.Add(ref _restored, into.Add(CollectionsMarshal.AsSpan(spans))), cancellationToken);
                if (problem is null)
                    continue;
                Interlocked.Increment(ref _damaged);
                IngestLog.SpansDamaged(_log, file, problem);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Interlocked.Increment(ref _damaged);
                IngestLog.SpansDamaged(_log, file, e.Message);
            }
        }
    }

    /// <summary>Takes spans over to be written; returns how many find no room because the disk fails.</summary>
    public int Append(IReadOnlyList<SpanRecord> spans)
    {
        ArgumentNullException.ThrowIfNull(spans);
        lock (_gate)
        {
            var taken = Math.Min(spans.Count, MaxWaiting - _waiting.Count);
            for (var i = 0; i < taken; i++)
                _waiting.Add(spans[i]);
            Interlocked.Add(ref _lost, spans.Count - taken);
            return spans.Count - taken;
        }
    }

    /// <summary>Writes all that waits; false where it cannot be written, and <see cref="Problem"/> says why.</summary>
    public bool Flush()
    {
        lock (_writing)
        {
            if (_writtenNow.Count == 0)
            {
                lock (_gate)
                    (_waiting, _writtenNow) = (_writtenNow, _waiting);
            }
            try
            {
                while (_writtenNow.Count > 0)
                    WritePiece();
                _problem = "";
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (_problem.Length == 0)
                    IngestLog.SpansFailed(_log, e);
                _problem = $"Spans cannot be written ({e.Message.TrimEnd('.')}): make room on the disk, or give this program write access to {_path}.";
                return false;
            }
        }
    }

    /// <summary>Lets go of files whose time is over, and while there are too many octets of the oldest; never of the one that is written to.</summary>
    public void Retain()
    {
        lock (_writing)
        {
            try
            {
                var now = _time.GetUtcNow().UtcDateTime;
                var files = Files().Where(f => f != _current?.FullPath).Select(static f => new FileInfo(f)).ToList();
                var bytes = files.Sum(static f => f.Length) + (_current?.Bytes ?? 0);
                foreach (var file in files)
                {
                    if (bytes <= _options.DiskBytes && now - file.LastWriteTimeUtc <= _options.Keep)
                        break;
                    bytes -= file.Length;
                    file.Delete();
                }
                Interlocked.Exchange(ref _bytes, bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _problem = $"Old spans in {_path} cannot be deleted ({e.Message.TrimEnd('.')}).";
            }
        }
    }

    public void Dispose()
    {
        lock (_writing)
            _current?.Dispose();
    }

    private void WritePiece()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (_current is { } full && (full.Bytes > _options.DiskBytes / Parts || now - full.Began > _options.Keep.TotalMilliseconds / Parts))
        {
            full.Dispose();
            _current = null;
        }
        _current ??= SpanSegment.Create(Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"spans-{++_number:D9}.bin")), now);
        var count = Math.Min(PieceSpans, _writtenNow.Count);
        var before = _current.Bytes;
        _current.Write(CollectionsMarshal.AsSpan(_writtenNow)[..count]);
        _writtenNow.RemoveRange(0, count);
        Interlocked.Add(ref _durable, count);
        Interlocked.Add(ref _bytes, _current.Bytes - before);
    }

    private string[] Files() => [.. Directory.GetFiles(_path, "spans-*.bin").Where(static f => Path.GetFileNameWithoutExtension(f) is { Length: 15 } name && name.AsSpan(6).IndexOfAnyExceptInRange('0', '9') < 0).Order(StringComparer.Ordinal)];

    private static long Length(string file) => new FileInfo(file) is { Exists: true } known ? known.Length : 0;
}
