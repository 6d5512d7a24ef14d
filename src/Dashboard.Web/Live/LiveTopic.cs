using Dashboard.Domain.Query;

namespace Dashboard.Web.Live;

/// <summary>One live query and its last answer. Evaluated by <see cref="LiveQueries"/>, read by anyone.</summary>
public sealed class LiveTopic
{
    private readonly PromqlExpression? _expression;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LiveSnapshot _current = LiveSnapshot.None;
    private long _lastSlot = long.MinValue;
    private int _evaluating;

    internal LiveTopic(LiveQuery query)
    {
        Query = query;
        try
        {
            _expression = PromqlExpression.Parse(query.Expression);
        }
        catch (PromqlSyntaxException e)
        {
            Fail(e.Message);
        }
    }

    public LiveQuery Query { get; }

    public LiveSnapshot Current => _current;

    /// <summary>Completes with the first answer.</summary>
    public Task Answered => _answered.Task;

    /// <summary>
    /// Whether a new answer is due at this time (milliseconds since 1970-01-01 UTC). If so, the caller has taken it
    /// upon itself to call <see cref="Evaluate"/>, and until that has ended nobody else is asked to.
    /// </summary>
    internal bool TryClaim(long now)
    {
        if (_expression is null || Slot(now) <= Volatile.Read(ref _lastSlot) || Interlocked.Exchange(ref _evaluating, 1) == 1)
            return false;
        Volatile.Write(ref _lastSlot, Slot(now));
        return true;
    }

    internal async Task Evaluate(QueryEngine engine, TimeProvider time, TimeSpan timeout, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            var at = At(time.GetUtcNow().ToUnixTimeMilliseconds());
            var result = await Ask(engine, at, either.Token);
            if (_current.Result is null || !Same(_current.Result, result))
                Publish(new LiveSnapshot(_current.Version + 1, result, null) { At = at });
        }
        catch (Exception e) when (late.IsCancellationRequested && e is OperationCanceledException or QueryException { Kind: QueryErrorKind.Canceled })
        {
            Fail($"The query took longer than {timeout.TotalSeconds:0.#} s.");
        }
        catch (QueryException e)
        {
            Fail(e.Message);
        }
        finally
        {
            Volatile.Write(ref _evaluating, 0);
        }
    }

    /// <summary>Publishes that there is no answer, and why.</summary>
    internal void Fail(string error)
    {
        if (_current.Error != error)
            Publish(new LiveSnapshot(_current.Version + 1, null, error));
    }

    // Ranges end on a whole step, so that a point that has been drawn once stays where it is.
    private long At(long now)
    {
        var at = (Query.Until?.ToUnixTimeMilliseconds() ?? now) - (long)Query.Ago.TotalMilliseconds;
        return Query.Range == TimeSpan.Zero ? at : at - (at % (long)Query.Step.TotalMilliseconds);
    }

    private ValueTask<QueryResult> Ask(QueryEngine engine, long at, CancellationToken cancellationToken) => Query.Range == TimeSpan.Zero
        ? engine.Instant(_expression!, at, cancellationToken)
        : engine.Range(_expression!, at - (long)Query.Range.TotalMilliseconds, at, (long)Query.Step.TotalMilliseconds, cancellationToken);

    // Evaluations fall on whole intervals, so that equal intervals are evaluated together and charts move in step.
    private long Slot(long now) => Query.Until is null ? now / Math.Max(1, (long)Query.Interval.TotalMilliseconds) : 0;

    private void Publish(LiveSnapshot snapshot)
    {
        _current = snapshot;
        _answered.TrySetResult();
    }

    private static bool Same(QueryResult a, QueryResult b) => a.NewestSample == b.NewestSample && (a.Value, b.Value) switch
    {
        (VectorValue x, VectorValue y) => x.Samples.Count == y.Samples.Count && x.Samples.Zip(y.Samples).All(p => p.First.Value.Equals(p.Second.Value) && p.First.Labels.Equals(p.Second.Labels)),
        (ScalarValue x, ScalarValue y) => x.Value.Equals(y.Value),
        _ => false,
    };
}
