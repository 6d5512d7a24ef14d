using Dashboard.Domain.Dashboards;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Dashboard.Web.Dashboards;

/// <summary>The fields of an address's query, of which each counts as it is said first.</summary>
/// <param name="query">The query, with or without its question mark.</param>
internal sealed class AddressFields(string? query)
{
    private const string FromField = "from";
    private const string ToField = "to";

    private readonly Dictionary<string, StringValues> _fields = QueryHelpers.ParseQuery(query);

    /// <summary>A field; empty where it is not said.</summary>
    public string this[string name] => _fields.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    /// <summary>From when to when.</summary>
    /// <param name="usual">What is taken where nothing is said, or what cannot be read.</param>
    /// <param name="problem">What cannot be read, as a sentence; empty where all can.</param>
    public TimeRange Time(TimeRange usual, out string problem)
    {
        problem = "";
        if (this[FromField].Length == 0)
            return usual;
        if (TimeRange.TryParse(this[FromField], this[ToField] is { Length: > 0 } to ? to : "now", out var time, out var unread))
            return time;
        problem = $"The time cannot be read: {unread}";
        return usual;
    }

    /// <summary>Says from when to when.</summary>
    public static void Add(List<KeyValuePair<string, string?>> fields, TimeRange time)
    {
        fields.Add(new(FromField, time.From));
        fields.Add(new(ToField, time.To));
    }
}
