using Dashboard.Domain.Flows;

namespace Dashboard.Web.Live;

/// <summary>Asks questions of flows beside the requests, so that no page and no receiver waits for them. As many are answered at a time as leave the processor to others.</summary>
public sealed class FlowAnswers(FlowStore flows, TimeProvider time) : IDisposable
{
    /// <summary>Questions that are answered at a time.</summary>
    private const int AtATime = 2;

    private readonly SemaphoreSlim _turn = new(AtATime);

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
