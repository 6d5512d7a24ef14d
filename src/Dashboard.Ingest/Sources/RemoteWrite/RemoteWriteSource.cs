using System.Buffers;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.RemoteWrite;

/// <summary>Takes the messages that a Prometheus, or whatever speaks its remote write 1.0 or 2.0, sends.</summary>
public sealed class RemoteWriteSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "remote-write";

    private readonly RemoteWriteOptions _options;
    private readonly TimeSeriesCache _cache;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private volatile RemoteWriteRows _known;

    public RemoteWriteSource(RemoteWriteOptions options, TimeSeriesCacheOptions cacheOptions, TimeSeriesCache cache, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _cache, _pipeline, _time) = (options, cache, pipeline, time);
        // Keys of series that have ended remain until all are thrown away, hence twice as many as may live.
        _capacity = (int)Math.Min(2L * cacheOptions.SeriesPerSource, int.MaxValue);
        _known = new RemoteWriteRows(pipeline, _capacity);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Prometheus remote write",
            Protocol = "remote write 1.0 and 2.0 over HTTP",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Octets that a message may have, before and after unpacking.</summary>
    public int MaxBodyBytes => _options.MaxBodyBytes;

    public Task Run(CancellationToken cancellationToken) => HttpDoor.Run(Meter, _options.Enabled, RemoteWriteOptions.Section, _time, cancellationToken);

    /// <summary>Takes a message packed with Snappy. What was accepted waits for the cache, or is in it, when this returns.</summary>
    /// <param name="body">The message, of which no more than <see cref="MaxBodyBytes"/> are read.</param>
    /// <param name="isSecond">Whether it is of version 2.0.</param>
    /// <param name="cancellationToken">Ends the reading; nothing is taken then.</param>
    /// <exception cref="IOException">The body could not be read.</exception>
    public async Task<RemoteWriteReport> Take(Stream body, bool isSecond, CancellationToken cancellationToken)
    {
        var packed = ArrayPool<byte>.Shared.Rent(256 * 1024);
        byte[] unpacked = [];
        try
        {
            var length = 0;
            while (await body.ReadAsync(packed.AsMemory(length), cancellationToken) is var read and > 0)
            {
                length += read;
                if (length > MaxBodyBytes)
                    return Refuse(TooLarge(), isTooLarge: true);
                if (length < packed.Length)
                    continue;
                var larger = ArrayPool<byte>.Shared.Rent(packed.Length * 2);
                packed.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(packed);
                packed = larger;
            }
            if (!SnappyBlock.TryReadLength(packed.AsSpan(0, length), out var size, out var start))
                return Refuse("the body is not in Snappy's block format");
            if (size > MaxBodyBytes)
                return Refuse(TooLarge(), isTooLarge: true);
            unpacked = ArrayPool<byte>.Shared.Rent(Math.Max(1, size));
            return SnappyBlock.TryUnpack(packed.AsSpan(start, length - start), unpacked.AsSpan(0, size))
                ? await Take(unpacked.AsMemory(0, size), length, isSecond, cancellationToken)
                : Refuse("the body is not in Snappy's block format");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
            if (unpacked.Length > 0)
                ArrayPool<byte>.Shared.Return(unpacked);
        }
    }

    /// <summary>Counts a message that was refused unread.</summary>
    /// <returns>Why, as a sentence.</returns>
    public string CountTooLarge() => Refuse(TooLarge(), isTooLarge: true).Problem!;

    private async Task<RemoteWriteReport> Take(ReadOnlyMemory<byte> octets, int bytes, bool isSecond, CancellationToken cancellationToken)
    {
        if (_known.IsFull || _known.Epoch != _pipeline.SeriesEpoch)
            _known = new RemoteWriteRows(_pipeline, _capacity);
        using var message = new RemoteWriteMessage(_pipeline, _cache, _known, isSecond);
        var batch = new TelemetryBatch<MetricSample>(Id, bytes, capacity: 8192);
        var posted = false;
        try
        {
            if (!message.Read(octets.Span, batch))
                return Refuse($"the body is no well-formed {(isSecond ? "io.prometheus.write.v2.Request" : "prometheus.WriteRequest")}");
            var accepted = batch.Count - message.Refused;
            if (batch.Count > 0)
            {
                await _pipeline.Post(batch, cancellationToken);
                posted = true;
            }
            Count(message);
            return new RemoteWriteReport(accepted, message.Exemplars, ProblemOf(message));
        }
        finally
        {
            if (!posted)
                batch.Dispose();
        }
    }

    private void Count(RemoteWriteMessage message)
    {
        if (message.Histograms > 0)
            _pipeline.Refuse(Id, message.Histograms, "native histogram");
        if (message.Nameless > 0)
            _pipeline.Refuse(Id, message.Nameless, "series without a name");
        if (ProblemOf(message) is { } problem)
            Meter.Failed(problem);
        else
            Meter.Contacted();
    }

    private static string? ProblemOf(RemoteWriteMessage message) =>
        message.Nameless > 0 ? $"{message.Nameless} samples are of series without the label __name__"
        : message.Refused > 0 ? $"{message.Refused} samples are of new series, and the source is at its limit (Noc:Cache:SeriesPerSource)"
        : null;

    private RemoteWriteReport Refuse(string problem, bool isTooLarge = false)
    {
        Meter.Failed(problem);
        return new RemoteWriteReport(0, 0, problem, isTooLarge);
    }

    private string TooLarge() => $"the body is larger than {MaxBodyBytes} octets; send smaller batches, or raise {RemoteWriteOptions.Section}:{nameof(RemoteWriteOptions.MaxBodyBytes)}";
}
