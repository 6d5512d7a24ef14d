using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Logs;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Logs;

/// <summary>What is seen on the Logs page, as its address says it: <c>from</c> and <c>to</c>, and <c>q</c> in the words of <see cref="LogQuery"/>. What is not said is as usual.</summary>
public sealed record LogAddress
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/logs";

    private static readonly TimeRange Usual = TimeRange.LastHour;

    /// <summary>From when to when.</summary>
    public TimeRange Time { get; init; } = Usual;

    /// <summary>Which lines.</summary>
    public LogQuery Query { get; init; } = LogQuery.All;

    /// <summary>The search as it was written, understood or not.</summary>
    public string Text { get; init; } = "";

    /// <summary>What could not be read, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static LogAddress Read(string? query)
    {
        var fields = new AddressFields(query);
        var text = fields["q"].Trim();
        var read = LogQuery.Parse(text, out var unread);
        var problems = unread.ToList();
        var time = fields.Time(Usual, out var problem);
        if (problem.Length > 0)
            problems.Add(problem);
        return new LogAddress { Query = read, Text = text, Time = time, Problems = problems };
    }

    /// <summary>The same with another search.</summary>
    public LogAddress With(LogQuery query) => this with { Query = query, Text = query.ToString(), Problems = [] };

    /// <summary>Where the page is with this.</summary>
    public string Link(string path = Path)
    {
        var fields = new List<KeyValuePair<string, string?>>(3);
        if (Text.Length > 0)
            fields.Add(new("q", Text));
        if (Time != Usual)
            AddressFields.Add(fields, Time);
        return path + QueryString.Create(fields);
    }
}
