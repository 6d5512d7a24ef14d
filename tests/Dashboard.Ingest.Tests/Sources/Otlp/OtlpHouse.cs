using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Otlp;

namespace Dashboard.Ingest.Tests.Sources.Otlp;

/// <summary>The source with stores that keep what comes, at this moment, and on request with its two ports open.</summary>
internal sealed class OtlpHouse : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new();
    private Task _running = Task.CompletedTask;

    public OtlpHouse(OtlpOptions? options = null, PipelineOptions? pipeline = null, TimeSeriesCacheOptions? cache = null)
    {
        Bench = new IngestBench(pipeline, cache, stores: bench => [new MetricStore(bench.Cache), Spans, Lines]);
        // The SDKs take the time of this machine.
        Bench.Clock.Advance(TimeProvider.System.GetUtcNow() - Bench.Clock.GetUtcNow());
        Source = new OtlpSource(
            options ?? new OtlpOptions(), new ListenOptions { OtlpGrpc = 0, OtlpHttp = 0 }, pipeline ?? new PipelineOptions(), cache ?? new TimeSeriesCacheOptions(),
            Bench.Cache, Bench.Pipeline, Bench.Sources, Bench.Clock);
        Intake = new OtlpIntake(options ?? new OtlpOptions(), pipeline ?? new PipelineOptions(), cache ?? new TimeSeriesCacheOptions(), Bench.Cache, Bench.Pipeline, Source.Meter, Bench.Clock);
    }

    public IngestBench Bench { get; }

    public KeptSpans Spans { get; } = new();

    public KeptLines Lines { get; } = new();

    public OtlpSource Source { get; }

    /// <summary>What is behind the doors.</summary>
    public OtlpIntake Intake { get; }

    public string Http => $"http://127.0.0.1:{Source.HttpPort}";

    public string Grpc => $"http://127.0.0.1:{Source.GrpcPort}";

    /// <summary>Nanoseconds since 1970-01-01 UTC.</summary>
    public long Nano(double seconds = 0) => (Bench.Now * 1_000_000) + (long)(seconds * 1e9);

    /// <summary>Starts the pipeline, so that what is posted is stored at once.</summary>
    public async Task<OtlpHouse> Started()
    {
        await Bench.Pipeline.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Starts the pipeline and opens the ports.</summary>
    public async Task<OtlpHouse> Open()
    {
        await Started();
        _running = Source.Run(_stop.Token);
        await Eventually.True(() => Source.HttpPort > 0 || _running.IsCompleted);
        return this;
    }

    /// <summary>Hands a message in JSON to what is behind the doors.</summary>
    public Task<OtlpReport> Take(OtlpSignal signal, string json) => Intake.Take(signal, Encoding.UTF8.GetBytes(json), isJson: true, CancellationToken.None);

    /// <summary>Sends a message over HTTP.</summary>
    public async Task<(int Status, JsonElement Answer, HttpResponseHeaders Headers)> Post(string path, HttpContent body)
    {
        using var answer = await _http.PostAsync(new Uri(Http + path), body);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default, answer.Headers);
    }

    public Task<(int Status, JsonElement Answer, HttpResponseHeaders Headers)> Post(string path, string json) =>
        Post(path, new StringContent(json, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // It was told to end.
        }
        _stop.Dispose();
        _http.Dispose();
        await Bench.Drain();
        Bench.Dispose();
    }
}

/// <summary>A store that keeps the spans of a test, in the order they came.</summary>
internal sealed class KeptSpans : ITelemetryStore
{
    private readonly List<SpanRecord> _spans = []; // bound: spans of the test

    public TelemetryKind Kind => TelemetryKind.Trace;

    public IReadOnlyList<SpanRecord> All
    {
        get
        {
            lock (_spans)
                return [.. _spans];
        }
    }

    /// <summary>What is done with each batch before it counts as stored.</summary>
    public Action? OnStore { get; set; }

    /// <summary>Whether a batch came that is not stored yet.</summary>
    public bool IsStoring { get; private set; }

    public StoreReport Store(TelemetryBatch batch)
    {
        IsStoring = true;
        OnStore?.Invoke();
        IsStoring = false;
        lock (_spans)
            _spans.AddRange(((TelemetryBatch<SpanRecord>)batch).Records);
        return new StoreReport(batch.Count);
    }
}
