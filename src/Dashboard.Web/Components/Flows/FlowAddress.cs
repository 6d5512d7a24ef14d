using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Flows;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Components.Flows;

/// <summary>
/// What is seen on the Flows page, as its address says it: <c>from</c> and <c>to</c>, <c>by</c> for what is ranked,
/// <c>filter</c> in the words of <see cref="FlowTerms"/>, <c>ends</c> for what a Sankey diagram's ends are, and
/// <c>show</c> for what the chart is of. What is not said is as usual.
/// </summary>
public sealed record FlowAddress
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/flows";

    /// <summary>What a filter's field is called.</summary>
    public const string FilterField = "filter";

    private static readonly TimeRange Usual = TimeRange.Last(TimeSpan.FromMinutes(15));

    /// <summary>From when to when.</summary>
    public TimeRange Time { get; init; } = Usual;

    /// <summary>What is ranked.</summary>
    public FlowDimension By { get; init; }

    /// <summary>What a Sankey diagram's ends are: source address, AS or country.</summary>
    public FlowDimension Ends { get; init; } = FlowDimension.SourceAddress;

    /// <summary>What the chart is of.</summary>
    public FlowMeasure Show { get; init; }

    /// <summary>Which flows.</summary>
    public FlowTerms Filter { get; init; } = FlowTerms.None;

    /// <summary>The filter as it was written, understood or not.</summary>
    public string Text { get; init; } = "";

    /// <summary>What could not be read, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static FlowAddress Read(string? query)
    {
        var fields = new AddressFields(query);
        var problems = new List<string>(); // bound: fields, and the filter's length
        var address = new FlowAddress
        {
            By = Choice(fields["by"], default(FlowDimension), "by", problems),
            Show = Choice(fields["show"], default(FlowMeasure), "show", problems),
            Ends = fields["ends"] switch { "as" => FlowDimension.SourceAs, "country" => FlowDimension.SourceCountry, _ => FlowDimension.SourceAddress },
            Text = fields[FilterField].Trim(),
        };
        var filter = FlowTerms.Parse(address.Text, out var unread);
        problems.AddRange(unread);
        var time = fields.Time(Usual, out var problem);
        if (problem.Length > 0)
            problems.Add(problem);
        return address with { Filter = filter, Time = time, Problems = problems };
    }

    /// <summary>The same with a filter.</summary>
    public FlowAddress With(FlowTerms filter) => this with { Filter = filter, Text = filter.ToString() };

    /// <summary>Where the page is with this.</summary>
    public string Link(string path = Path)
    {
        var fields = new List<KeyValuePair<string, string?>>(); // bound: what is chosen
        if (Time != Usual)
            AddressFields.Add(fields, Time);
        if (By != default)
            fields.Add(new("by", Name(By)));
        if (Text.Length > 0)
            fields.Add(new(FilterField, Text));
        if (Ends != FlowDimension.SourceAddress)
            fields.Add(new("ends", Ends == FlowDimension.SourceAs ? "as" : "country"));
        if (Show != default)
            fields.Add(new("show", Name(Show)));
        return path + QueryString.Create(fields);
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static T Choice<T>(string text, T usual, string field, List<string> problems)
        where T : struct, Enum
    {
        if (text.Length == 0)
            return usual;
        if (Enum.GetValues<T>().FirstOrDefault(v => Name(v).Equals(text, StringComparison.OrdinalIgnoreCase)) is var value && Name(value).Equals(text, StringComparison.OrdinalIgnoreCase))
            return value;
        problems.Add($"The address's '{field}' is to be one of {string.Join(", ", Enum.GetValues<T>().Select(Name))}.");
        return usual;
    }
}

/// <summary>What a chart of flows is of.</summary>
public enum FlowMeasure
{
    /// <summary>Bits a second.</summary>
    Bits,

    /// <summary>Packets a second.</summary>
    Packets,

    /// <summary>Flows a second.</summary>
    Flows,
}
