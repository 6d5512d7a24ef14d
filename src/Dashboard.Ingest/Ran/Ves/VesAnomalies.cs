using Dashboard.Domain.Quality;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Counts what events say that keeps the format and yet cannot be so. None of it keeps an event from being taken.</summary>
public sealed class VesAnomalies
{
    public const string TimeInMilliseconds = "time_in_milliseconds";
    public const string TimeInSeconds = "time_in_seconds";
    public const string TimeInNanoseconds = "time_in_nanoseconds";
    public const string TimeUnusable = "time_unusable";
    public const string EndsBeforeItBegins = "ends_before_it_begins";
    public const string Duplicate = "duplicate";
    public const string EventIdUsedAgain = "event_id_used_again";
    public const string SequenceGoesBack = "sequence_goes_back";
    public const string ForeignBlock = "block_of_another_domain";
    public const string BlockMissing = "block_missing";
    public const string SeverityAgainstText = "severity_against_text";
    public const string PeriodUnusable = "granularity_period_unusable";
    public const string FewerResultsThanTypes = "fewer_results_than_types";
    public const string ResultWithoutType = "result_without_type";
    public const string ValueNoNumber = "value_is_no_number";
    public const string Suspect = "values_suspect";
    public const string Vector = "value_is_a_vector";
    public const string UnknownNotification = "notification_not_known";

    private readonly ViolationBook _book = new();

    public VesAnomalies(IngestMetrics metrics) =>
        metrics.ObserveEach("ves_anomalies", "Things that RAN events said which keep the format and yet cannot be so, since the start, by kind.", "kind", () => Counts.Select(static c => (c.Key, (double)c.Value)));

    /// <summary>What was counted since the start, by kind and whom the events were about.</summary>
    public IReadOnlyList<Violation> All => _book.All;

    /// <summary>How often each was seen since the start.</summary>
    public IReadOnlyDictionary<string, long> Counts => _book.All.GroupBy(static v => v.Kind, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.Sum(static v => v.Times), StringComparer.Ordinal);

    /// <summary>Counts one.</summary>
    /// <param name="kind">One of the kinds above.</param>
    /// <param name="source">Whom the event is about.</param>
    /// <returns>Whether it was the first of its kind from there.</returns>
    public bool Count(string kind, string source) => _book.Count(kind, source);
}
