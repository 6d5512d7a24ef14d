using System.Buffers;
using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Influx;

/// <summary>
/// Takes the bodies that collectors send as InfluxDB line protocol. A metric is <c>measurement_field</c>, its labels are
/// the tags. A body is read piece by piece, and the next piece only once the pipeline has taken the last: a body that
/// was read to its end is accepted, and a sender that is too fast is held back.
/// </summary>
public sealed class InfluxSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "influx";

    /// <summary>Databases that are told apart, where they are told apart at all.</summary>
    public const int MaxDatabases = 100;

    private const int PieceBytes = 128 * 1024;

    private readonly InfluxOptions _options;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private readonly ConcurrentDictionary<string, InfluxRows> _rows = new(StringComparer.Ordinal); // bound: MaxDatabases, soft by concurrent bodies

    public InfluxSource(InfluxOptions options, TimeSeriesCacheOptions cache, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _pipeline, _time) = (options, pipeline, time);
        // Keys of series that have ended remain until all are thrown away, hence twice as many as may live.
        _capacity = (int)Math.Min(2L * cache.SeriesPerSource, int.MaxValue);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "InfluxDB line protocol",
            Protocol = "InfluxDB line protocol over HTTP",
            Kinds = options.Strings == InfluxStrings.Logs ? [TelemetryKind.Metric, TelemetryKind.Log] : [TelemetryKind.Metric],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Octets that a body may have, before and after unpacking.</summary>
    public long MaxBodyBytes => _options.MaxBodyBytes;

    /// <summary>Rows that are known by their octets.</summary>
    internal int KnownRows => _rows.Values.Sum(r => r.Count);

    public Task Run(CancellationToken cancellationToken) => HttpDoor.Run(Meter, _options.Enabled, InfluxOptions.Section, _time, cancellationToken);

    /// <summary>Takes a body: lines, unpacked. Lines without a time get that of their arrival.</summary>
    /// <param name="body">The body, of which no more than <see cref="MaxBodyBytes"/> are read.</param>
    /// <param name="precision">The unit of its timestamps.</param>
    /// <param name="database">The database or bucket that it is written to.</param>
    /// <param name="cancellationToken">Ends the reading; what was taken before stays.</param>
    /// <exception cref="IOException">The body could not be read.</exception>
    public async Task<InfluxReport> Take(Stream body, InfluxPrecision precision, string database, CancellationToken cancellationToken)
    {
        var report = new InfluxReport();
        if (RowsOf(database) is not { } rows)
        {
            report.Stopped = $"more than {MaxDatabases} databases are written to";
            Meter.Failed(report.Stopped);
            return report;
        }
        using var lines = new InfluxLines(rows, precision, _time.GetUtcNow().ToUnixTimeMilliseconds(), _options, report);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            await Read(body, buffer, lines, report, grown => buffer = grown, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            report.Stopped = $"the body cannot be unpacked: {e.Message}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        Count(report);
        return report;
    }

    /// <summary>Counts a body that was refused unread.</summary>
    public void CountTooLarge() => Meter.Failed($"a body was refused: it is larger than {MaxBodyBytes} octets ({InfluxOptions.Section}:{nameof(InfluxOptions.MaxBodyBytes)})");

    private async Task Read(Stream body, byte[] buffer, InfluxLines lines, InfluxReport report, Action<byte[]> grown, CancellationToken cancellationToken)
    {
        long total = 0;
        var filled = 0;
        var skipping = false;
        for (var isLast = false; !isLast;)
        {
            var before = filled;
            while (!isLast && filled < buffer.Length)
            {
                var read = await body.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                isLast = read == 0;
                filled += read;
            }
            total += filled - before;
            if (total > _options.MaxBodyBytes)
            {
                report.IsTooLarge = true;
                report.Stopped = $"the body is larger than {_options.MaxBodyBytes} octets";
                return;
            }
            var start = skipping ? LineEnd(buffer.AsSpan(0, filled)) : 0;
            skipping = start < 0;
            if (skipping)
            {
                filled = 0;
                continue;
            }
            var taken = start + await TakePiece(lines, buffer.AsMemory(start, filled - start), filled - before, isLast, cancellationToken);
            buffer.AsSpan(taken, filled - taken).CopyTo(buffer);
            filled -= taken;
            if (filled < buffer.Length)
                continue;
            if (filled >= _options.MaxLineBytes)
            {
                lines.TakeTooLong(buffer.AsSpan(0, filled));
                (skipping, filled) = (true, 0);
                continue;
            }
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
            grown(larger);
        }
    }

    private async ValueTask<int> TakePiece(InfluxLines lines, ReadOnlyMemory<byte> text, int bytes, bool isLast, CancellationToken cancellationToken)
    {
        var batch = new TelemetryBatch<MetricSample>(Id, bytes, capacity: 2048);
        var posted = false;
        try
        {
            var taken = lines.Take(text.Span, isLast, batch);
            if (batch.Count > 0)
            {
                await _pipeline.Post(batch, cancellationToken);
                posted = true;
            }
            if (lines.TakeLogs() is { } logs)
                await _pipeline.Post(logs, cancellationToken);
            return taken;
        }
        finally
        {
            if (!posted)
                batch.Dispose();
        }
    }

    private void Count(InfluxReport report)
    {
        if (report.Texts > 0)
            _pipeline.Refuse(Id, report.Texts, "string field");
        if (report.Failed > 0)
            _pipeline.Refuse(Id, report.Failed, "line not understood");
        if (report.IsTooLarge)
            CountTooLarge();
        else if (report.Stopped is not null)
            Meter.Failed(report.Stopped);
        else if (report.Failed > 0)
            Meter.Failed(report.Errors[0].Problem);
        else
            Meter.Contacted();
    }

    /// <summary>The rows of a database; null where there are too many databases.</summary>
    private InfluxRows? RowsOf(string database)
    {
        if (_options.DatabaseLabel.Length == 0)
            database = "";
        if (_rows.TryGetValue(database, out var rows) && !rows.IsFull && rows.Epoch == _pipeline.SeriesEpoch)
            return rows;
        if (rows is null && _rows.Count >= MaxDatabases)
            return null;
        return _rows[database] = new InfluxRows(_pipeline, Id, new Label(_options.DatabaseLabel, database), _capacity);
    }

    private static int LineEnd(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is var end and >= 0 ? end + 1 : -1;
}
