using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>How one metric is found in a page; an entry of the list <c>Metrics</c> of a target. Queries are JSONPath (RFC 9535).</summary>
public sealed class HttpJsonMetricOptions
{
    /// <summary>The metric's name. Required.</summary>
    [Required, MinLength(1)]
    public string Name { get; init; } = "";

    /// <summary>A query for the items that each become a series: <c>$.ports[*]</c>. Default <c>$</c>, the page as one item.</summary>
    public string Items { get; init; } = "$";

    /// <summary>A query for the value, <c>@</c> being the item: <c>@.rx.bytes</c>. Default <c>@</c>. Numbers, numbers in quotes and truth values (1 and 0) are values; null is none.</summary>
    public string Value { get; init; } = "@";

    /// <summary>Labels by name: a query, <c>@.name</c> or <c>$.serial</c>, or what does not begin like one and is taken as it is. Default none.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Numbers for states that are told in words, by word, in any case: <c>up</c> 1, <c>down</c> 0. Default none.</summary>
    public IReadOnlyDictionary<string, double> States { get; init; } = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a value is multiplied with, but for those of states. Default 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>A query for the time of a sample: RFC 3339 text, or seconds since 1970-01-01 UTC, milliseconds from 10¹¹ on. Default none: the time of the fetch.</summary>
    public string Timestamp { get; init; } = "";

    /// <summary>Whether it is a counter rather than a gauge. Default false.</summary>
    public bool IsCounter { get; init; }

    /// <summary>One line for people. Default none.</summary>
    public string Help { get; init; } = "";
}
