using Dashboard.Domain.Flows;
using Dashboard.Ingest;

namespace Dashboard.Web.Live;

/// <summary>
/// Asks questions of flows beside the requests, so that no page and no receiver waits for them. A question may take a core
/// for half a second, so a quarter of the cores answers them; where many ask, their pages are new less often.
/// </summary>
public sealed class FlowAnswers(FlowStore flows, TimeProvider time) : IDisposable
{
    private readonly Turns _turns = Turns.OfCores(4);

    /// <summary>What flows came to.</summary>
    public Task<FlowAnswer> Ask(FlowQuestion question, CancellationToken cancellationToken) =>
        _turns.Take(() => FlowAnalysis.Answer(flows, question, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken), cancellationToken);

    /// <summary>Single flows that a filter wants, newest first.</summary>
    public Task<IReadOnlyList<Domain.Telemetry.FlowRecord>> Find(FlowFilter filter, int most, CancellationToken cancellationToken) =>
        _turns.Take(() => flows.Find(filter, most), cancellationToken);

    public void Dispose() => _turns.Dispose();
}
