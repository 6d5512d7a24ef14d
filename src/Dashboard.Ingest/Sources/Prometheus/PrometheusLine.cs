namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>What a line of an exposition is.</summary>
internal enum PrometheusLineKind : byte
{
    /// <summary>Empty, or a comment for people.</summary>
    Nothing,

    /// <summary>A series, its value, and perhaps a time and an exemplar.</summary>
    Sample,

    /// <summary><c># HELP</c>.</summary>
    Help,

    /// <summary><c># TYPE</c>.</summary>
    Type,

    /// <summary><c># UNIT</c>, of OpenMetrics.</summary>
    Unit,

    /// <summary><c># EOF</c>, of OpenMetrics.</summary>
    End,

    /// <summary>Something that is none of these.</summary>
    Bad,
}

/// <summary>A line as it was read: places in the line, and what they say.</summary>
internal readonly ref struct PrometheusLine
{
    public PrometheusLineKind Kind { get; init; }

    /// <summary>The octets of a sample's series, or the name that a comment tells of.</summary>
    public ReadOnlySpan<byte> Series { get; init; }

    /// <summary>What a comment tells, with its escapes.</summary>
    public ReadOnlySpan<byte> Text { get; init; }

    public double Value { get; init; }

    /// <summary>Whether the sample has a time of its own.</summary>
    public bool HasTime { get; init; }

    /// <summary>That time, in milliseconds since 1970-01-01 UTC.</summary>
    public long Time { get; init; }

    /// <summary>The octets of an exemplar, from its brace on; empty where there is none.</summary>
    public ReadOnlySpan<byte> Exemplar { get; init; }

    /// <summary>What is wrong with the line; null where nothing is.</summary>
    public string? Problem { get; init; }

    public static PrometheusLine Bad(string problem) => new() { Kind = PrometheusLineKind.Bad, Problem = problem };
}
