using Dashboard.Domain.Query;
using Dashboard.Ingest;

namespace Dashboard.Web.Live;

/// <summary>
/// Evaluates each distinct query once when it is due, whoever is watching, and publishes the answer as an immutable
/// snapshot. Screens read the latest one; nothing is queued for them.
/// </summary>
public sealed class LiveQueries : BackgroundService
{
    private readonly QueryEngine _engine;
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LiveQueries> _log;
    private readonly Shared<LiveQuery, LiveTopic> _topics;
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);
    private TaskCompletionSource _round = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopping;

    public LiveQueries(QueryEngine engine, LiveOptions options, TimeProvider time, IngestMetrics metrics, ILogger<LiveQueries> log)
    {
        (_engine, _options, _time, _log) = (engine, options, time, log);
        _topics = new(query => new LiveTopic(query), options.MaxQueries, options.Linger, time);
        metrics.Observe("noc_live_queries", "Distinct queries that are live.", () => _topics.Count);
        metrics.Observe("noc_live_query_holders", "Widgets that hold a live query.", () => _topics.Holders);
    }

    /// <summary>Distinct queries that are live or were so a moment ago.</summary>
    public int Count => _topics.Count;

    /// <summary>Widgets that hold a live query.</summary>
    public int Holders => _topics.Holders;

    /// <summary>Completes when what was due at a tick has been answered, at the latest with the next tick: the moment for screens to look.</summary>
    public Task Round => Volatile.Read(ref _round).Task;

    /// <summary>
    /// The topic of a query, evaluated at once if it is new. Null where <see cref="LiveOptions.MaxQueries"/> are live already.
    /// </summary>
    public Lease<LiveTopic>? Subscribe(LiveQuery query)
    {
        var lease = _topics.Take(query);
        if (lease is not null && lease.Thing.TryClaim(Now()))
            _ = Evaluate(lease.Thing); // owned by Evaluate itself, which observes every failure
        return lease;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        using var timer = new PeriodicTimer(_options.Tick, _time);
        var round = _round;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            EndRound(round);
            round = _round;
            var now = Now();
            _ = EndRound(round, [.. _topics.Sweep().Where(topic => topic.TryClaim(now)).Select(Evaluate)]);
        }
    }

    private async Task EndRound(TaskCompletionSource round, Task[] answers)
    {
        await Task.WhenAll(answers); // none fails: Evaluate observes every failure
        EndRound(round);
    }

    // Whoever comes first ends it: its answers or the next tick.
    private void EndRound(TaskCompletionSource round)
    {
        if (Interlocked.CompareExchange(ref _round, new(TaskCreationOptions.RunContinuationsAsynchronously), round) == round)
            round.SetResult();
    }

    private async Task Evaluate(LiveTopic topic)
    {
        try
        {
            await _slots.WaitAsync(_stopping);
            try
            {
                await Task.Run(() => topic.Evaluate(_engine, _time, _options.Timeout, _stopping), _stopping);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops; the topic goes with it.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            topic.Fail("The server failed at this query; its log says why.");
            LiveLog.QueryFailed(_log, e, topic.Query.Expression);
        }
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }
}
