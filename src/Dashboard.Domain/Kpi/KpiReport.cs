using System.Collections.Concurrent;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Kpi;

/// <summary>A KPI of one cell, site, cluster or slice, or of the network.</summary>
/// <param name="Labels">Which one; none for the network.</param>
/// <param name="Value">The value in the KPI's unit.</param>
/// <param name="Severity">How bad it is by the KPI's thresholds.</param>
/// <param name="Flaw">What makes it doubtful, as a sentence; null where nothing does.</param>
public sealed record KpiValue(Labels Labels, double Value, PerceivedSeverity Severity, string? Flaw);

/// <summary>What came of one KPI of a report.</summary>
/// <param name="Kpi">The KPI.</param>
/// <param name="Values">Its values; without one where nothing was attempted or measured, which is "not available".</param>
/// <param name="Error">Why it could not be computed, as a sentence; null where it could.</param>
public sealed record KpiAnswer(KpiFormula Kpi, IReadOnlyList<KpiValue> Values, string? Error);

/// <summary>Computes KPIs side by side. One that fails or takes too long says so beside the others.</summary>
public static class KpiReport
{
    /// <summary>Computes KPIs of a level.</summary>
    /// <param name="engine">What answers their queries.</param>
    /// <param name="kpis">The KPIs; those that have no such level are left out.</param>
    /// <param name="level">The level.</param>
    /// <param name="at">The end of the time looked at, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="window">The length of that time.</param>
    /// <param name="within">What all measurements must fulfil; empty for nothing more than the level asks.</param>
    /// <param name="timeout">How long each KPI may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<KpiAnswer>> Run(
        QueryEngine engine, IReadOnlyList<KpiFormula> kpis, KpiLevel level, long at, TimeSpan window, IReadOnlyList<LabelMatcher> within, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        KpiFormula[] wanted = [.. kpis.Where(k => k.Levels.Contains(level))];
        var doubts = await KpiDoubts.Read(engine, level, at, window, within, timeout, time, cancellationToken);
        var answers = new ConcurrentDictionary<int, KpiAnswer>(); // bound: KPIs
        await Parallel.ForEachAsync(Enumerable.Range(0, wanted.Length), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, async (i, ending) =>
            answers[i] = await Answer(engine, wanted[i], level, at, window, within, timeout, doubts, time, ending));
        return [.. Enumerable.Range(0, wanted.Length).Select(i => answers[i])];
    }

    private static async Task<KpiAnswer> Answer(
        QueryEngine engine, KpiFormula kpi, KpiLevel level, long at, TimeSpan window, IReadOnlyList<LabelMatcher> within, TimeSpan timeout, KpiDoubts doubts, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var result = await engine.Instant(kpi.QueryFor(level, window, within), at, both.Token);
            return new KpiAnswer(kpi, [.. Values(result.Value).Select(v => Judge(kpi, v.Labels, v.Value, doubts))], null);
        }
        catch (Exception e) when ((e is OperationCanceledException or QueryException) && !cancellationToken.IsCancellationRequested && limit.IsCancellationRequested)
        {
            return new KpiAnswer(kpi, [], $"It took longer than {timeout.TotalSeconds:0.###} s.");
        }
        catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
        {
            return new KpiAnswer(kpi, [], e.Message);
        }
    }

    // 0/0 is not available, and so is no value.
    private static IEnumerable<(Labels Labels, double Value)> Values(QueryValue value) => value switch
    {
        VectorValue vector => vector.Samples.Where(static s => !double.IsNaN(s.Value)).Select(static s => (s.Labels, s.Value)),
        ScalarValue scalar when !double.IsNaN(scalar.Value) => [(Labels.Empty, scalar.Value)],
        _ => [],
    };

    private static KpiValue Judge(KpiFormula kpi, Labels labels, double value, KpiDoubts doubts) => new(
        labels, value, Threshold.Judge(kpi.Thresholds, value),
        kpi.IsSuccessRate && value > 100 ? "More successes than attempts were counted." : doubts.About(labels));
}
