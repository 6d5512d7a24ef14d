using System.Globalization;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Alarms;

/// <summary>
/// Which alarms are asked for, as an address says it: <c>state</c> is active or history, <c>severity</c> one or several
/// with commas, <c>q</c> what the object, the text or the cause contains, <c>acknowledged</c> yes or no, <c>door</c> who
/// told of it, <c>sort</c> what comes first, <c>limit</c> how many. What is not said is as usual.
/// </summary>
public sealed record AlarmQuestion
{
    /// <summary>What stands for the doors of all rules.</summary>
    public const string Rules = "rules";

    private static readonly Dictionary<string, Comparison<Alarm>?> Sorts = new(StringComparer.Ordinal)
    {
        ["worst"] = null,
        ["newest"] = static (x, y) => y.RaisedAt.CompareTo(x.RaisedAt),
        ["oldest"] = static (x, y) => x.RaisedAt.CompareTo(y.RaisedAt),
        ["changed"] = static (x, y) => y.ToldAt.CompareTo(x.ToldAt),
        ["object"] = static (x, y) => string.Compare(x.ManagedObject, y.ManagedObject, StringComparison.OrdinalIgnoreCase),
        ["count"] = static (x, y) => y.Count.CompareTo(x.Count),
    };

    /// <summary>The words for what comes first.</summary>
    public static IReadOnlyCollection<string> SortNames => Sorts.Keys;

    /// <summary>Whether those are asked for that have left the active list.</summary>
    public bool IsHistory { get; init; }

    public string Text { get; init; } = "";

    /// <summary>The severities; empty for all. Cleared are those of the active list that wait for an acknowledgement; in the history it is the worst that counts.</summary>
    public IReadOnlyList<PerceivedSeverity> Severities { get; init; } = [];

    /// <summary>Only those that are acknowledged, or are not; null for both. Of the active list.</summary>
    public bool? Acknowledged { get; init; }

    /// <summary>Only those that this door told of; empty for all. Of the active list.</summary>
    public string Door { get; init; } = "";

    /// <summary>What comes first, one of <see cref="SortNames"/>. Of the active list; the history begins with what left it last.</summary>
    public string Sort { get; init; } = "worst";

    /// <summary>How many; null for as many as is usual where it is asked.</summary>
    public int? Limit { get; init; }

    /// <summary>What could not be read, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static AlarmQuestion Read(string? query)
    {
        var fields = new AddressFields(query);
        var problems = new List<string>(); // bound: fields of the address
        var severities = new List<PerceivedSeverity>(); // bound: the address
        foreach (var name in fields["severity"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Enum.TryParse<PerceivedSeverity>(name, ignoreCase: true, out var severity) && !char.IsAsciiDigit(name[0]))
                severities.Add(severity);
            else
                problems.Add($"severity={name} is none; there are {string.Join(", ", Enum.GetNames<PerceivedSeverity>().Select(static n => n.ToLowerInvariant()))}.");
        }
        var limit = fields["limit"];
        int? most = null;
        if (limit.Length > 0)
        {
            if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= AlarmArchive.MostFound)
                most = number;
            else
                problems.Add($"limit={limit} is not a whole number from 1 to {AlarmArchive.MostFound}.");
        }
        var (state, acknowledged, sort) = (fields["state"], fields["acknowledged"], fields["sort"]);
        if (state is not ("" or "active" or "history"))
            problems.Add($"state={state} is neither active nor history.");
        if (acknowledged is not ("" or "yes" or "no"))
            problems.Add($"acknowledged={acknowledged} is neither yes nor no.");
        if (sort.Length > 0 && !Sorts.ContainsKey(sort))
            problems.Add($"sort={sort} is no order; there are {string.Join(", ", Sorts.Keys)}.");
        return new AlarmQuestion
        {
            IsHistory = state == "history",
            Text = fields["q"].Trim(),
            Severities = severities,
            Acknowledged = acknowledged switch { "yes" => true, "no" => false, _ => null },
            Door = fields["door"],
            Sort = Sorts.ContainsKey(sort) ? sort : "worst",
            Limit = most,
            Problems = problems,
        };
    }

    /// <summary>Where the page or the API is with this.</summary>
    public string Link(string path)
    {
        var fields = new List<KeyValuePair<string, string?>>(); // bound: what is chosen
        if (IsHistory)
            fields.Add(new("state", "history"));
        if (Severities.Count > 0)
            fields.Add(new("severity", string.Join(',', Severities.Select(static s => s.ToString().ToLowerInvariant()))));
        if (Acknowledged is { } acknowledged)
            fields.Add(new("acknowledged", acknowledged ? "yes" : "no"));
        if (Door.Length > 0)
            fields.Add(new("door", Door));
        if (Sort != "worst")
            fields.Add(new("sort", Sort));
        if (Text.Length > 0)
            fields.Add(new("q", Text));
        return path + QueryString.Create(fields);
    }

    /// <summary>The door of an alarm as it is chosen by: all rules are one.</summary>
    public static string KindOf(string door) => door.StartsWith("rule ", StringComparison.Ordinal) ? Rules : door;

    /// <summary>Those of the active list that are asked for, in order, however many.</summary>
    public IReadOnlyList<Alarm> Of(AlarmSnapshot list)
    {
        var found = new List<Alarm>(); // bound: the list
        foreach (var alarm in list.All)
        {
            if (Holds(alarm))
                found.Add(alarm);
        }
        if (Sorts[Sort] is { } compare)
        {
            // A stable order: what is equal stays as the list has it.
            var places = found.Select(static (alarm, place) => (alarm, place)).ToArray();
            Array.Sort(places, (x, y) => compare(x.alarm, y.alarm) is var order and not 0 ? order : x.place.CompareTo(y.place));
            return Array.ConvertAll(places, static p => p.alarm);
        }
        return found;
    }

    private bool Holds(Alarm alarm) =>
        (Severities.Count == 0 || Severities.Contains(alarm.Severity))
        && (Acknowledged is not { } acknowledged || acknowledged != alarm.IsUnacknowledged)
        && (Door.Length == 0 || alarm.Doors.Any(d => KindOf(d.Name) == Door))
        && (Text.Length == 0 || Has(alarm.ManagedObject) || Has(alarm.Text) || Has(alarm.Identity.ProbableCause));

    private bool Has(string text) => text.Contains(Text, StringComparison.OrdinalIgnoreCase);
}
