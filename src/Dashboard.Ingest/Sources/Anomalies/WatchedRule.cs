using Dashboard.Domain.Analytics.Watching;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>A rule, its query read once, and how far it was asked. Used by one thread.</summary>
internal sealed class WatchedRule
{
    private readonly PromqlExpression _expression;
    private readonly long _interval;
    private long _askedTo = long.MinValue;
    private DateTimeOffset _learntAt = DateTimeOffset.MinValue;

    public WatchedRule(WatchRule rule)
    {
        (Rule, _expression, _interval) = (rule, rule.Expression(), (long)rule.Interval.TotalMilliseconds);
        Selectors = [.. SelectorsOf(_expression.Root)];
    }

    public WatchRule Rule { get; }

    /// <summary>What its query reads.</summary>
    public IReadOnlyList<SelectorNode> Selectors { get; }

    /// <summary>Whether a row has come since it was last asked.</summary>
    public bool IsDue(DateTimeOffset now) => Floor(now.ToUnixTimeMilliseconds()) > _askedTo;

    /// <summary>Since when rows may still come late.</summary>
    public long LateFrom(long now) => Floor(now - (long)Rule.Lateness.TotalMilliseconds);

    /// <summary>Since when a series that is new is learnt from.</summary>
    public long HistoryFrom(long now) => Floor(now - Math.Min((long)Rule.History.TotalMilliseconds, WatchRule.MostRows * _interval));

    /// <summary>Whether the past may be asked for again; not more often than so, since it costs.</summary>
    public bool MayLearn(DateTimeOffset now, TimeSpan notBefore)
    {
        if (now - _learntAt < notBefore)
            return false;
        _learntAt = now;
        return true;
    }

    /// <summary>The rows up to now, which lie on whole intervals, the same after every start.</summary>
    /// <exception cref="QueryException">The query could not be answered.</exception>
    public async Task<IReadOnlyList<RangeSeries>> Ask(QueryEngine engine, long now, long from, CancellationToken cancellationToken)
    {
        var to = Floor(now);
        _askedTo = to;
        var first = Floor(from + _interval - 1);
        if (first > to)
            return [];
        var answer = await engine.Range(_expression, first, to, _interval, cancellationToken);
        return ((MatrixValue)answer.Value).Series;
    }

    private long Floor(long time) => time - (((time % _interval) + _interval) % _interval);

    private static IEnumerable<SelectorNode> SelectorsOf(QueryNode node) =>
        node is SelectorNode selector ? [selector] : node.Children.SelectMany(SelectorsOf);
}
