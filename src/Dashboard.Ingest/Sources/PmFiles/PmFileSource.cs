using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Quality;
using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>
/// Reads files of performance measurements that come into a folder, are posted, or are announced and fetched. A file
/// counts as read once the history has its samples for good: one that was being read when the program ended is read again,
/// which stores the same samples at the same times. One that fails is kept with the reason, to be read again.
/// </summary>
public sealed class PmFileSource : ITelemetrySource, IAnnouncedFiles, IDeliveries, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "pm-files";

    private const int MaxUnsettled = 1000;

    private static readonly SourceStatistics NothingHeld = new(Id, 0, 0, 0, 0);

    private readonly PmFileOptions _options;
    private readonly IngestPipeline _pipeline;
    private readonly HistoryRecorder? _history;
    private readonly TimeProvider _time;
    private readonly ILogger<PmFileSource> _log;
    private readonly PmFileRegister _register;
    private readonly PmSeries _series;
    private readonly PmFileReader _reader;
    private readonly PmInbox _inbox;
    private readonly PmFetching _fetching;
    private readonly string _failed;
    private readonly List<(PmFolder Folder, PmFileAfter After)> _folders = []; // bound: two
    private readonly Queue<Unsettled> _unsettled = new(); // bound: MaxUnsettled
    private volatile PmFileEntry[] _unsettledNow = []; // bound: MaxUnsettled
    private readonly Counter<long> _files;
    private long _lastPeriod;
    private long _posted;
    private long _refused;

    /// <summary>Makes the source with a directory of its own, for files that were posted or fetched, and for what is known of files.</summary>
    /// <exception cref="StateDatabaseException">What is known of files cannot be read.</exception>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public PmFileSource(
        PmFileOptions options, PmFetchOptions fetch, string directory, TimeSeriesCache cache, TimeSeriesCacheOptions cacheOptions, RanNaming naming, IngestPipeline pipeline,
        SourceRegistry sources, IngestMetrics metrics, TimeProvider time, ILogger<PmFileSource> log, HistoryRecorder? history = null)
    {
        (_options, _pipeline, _history, _time, _log) = (options, pipeline, history, time, log);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "PM files",
            Protocol = "3GPP TS 32.435 and TS 28.532",
            Kinds = [TelemetryKind.Metric],
            Capabilities = options.Folder.Length > 0 ? ["watches a folder", "listens", "fetches"] : ["listens", "fetches"],
        };
        Meter = sources.Register(Description);
        _inbox = new PmInbox(Path.Combine(directory, "inbox"), time);
        _failed = Path.Combine(directory, "failed");
        Directory.CreateDirectory(_failed);
        _register = new PmFileRegister(StateDatabase.Open(Path.Combine(directory, "files.db"), PmFileRegister.Schema), options);
        Meter.Lineage = this;
        _series = new PmSeries(pipeline, naming, cache.Metrics, Id, (int)Math.Min(2L * cacheOptions.SeriesPerSource, int.MaxValue), Meter.Deliveries);
        _reader = new PmFileReader(_series, Post, options.MaxFileBytes);
        _folders.Add((new PmFolder(_inbox.FullPath, TimeSpan.Zero, time), PmFileAfter.Delete));
        if (options.Folder.Length > 0)
            _folders.Add((new PmFolder(Path.GetFullPath(options.Folder), options.Settle, time), options.After));
        _files = metrics.CreateCounter("pm_files", "PM files that were read, by what came of them.");
        _fetching = new PmFetching(fetch, options.MaxFileBytes, _inbox, _register, Meter, _files, time, log);
        metrics.ObserveTotals("pm_file_anomalies", "What was wrong with PM files, by kind and by who sent them.", ("kind", "sender"), () => Meter.Violations.All.Select(static v => (v.Kind, v.Sender, v.Times)));
        metrics.ObserveEach("pm_data_age_seconds", "Time since the end of the latest period that a PM file was about.", "source",
            () => Volatile.Read(ref _lastPeriod) is var last and > 0 ? [(Id, (time.GetUtcNow().ToUnixTimeMilliseconds() - last) / 1000.0)] : []);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Octets that a file may have that is posted.</summary>
    public long MaxBodyBytes => _options.MaxBodyBytes;

    /// <summary>The files that were read last, failed ones that are kept first.</summary>
    public IReadOnlyList<PmFileEntry> Latest(int most) => _register.Latest(most);

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_options.Folder.Length > 0 && !Directory.Exists(_options.Folder))
            Meter.Failed($"The folder {_options.Folder} ({PmFileOptions.Section}:{nameof(PmFileOptions.Folder)}) is not there.");
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var fetching = _fetching.Run(ending.Token);
        try
        {
            while (true)
            {
                await Look(cancellationToken);
                await _inbox.Arrival.Wait(_options.Interval, _time, cancellationToken);
            }
        }
        finally
        {
            await ending.CancelAsync();
            await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes a file that is posted. Once it is taken it is read even if the program ends before.</summary>
    /// <param name="body">The file, packed by gzip or not.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the taking.</param>
    /// <returns>Null, or why it is not taken, as a sentence.</returns>
    /// <exception cref="IOException">It could not be read, or not be written.</exception>
    public async Task<string?> Take(Stream body, string name, CancellationToken cancellationToken)
    {
        if (_inbox.Waiting >= _options.WaitingFiles)
            return $"{_options.WaitingFiles} files wait to be read already ({PmFileOptions.Section}:{nameof(PmFileOptions.WaitingFiles)}); send it again later";
        await _inbox.Take(name, async stream =>
        {
            await body.CopyToAsync(stream, cancellationToken);
            return true;
        });
        return null;
    }

    string IDeliveries.Kept => _register.Kept;

    // What a file brought is seen before it is on disk for good, and the file known.
    IReadOnlyList<Delivery> IDeliveries.Find(string instance, long time, int most) =>
    [
        .. _unsettledNow.AsEnumerable().Reverse().Where(e => e.FromTime <= time && e.ToTime >= time && InstanceSet.MayHold(e.Instances, instance)).Select(static e => e.ToDelivery())
            .Concat(_register.Find(instance, time, most)).DistinctBy(static d => d.Reference).Take(most),
    ];

    public string? Announce(Uri location, string name) => _fetching.Announce(location, name);

    /// <summary>Has a file read again that failed.</summary>
    /// <param name="hash">What it holds.</param>
    /// <returns>Null, or why not, as a sentence.</returns>
    public string? Replay(string hash)
    {
        if (_register.Find(hash) is not { Kept.Length: > 0 } entry)
            return "This file is not kept any more.";
        try
        {
            _inbox.Move(entry.Kept, entry.Name);
            _register.Forget(hash);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{entry.Name} cannot be read again: {e.Message}";
        }
    }

    public void Dispose()
    {
        _series.Dispose();
        _fetching.Dispose();
    }

    /// <summary>Reads every file that is ready, once.</summary>
    internal async Task Look(CancellationToken cancellationToken)
    {
        foreach (var (folder, after) in _folders)
        {
            var ready = folder.Ready(out var problem);
            if (problem is not null)
                Meter.Failed(problem);
            foreach (var file in ready)
            {
                try
                {
                    await ReadFile(folder, after, file, cancellationToken);
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    Meter.Failed($"{Path.GetFileName(file)} cannot be read: {e.Message}");
                    folder.Again(file);
                }
                Settle();
                while (_unsettled.Count >= MaxUnsettled)
                {
                    await Task.Delay(_options.Interval, _time, cancellationToken);
                    Settle();
                }
            }
        }
        Settle();
    }

    private async Task ReadFile(PmFolder folder, PmFileAfter after, string file, CancellationToken cancellationToken)
    {
        var name = _inbox.Holds(file) ? PmInbox.NameOf(file) : Path.GetFileName(file);
        string hash;
        long bytes;
        PmReport report;
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan | FileOptions.Asynchronous))
        {
            bytes = stream.Length;
            hash = Convert.ToHexString(await SHA256.HashDataAsync(stream, cancellationToken));
            if (_register.Knows(hash) || _unsettled.Any(u => u.Entry.Hash == hash))
            {
                _files.Add(1, new KeyValuePair<string, object?>("result", "duplicate"));
                Meter.Violations.Count(ViolationClass.DuplicateFile, "");
                Meter.Contacted();
                PutAway(file, after, hash, isFailed: false);
                return;
            }
            stream.Position = 0;
            var epoch = _pipeline.SeriesEpoch;
            report = await _reader.Read(stream, cancellationToken);
            if (epoch != _pipeline.SeriesEpoch)
            {
                // A series left the cache meanwhile, and with it what was for it; the same values at the same times do no harm.
                stream.Position = 0;
                report = await _reader.Read(stream, cancellationToken);
            }
        }
        Count(report, name);
        _unsettled.Enqueue(new Unsettled(
            new PmFileEntry
            {
                Hash = hash,
                Name = name,
                Bytes = bytes,
                ReadAt = _time.GetUtcNow().ToUnixTimeMilliseconds(),
                Result = report.Stopped is not null ? PmFileEntry.Failed : report.IsComplete ? PmFileEntry.Stored : PmFileEntry.Partial,
                Reason = report.Stopped ?? string.Join(", ", report.Anomalies.Select(static a => $"{a.Anomaly.Name()} {a.Times}")),
                ValueCount = report.Values,
                Sender = report.Sender,
                FromTime = report.FirstPeriod ?? 0,
                ToTime = report.LastPeriod ?? 0,
                Instances = _series.TakeInstances(),
            },
            file, after, _posted));
        _unsettledNow = [.. _unsettled.Select(static u => u.Entry)];
    }

    // Files whose samples the history has for good are done with.
    private void Settle()
    {
        var status = Meter.Status(NothingHeld);
        var delivered = status.Records + status.Dropped.Values.Sum() - _refused;
        foreach (var file in _unsettled)
        {
            if (delivered >= file.Posted)
                file.Taken ??= _history?.Taken ?? 0;
        }
        var before = _unsettled.Count;
        while (_unsettled.TryPeek(out var first) && first.Taken is { } taken && (_history is null || _history.Durable >= taken))
        {
            _unsettled.Dequeue();
            var (entry, file, after) = (first.Entry, first.File, first.After);
            var kept = PutAway(file, after, entry.Hash, entry.Result == PmFileEntry.Failed);
            foreach (var old in _register.Keep(entry with { Kept = kept }))
                File.Delete(old);
            _files.Add(1, new KeyValuePair<string, object?>("result", entry.Result));
            PmFileLog.Read(_log, entry.Name, entry.ValueCount, entry.Result, entry.Reason);
        }
        if (_unsettled.Count < before)
            _unsettledNow = [.. _unsettled.Select(static u => u.Entry)];
    }

    // Where it went, if it is kept to be read again.
    private string PutAway(string file, PmFileAfter after, string hash, bool isFailed)
    {
        var isPosted = _inbox.Holds(file);
        if (isPosted)
            _inbox.Left();
        if (!isFailed && after == PmFileAfter.Delete)
        {
            File.Delete(file);
            return "";
        }
        if (after == PmFileAfter.Leave)
            return "";
        var folder = isPosted ? _failed : Path.Combine(Path.GetDirectoryName(file)!, isFailed ? "failed" : "done");
        Directory.CreateDirectory(folder);
        var kept = Path.Combine(folder, $"{hash[..12]}-{Path.GetFileName(file)}");
        File.Move(file, kept, overwrite: true);
        return isFailed ? kept : "";
    }

    private void Count(PmReport report, string name)
    {
        foreach (var (anomaly, times) in report.Anomalies)
            Meter.Violations.Count(anomaly.Name(), report.Sender, times);
        Refuse(report[PmAnomaly.NotANumber], "result is no number");
        Refuse(report[PmAnomaly.MoreResultsThanTypes], "more results than measurement types");
        Refuse(report[PmAnomaly.NoPeriodEnd], "no end of the period");
        if (report.LastPeriod > Volatile.Read(ref _lastPeriod))
            Volatile.Write(ref _lastPeriod, report.LastPeriod.Value);
        if (report.Stopped is { } why)
            Meter.Failed($"{name} was not read to its end: {why}");
        else
            Meter.Contacted();
    }

    private void Refuse(int records, string reason)
    {
        if (records == 0)
            return;
        _refused += records;
        _pipeline.Refuse(Id, records, reason);
    }

    private ValueTask Post(TelemetryBatch<MetricSample> batch, CancellationToken cancellationToken)
    {
        _posted += batch.Count;
        return _pipeline.Post(batch, cancellationToken);
    }

    // A file that was read and whose samples may not be on disk yet.
    private sealed class Unsettled(PmFileEntry entry, string file, PmFileAfter after, long posted)
    {
        public PmFileEntry Entry => entry;

        public string File => file;

        public PmFileAfter After => after;

        /// <summary>Samples that had been posted when all of its were.</summary>
        public long Posted => posted;

        /// <summary>Samples that the history had been given when it had all of its; null before that.</summary>
        public long? Taken { get; set; }
    }
}
