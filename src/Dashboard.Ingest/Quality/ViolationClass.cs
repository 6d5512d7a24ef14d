namespace Dashboard.Ingest.Quality;

/// <summary>What kinds of violations have in common, by which they are counted together.</summary>
public static class ViolationClass
{
    /// <summary>What does not keep the format that it says it has.</summary>
    public const string Form = "form";

    /// <summary>What keeps the format and yet cannot be so: more successes than attempts.</summary>
    public const string Rule = "rule";

    /// <summary>What came before.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Times that are none, or in another unit, or in an impossible order.</summary>
    public const string Time = "time";

    /// <summary>What its own sender doubts.</summary>
    public const string Doubt = "doubt";

    /// <summary>The kind under which a PM file is counted that came before.</summary>
    public const string DuplicateFile = "duplicate_file";

    /// <summary>The class of a kind, as <c>pm_file_anomalies_total</c> and <c>ves_anomalies</c> name kinds.</summary>
    public static string Of(string kind) => kind switch
    {
        "successes_above_attempts" or "severity_against_text" or "sequence_goes_back" or "block_of_another_domain" => Rule,
        "duplicate" or "event_id_used_again" or DuplicateFile => Duplicate,
        "time_in_milliseconds" or "time_in_seconds" or "time_in_nanoseconds" or "time_unusable" or "ends_before_it_begins" or "end_before_beginning"
            or "time_without_offset" or "offset_without_colon" or "period_outside_file" or "no_period_end" or "granularity_period" or "granularity_period_unusable" => Time,
        "values_suspect" => Doubt,
        _ => Form,
    };
}
