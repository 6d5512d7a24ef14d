using Dashboard.Domain.Analytics.Failure;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Forecasts;

/// <summary>Asks leading indicators and joins what they say.</summary>
internal sealed class RiskWatch(IReadOnlyList<LeadingIndicator> indicators, QueryEngine engine, TimeProvider time)
{
    /// <summary>The most that is kept of what is at risk.</summary>
    public const int Most = 500;

    /// <summary>How often they are asked: they look back a day and a week.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Asks all indicators once.</summary>
    /// <param name="pause">Rests after work that took so long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RiskBook> Ask(Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var seen = new List<(string, RiskEvidence)>(); // bound: elements of the answers
        var problems = new List<string>(); // bound: indicators
        foreach (var indicator in indicators)
        {
            var begun = time.GetTimestamp();
            try
            {
                var values = await Vector(indicator.Query, now, cancellationToken);
                var usual = new Dictionary<Labels, double>(); // bound: elements of the answer
                foreach (var sample in indicator.Usual.Length > 0 && values.Any(v => v.Value >= indicator.From) ? await Vector(indicator.Usual, now, cancellationToken) : [])
                    usual[sample.Labels] = sample.Value;
                foreach (var sample in values)
                {
                    if (indicator.Read(sample.Labels, sample.Value, usual.GetValueOrDefault(sample.Labels, double.NaN)) is { } evidence)
                        seen.Add((LabelTemplate.Fill(indicator.Entity, sample.Labels), evidence));
                }
            }
            catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
            {
                problems.Add($"{indicator.Name}: {e.Message}");
            }
            await pause(time.GetElapsedTime(begun), cancellationToken);
        }
        var risks = FailureRisk.Of(seen);
        return new RiskBook([.. risks.Take(Most)], Math.Max(0, risks.Count - Most), problems, now);
    }

    private async Task<IReadOnlyList<VectorSample>> Vector(string query, DateTimeOffset at, CancellationToken cancellationToken) =>
        ((VectorValue)(await engine.Instant(PromqlExpression.Parse(query), at.ToUnixTimeMilliseconds(), cancellationToken)).Value).Samples;
}
