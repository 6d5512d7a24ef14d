namespace Dashboard.Ingest.Ran.Jobs;

/// <summary>A job's filter as RANPM writes it in JSON. A list that is missing or empty wants everything.</summary>
public sealed record MeasurementJobText
{
    /// <summary>The names of those whose measurements are wanted.</summary>
    public IReadOnlyList<string>? SourceNames { get; init; }

    /// <summary>Parts of the names of measured objects.</summary>
    public IReadOnlyList<string>? MeasObjInstIds { get; init; }

    /// <summary>Measurements by classes of objects.</summary>
    public IReadOnlyList<MeasurementTypeSpec>? MeasTypeSpecs { get; init; }

    /// <summary>Parts of the names of managed elements.</summary>
    public IReadOnlyList<string>? MeasuredEntityDns { get; init; }

    /// <summary>The first end of a period that is wanted (RFC 3339).</summary>
    public string? PmRopStartTime { get; init; }

    /// <summary>The last one.</summary>
    public string? PmRopEndTime { get; init; }
}

/// <summary>Measurements of a class of objects.</summary>
/// <param name="MeasuredObjClass">The class: <c>NRCellDU</c>; empty for any.</param>
/// <param name="MeasTypes">The measurements' names; none for all.</param>
public sealed record MeasurementTypeSpec(string? MeasuredObjClass, IReadOnlyList<string>? MeasTypes);
