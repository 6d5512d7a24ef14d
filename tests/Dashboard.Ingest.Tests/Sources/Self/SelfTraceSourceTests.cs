using System.Diagnostics;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Self;
using Dashboard.Ingest.Tests.Sources.Otlp;

namespace Dashboard.Ingest.Tests.Sources.Self;

/// <remarks>Alone, since the whole process is heard: what other tests ask by HTTP would take the places of traces that are counted here.</remarks>
[Collection(nameof(Alone))]
public sealed class SelfTraceSourceTests : IDisposable
{
    private readonly KeptSpans _spans = new();
    private readonly IngestBench _bench;
    private readonly CancellationTokenSource _stop = new();
    private readonly ActivitySource _work = new($"Dashboard.{nameof(SelfTraceSourceTests)}");
    private readonly SelfTraceSource _source;
    private Task _running = Task.CompletedTask;

    public SelfTraceSourceTests()
    {
        _bench = new IngestBench(stores: _ => [_spans]);
        _source = new SelfTraceSource(new SelfOptions { TracesPerSecond = 2, Instance = "here" }, _bench.Pipeline, _bench.Sources, _bench.Clock);
    }

    [Fact]
    public async Task Work_of_this_server_becomes_spans_with_who_and_what_and_how_it_ended()
    {
        await Listen();
        using (var request = _work.StartActivity("GET /flows", ActivityKind.Server))
        {
            request!.SetTag("http.response.status_code", 504);
            using var call = _work.StartActivity("SELECT", ActivityKind.Client);
            call!.AddException(new InvalidOperationException("locked")).SetStatus(ActivityStatusCode.Error, "busy");
        }

        var spans = await Spans();

        var (inner, outer) = (spans.Single(s => s.Operation == "SELECT"), spans.Single(s => s.Operation == "GET /flows"));
        Assert.Equal((outer.SpanId, outer.TraceId), (inner.ParentSpanId, inner.TraceId));
        Assert.Equal((SpanKind.Server, SpanStatus.Timeout, "504"), (outer.Direction, outer.Status, outer.Attributes.Get("http.response.status_code")));
        Assert.Equal((SpanKind.Client, SpanStatus.Error, "busy", "exception"), (inner.Direction, inner.Status, inner.StatusMessage, inner.Events[0].Name));
        Assert.Equal(("noc-dashboard", "here", _work.Name), (outer.Service, outer.Origin.Get("service_instance_id"), outer.Scope));
        Assert.InRange(outer.Timestamp, _bench.Now - 60_000, _bench.Now);
    }

    [Fact]
    public async Task So_many_traces_a_second_are_kept_and_each_of_them_whole()
    {
        await Listen();
        for (var i = 0; i < 5; i++)
        {
            using var root = _work.StartActivity($"root {i}", ActivityKind.Internal, default(ActivityContext));
            using var child = _work.StartActivity($"child {i}");
        }
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        using (_work.StartActivity("a second later", ActivityKind.Internal, default(ActivityContext)))
        {
        }

        Assert.Equal(["a second later", "child 0", "child 1", "root 0", "root 1"], (await Spans()).Select(s => s.Operation).Order());
    }

    [Fact]
    public async Task What_is_to_be_left_out_is_with_all_that_is_done_for_it()
    {
        await Listen();
        using (var request = _work.StartActivity("POST", ActivityKind.Server))
        {
            request!.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            using var inner = _work.StartActivity("inner");
        }

        Assert.Empty(await Spans());
    }

    public void Dispose()
    {
        _source.Dispose();
        _work.Dispose();
        _stop.Dispose();
        _bench.Dispose();
    }

    private async Task Listen()
    {
        // Another test's activity would be the parent of all that is begun here.
        Activity.Current = null;
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        _running = _source.Run(_stop.Token);
    }

    private async Task<IReadOnlyList<SpanRecord>> Spans()
    {
        await _source.Post(CancellationToken.None);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        await _bench.Drain();
        return [.. _spans.All.Where(s => s.Scope == _work.Name)];
    }
}
