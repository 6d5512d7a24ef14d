using Dashboard.Domain.Flows;

namespace Dashboard.Web.Live;

/// <summary>
/// Asks questions of flows beside the requests, so that no page and no receiver waits for them. A question may take a core
/// for half a second, so a quarter of the cores answers them; where many ask, their pages are new less often.
/// </summary>
public sealed class FlowAnswers(FlowStore flows, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(Math.Max(1, Environment.ProcessorCount / 4));

    /// <summary>What flows came to.</summary>
    public Task<FlowAnswer> Ask(FlowQuestion question, CancellationToken cancellationToken) =>
        InTurn(() => FlowAnalysis.Answer(flows, question, time.GetUtcNow().ToUnixTimeMilliseconds(), cancellationToken), cancellationToken);

    /// <summary>Single flows that a filter wants, newest first.</summary>
    public Task<IReadOnlyList<Domain.Telemetry.FlowRecord>> Find(FlowFilter filter, int most, CancellationToken cancellationToken) =>
        InTurn(() => flows.Find(filter, most), cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<T> InTurn<T>(Func<T> ask, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(ask, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }
}
