using System.Collections.Immutable;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query.Syntax;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Dashboard.Web.Dashboards;

/// <summary>
/// What a viewer has set on a dashboard, as the address says it, so that a link shows what its sender saw: <c>from</c>,
/// <c>to</c>, <c>refresh</c>, <c>compare</c>, <c>var-NAME</c> (once for each value) and <c>view=wall</c>. What is not said is
/// as the dashboard has it.
/// </summary>
public sealed record DashboardAddress
{
    /// <summary>What <c>var-NAME</c> says for everything at once.</summary>
    public const string All = "$__all";

    /// <summary>The longest range that is looked at.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(800);

    private const string VariablePrefix = "var-";
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);

    /// <summary>From when to when; null as the dashboard has it.</summary>
    public TimeRange? Time { get; init; }

    /// <summary>How often it is new; null as the dashboard has it.</summary>
    public RefreshChoice? Refresh { get; init; }

    /// <summary>How long ago the time is that charts compare with; null for none.</summary>
    public TimeSpan? Compare { get; init; }

    /// <summary>The values chosen, by variable; none in a list stands for all.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Variables { get; init; } = ImmutableSortedDictionary.Create<string, ImmutableArray<string>>(StringComparer.Ordinal);

    /// <summary>Whether it fills a screen alone.</summary>
    public bool IsWall { get; init; }

    /// <summary>What could not be read and is as if it had not been said, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads an address's query (with or without its question mark). What is bad in it is left out and told.</summary>
    public static DashboardAddress Read(string? query)
    {
        var fields = QueryHelpers.ParseQuery(query);
        var problems = new List<string>(); // bound: the address
        var address = new DashboardAddress
        {
            Time = ReadTime(fields, problems),
            Refresh = ReadRefresh(fields, problems),
            Compare = ReadCompare(fields, problems),
            IsWall = Only(fields, "view") == "wall",
            Variables = fields.Where(static f => f.Key.StartsWith(VariablePrefix, StringComparison.Ordinal) && f.Key.Length > VariablePrefix.Length)
                .Take(DashboardDefinition.MaxVariables)
                .ToImmutableSortedDictionary(static f => f.Key[VariablePrefix.Length..], static f => ValuesOf(f.Value), StringComparer.Ordinal),
        };
        return address with { Problems = problems };
    }

    /// <summary>The query of the address, with its question mark; empty where nothing is set.</summary>
    public string Write()
    {
        var fields = new List<KeyValuePair<string, string?>>(); // bound: what is chosen
        if (Time is { } time)
            AddressFields.Add(fields, time);
        if (Refresh is { } refresh)
            fields.Add(new("refresh", refresh.ToString()));
        if (Compare is { } compare)
            fields.Add(new("compare", DurationText.Format((long)compare.TotalMilliseconds)));
        foreach (var (name, values) in Variables)
            fields.AddRange((values.IsEmpty ? [All] : values).Select(v => new KeyValuePair<string, string?>(VariablePrefix + name, v)));
        if (IsWall)
            fields.Add(new("view", "wall"));
        return QueryString.Create(fields).ToString();
    }

    /// <summary>The same with a variable set to values; none stands for all.</summary>
    public DashboardAddress With(string variable, IEnumerable<string> values) =>
        this with { Variables = Variables.SetItem(variable, [.. values]) };

    /// <summary>The range that is shown, in milliseconds since 1970, at a time in the same unit.</summary>
    public (long From, long To) Resolve(DashboardDefinition dashboard, long now) => (Time ?? dashboard.Time).Resolve(now);

    /// <summary>How often it is new: as set here, or as the dashboard has it.</summary>
    public RefreshChoice RefreshOf(DashboardDefinition dashboard) => Refresh ?? new RefreshChoice(dashboard.Refresh);

    /// <summary>What turns the dashboard's widgets into what this viewer sees.</summary>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="choices">What is chosen of its variables.</param>
    /// <param name="now">The time now; where the viewer has paused, that when it was.</param>
    public WidgetBinding Bind(DashboardDefinition dashboard, IReadOnlyDictionary<string, VariableChoice> choices, DateTimeOffset now)
    {
        var refresh = RefreshOf(dashboard);
        var (from, to) = Resolve(dashboard, now.ToUnixTimeMilliseconds());
        var range = TimeSpan.FromMilliseconds(to - from);
        return new()
        {
            Range = range < Shortest ? Shortest : range > Longest ? Longest : range,
            Until = refresh.IsPaused || !(Time ?? dashboard.Time).IsLive ? DateTimeOffset.FromUnixTimeMilliseconds(to) : null,
            Refresh = refresh.Every,
            Compare = Compare,
            Variables = choices,
        };
    }

    private static TimeRange? ReadTime(Dictionary<string, StringValues> fields, List<string> problems)
    {
        if (Only(fields, "from") is not { } from)
            return null;
        if (!TimeRange.TryParse(from, Only(fields, "to") ?? "now", out var range, out var problem))
        {
            problems.Add($"The address's time cannot be read: {problem} The dashboard's own is shown.");
            return null;
        }
        return range;
    }

    private static RefreshChoice? ReadRefresh(Dictionary<string, StringValues> fields, List<string> problems)
    {
        if (Only(fields, "refresh") is not { } text)
            return null;
        if (RefreshChoice.TryParse(text, out var refresh))
            return refresh;
        problems.Add($"The address's refresh '{Shown(text)}' is none: write live, paused, or a time from 1s to 5m. The dashboard's own counts.");
        return null;
    }

    private static TimeSpan? ReadCompare(Dictionary<string, StringValues> fields, List<string> problems)
    {
        if (Only(fields, "compare") is not { } text)
            return null;
        if (DurationText.Parse(text) is > 0 and var milliseconds && milliseconds <= Longest.TotalMilliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        problems.Add($"The address's compare '{Shown(text)}' is no time such as 1d or 7d. Nothing is compared.");
        return null;
    }

    private static ImmutableArray<string> ValuesOf(StringValues values) =>
        values.Contains(All) ? [] : [.. values.OfType<string>().Distinct(StringComparer.Ordinal).Take(VariableDefinition.MaxValues)];

    private static string? Only(Dictionary<string, StringValues> fields, string name) =>
        fields.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;

    private static string Shown(string text) => text.Length > 40 ? text[..40] + "…" : text;
}
