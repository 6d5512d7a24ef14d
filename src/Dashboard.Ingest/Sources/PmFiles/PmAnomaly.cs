namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>What is wrong with the form of a PM file, and does not keep it from being read. Each is counted under its name.</summary>
internal enum PmAnomaly
{
    /// <summary>Something stands before the XML declaration.</summary>
    BeforeDeclaration,

    /// <summary>The length of a granularity period is missing, cannot be read, or is nought or more than a day.</summary>
    GranularityPeriod,

    /// <summary>The end of a granularity period is missing or cannot be read, so that its values have no time.</summary>
    NoPeriodEnd,

    /// <summary>There are more measurement types than results; those without a result are missing, none is shifted.</summary>
    MoreTypesThanResults,

    /// <summary>There are more results than measurement types; those too many are left out.</summary>
    MoreResultsThanTypes,

    /// <summary>A result's position is that of no measurement type.</summary>
    UnknownPosition,

    /// <summary>Two measurement types or results have one position; the later one is left out.</summary>
    RepeatedPosition,

    /// <summary>A time's offset has no colon.</summary>
    OffsetWithoutColon,

    /// <summary>A time has no offset; it is taken as UTC.</summary>
    TimeWithoutOffset,

    /// <summary>The footer's end lies before the header's beginning.</summary>
    EndBeforeBeginning,

    /// <summary>A period ends outside what header and footer say.</summary>
    PeriodOutsideFile,

    /// <summary>A result is no number; it is left out.</summary>
    NotANumber,

    /// <summary>Values are given of no object; they are those of the managed element.</summary>
    NoObject,

    /// <summary>More successes than attempts are counted; both are kept as they are.</summary>
    SuccessesAboveAttempts,

    /// <summary>Elements do not end in the order that they began in.</summary>
    Nesting,

    /// <summary>The file ends too early; what came before is kept.</summary>
    Truncated,

    /// <summary>Something stands after the end of the file's content.</summary>
    AfterEnd,
}

/// <summary>Names of anomalies as series have them.</summary>
internal static class PmAnomalies
{
    /// <summary>How many kinds there are.</summary>
    public const int Kinds = (int)PmAnomaly.AfterEnd + 1;

    /// <summary>The value of the label <c>kind</c>.</summary>
    public static string Name(this PmAnomaly anomaly) => anomaly switch
    {
        PmAnomaly.BeforeDeclaration => "before_declaration",
        PmAnomaly.GranularityPeriod => "granularity_period",
        PmAnomaly.NoPeriodEnd => "no_period_end",
        PmAnomaly.MoreTypesThanResults => "more_types_than_results",
        PmAnomaly.MoreResultsThanTypes => "more_results_than_types",
        PmAnomaly.UnknownPosition => "unknown_position",
        PmAnomaly.RepeatedPosition => "repeated_position",
        PmAnomaly.OffsetWithoutColon => "offset_without_colon",
        PmAnomaly.TimeWithoutOffset => "time_without_offset",
        PmAnomaly.EndBeforeBeginning => "end_before_beginning",
        PmAnomaly.PeriodOutsideFile => "period_outside_file",
        PmAnomaly.NotANumber => "not_a_number",
        PmAnomaly.NoObject => "no_object",
        PmAnomaly.SuccessesAboveAttempts => "successes_above_attempts",
        PmAnomaly.Nesting => "nesting",
        PmAnomaly.Truncated => "truncated",
        _ => "after_end",
    };
}
