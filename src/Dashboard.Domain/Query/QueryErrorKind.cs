namespace Dashboard.Domain.Query;

/// <summary>Why a query has no answer, in the terms of the Prometheus HTTP API.</summary>
public enum QueryErrorKind
{
    /// <summary>The query itself is wrong: its text, its types or its time range.</summary>
    BadData,

    /// <summary>The query is well-formed but cannot be answered with the series at hand.</summary>
    Execution,

    /// <summary>The query took longer than it may.</summary>
    Timeout,

    /// <summary>The caller withdrew the query.</summary>
    Canceled,
}
