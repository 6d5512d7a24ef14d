using Dashboard.Domain.Quality;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Quality;
using Microsoft.AspNetCore.Http.Extensions;

namespace Dashboard.Web.Quality;

/// <summary>A sender as the page of data quality shows it.</summary>
/// <param name="Source">The id of the source that it delivers to.</param>
/// <param name="Delivery">How it delivers.</param>
/// <param name="Violations">How often something was wrong with what it sent.</param>
/// <param name="Severity">How bad that is.</param>
/// <param name="Why">Why, as a sentence; empty where nothing is bad.</param>
public sealed record QualityRow(string Source, DeliveryQuality Delivery, long Violations, PerceivedSeverity Severity, string Why)
{
    /// <summary>Where its series of a metric are explored.</summary>
    public string Explore(string metric) => "/explore" + new QueryBuilder { { "query", Labels.Of(metric, ("source", Source), ("instance", Delivery.Sender)).ToString() } };

    /// <summary>Whether a text is in what the page shows of it.</summary>
    public bool Holds(string text) =>
        Delivery.Sender.Contains(text, StringComparison.OrdinalIgnoreCase) || Source.Contains(text, StringComparison.OrdinalIgnoreCase) || Why.Contains(text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Every sender, the worst first.</summary>
    public static IReadOnlyList<QualityRow> All(IReadOnlyList<SenderQuality> senders, IReadOnlyList<SourceViolation> violations)
    {
        var times = violations.GroupBy(static v => v.Violation.Sender, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Sum(static v => v.Violation.Times), StringComparer.Ordinal);
        return
        [
            .. senders.Select(s =>
                {
                    var (severity, why) = s.Delivery.Judge();
                    var wrong = times.GetValueOrDefault(s.Delivery.Sender);
                    return severity == PerceivedSeverity.Cleared && wrong > 0
                        ? new QualityRow(s.Source, s.Delivery, wrong, PerceivedSeverity.Warning, "Something was wrong with what it sent.")
                        : new QualityRow(s.Source, s.Delivery, wrong, severity, why);
                })
                .OrderByDescending(static r => r.Severity).ThenBy(static r => r.Delivery.Completeness ?? 1).ThenByDescending(static r => r.Violations).ThenBy(static r => r.Delivery.Sender, StringComparer.Ordinal),
        ];
    }
}
