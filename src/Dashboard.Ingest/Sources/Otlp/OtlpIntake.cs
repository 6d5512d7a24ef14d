using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>Reads messages and posts what is in them. Safe from any thread; metrics, whose differences must be added up in order, are read one message at a time.</summary>
internal sealed class OtlpIntake
{
    private const int MaxOrigins = 10_000;
    private const int MaxTexts = 50_000;

    private readonly OtlpOrigins _origins = new(MaxOrigins);
    private readonly TextTable _texts = new(MaxTexts);
    private readonly OtlpMetricIntake _metrics;
    private readonly Lock _readingMetrics = new();
    private readonly OtlpOptions _options;
    private readonly PipelineOptions _pipelineOptions;
    private readonly IngestPipeline _pipeline;
    private readonly SourceMeter _meter;
    private readonly TimeProvider _time;
    private int _underWay;

    public OtlpIntake(OtlpOptions options, PipelineOptions pipelineOptions, TimeSeriesCacheOptions cacheOptions, TimeSeriesCache cache, IngestPipeline pipeline, SourceMeter meter, TimeProvider time)
    {
        (_options, _pipelineOptions, _pipeline, _meter, _time) = (options, pipelineOptions, pipeline, meter, time);
        _metrics = new OtlpMetricIntake(pipeline, cache, _origins, _texts, meter.Description.Id, cacheOptions.SeriesPerSource);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Latest => Now + (long)_pipelineOptions.FutureTolerance.TotalMilliseconds;

    /// <summary>Begins to read a message, where not too many are being read; to be ended by <see cref="End"/>.</summary>
    public bool TryBegin()
    {
        if (Interlocked.Increment(ref _underWay) <= _options.MaxConcurrent)
            return true;
        End();
        return false;
    }

    public void End() => Interlocked.Decrement(ref _underWay);

    /// <summary>Takes a message. What is accepted waits for its store, or is in it, when this returns.</summary>
    /// <param name="signal">What it carries.</param>
    /// <param name="body">The message.</param>
    /// <param name="isJson">Whether it is in JSON, and not in Protocol Buffers.</param>
    /// <param name="cancellationToken">Ends the waiting for room; nothing is taken then.</param>
    public async Task<OtlpReport> Take(OtlpSignal signal, ReadOnlyMemory<byte> body, bool isJson, CancellationToken cancellationToken)
    {
        var octets = body;
        if (isJson)
        {
            var json = new OtlpJsonDecoder();
            if (json.Read(body.Span, signal) is { } problem)
                return Refuse(OtlpVerdict.Malformed, problem);
            octets = json.Written;
        }
        var reading = Read(signal, octets.Span, body.Length, out var batch);
        var isPosted = false;
        try
        {
            if (reading is null)
                return Refuse(OtlpVerdict.Malformed, $"the body is no well-formed Export{(signal == OtlpSignal.Traces ? "Trace" : signal.ToString())}ServiceRequest");
            isPosted = batch.Count > 0 && await TryPost(batch, cancellationToken);
            return isPosted || batch.Count == 0 ? Count(reading) : Refuse(OtlpVerdict.Full, "there is no room for more at the moment; send it again");
        }
        finally
        {
            // What was posted is the pipeline's.
            if (!isPosted)
                batch.Dispose();
        }
    }

    /// <summary>Counts a message that was not taken.</summary>
    public OtlpReport Refuse(OtlpVerdict verdict, string sentence)
    {
        _meter.Failed(sentence);
        return new OtlpReport(verdict, sentence);
    }

    private IntakeReading? Read(OtlpSignal signal, ReadOnlySpan<byte> octets, int bytes, [NotNull] out TelemetryBatch? batch)
    {
        switch (signal)
        {
            case OtlpSignal.Traces:
                var spans = new TelemetryBatch<SpanRecord>(OtlpSource.Id, bytes);
                batch = spans;
                return new OtlpTraceDecoder(_origins, _texts).Read(octets, Latest, spans);
            case OtlpSignal.Metrics:
                var samples = new TelemetryBatch<MetricSample>(OtlpSource.Id, bytes);
                batch = samples;
                lock (_readingMetrics)
                    return _metrics.Read(octets, Now, Latest, samples);
            default:
                var lines = new TelemetryBatch<LogRecord>(OtlpSource.Id, bytes);
                batch = lines;
                return new OtlpLogDecoder(_origins, _texts).Read(octets, Now, Latest, lines);
        }
    }

    private async ValueTask<bool> TryPost(TelemetryBatch batch, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _pipeline.Post(batch, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private OtlpReport Count(IntakeReading reading)
    {
        foreach (var (reason, count) in reading.Refused)
            _pipeline.Refuse(OtlpSource.Id, count, reason);
        var sentence = reading.Sentence;
        if (sentence.Length > 0)
            _meter.Failed(sentence);
        else
            _meter.Contacted();
        return new OtlpReport(OtlpVerdict.Taken, sentence, reading.Rejected);
    }
}
