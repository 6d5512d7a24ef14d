using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;
using Dashboard.Ingest;

namespace Dashboard.Web.Live;

/// <summary>Looks through spans beside the requests. A search may take a core for some tens of milliseconds, so half of the cores search; where many do, their pages are new less often.</summary>
public sealed class TraceSearches(SpanStore spans) : IDisposable
{
    private readonly Turns _turns = Turns.OfCores(2);

    /// <inheritdoc cref="SpanStore.Search"/>
    public Task<IReadOnlyList<TraceSummary>> Search(TraceQuery query, long from, long to, int limit, CancellationToken cancellationToken, int spansOfEach = 3) =>
        _turns.Take(() => spans.Search(query, from, to, limit, cancellationToken, spansOfEach), cancellationToken);

    /// <summary>Searches several times in one turn.</summary>
    /// <param name="look">Gets the spans.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task<T> Look<T>(Func<SpanStore, T> look, CancellationToken cancellationToken) => _turns.Take(() => look(spans), cancellationToken);

    public void Dispose() => _turns.Dispose();
}
