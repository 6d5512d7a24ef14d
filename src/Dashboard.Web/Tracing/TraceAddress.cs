using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Query;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Tracing;

/// <summary>What is seen on the Traces page, as its address says it: <c>from</c> and <c>to</c>, and <c>q</c> in TraceQL. What is not said is as usual.</summary>
public sealed record TraceAddress
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/traces";

    private const long Millisecond = 1_000_000;

    private static readonly TimeRange Usual = TimeRange.LastHour;

    /// <summary>From when to when.</summary>
    public TimeRange Time { get; init; } = Usual;

    /// <summary>Which traces.</summary>
    public TraceQuery Query { get; init; } = TraceQuery.All;

    /// <summary>The search as it was written, understood or not.</summary>
    public string Text { get; init; } = "";

    /// <summary>What could not be read, in a sentence; empty where all was.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static TraceAddress Read(string? query)
    {
        var fields = new AddressFields(query);
        var text = fields["q"].Trim();
        var (read, problem) = (TraceQuery.All, "");
        if (text.Length > TraceQuery.MaxLength)
            problem = $"The search has {text.Length} characters; {TraceQuery.MaxLength} at most.";
        else if (text.Length > 0 && !TraceQuery.TryParse(text, out read, out problem))
            read = TraceQuery.All;
        var time = fields.Time(Usual, out var unread);
        return new TraceAddress { Query = read, Text = text, Time = time, Problem = unread.Length > 0 ? unread : problem };
    }

    /// <summary>The address of the traces in which a service takes part.</summary>
    /// <param name="service">The service.</param>
    /// <param name="time">From when to when.</param>
    /// <param name="isFailing">Only those in which something of it did not end well.</param>
    public static string Of(string service, TimeRange time, bool isFailing) =>
        new TraceAddress { Time = time }.With(new TraceForm(service, "", "", isFailing ? "error" : "")).Link();

    /// <summary>The address of the traces in which a service did something under a name.</summary>
    /// <param name="service">The service.</param>
    /// <param name="operation">The name.</param>
    /// <param name="time">From when to when.</param>
    public static string Of(string service, string operation, TimeRange time) =>
        new TraceAddress { Time = time }.With(new TraceForm(service, operation, "", "")).Link();

    /// <summary>The address of the traces in which a service took long over something.</summary>
    /// <param name="service">The service.</param>
    /// <param name="nanoseconds">How long at least; rounded down to milliseconds where it has some.</param>
    /// <param name="time">From when to when.</param>
    public static string Slow(string service, long nanoseconds, TimeRange time)
    {
        var least = SpanValue.Duration(nanoseconds >= Millisecond ? nanoseconds - (nanoseconds % Millisecond) : nanoseconds);
        return new TraceAddress { Time = time }.With(new TraceForm(service, "", least.Text, "")).Link();
    }

    /// <summary>The address of a trace, opened at one of its spans.</summary>
    public static string Of(TraceId trace, SpanId span) => $"{Path}/{trace}?span={span}";

    /// <summary>The same with what a form says.</summary>
    public TraceAddress With(TraceForm form)
    {
        ArgumentNullException.ThrowIfNull(form);
        var query = form.Query;
        return this with { Query = query, Text = query == TraceQuery.All ? "" : query.ToString(), Problem = "" };
    }

    /// <summary>Where the page is with this.</summary>
    public string Link()
    {
        var fields = new List<KeyValuePair<string, string?>>(3);
        if (Text.Length > 0)
            fields.Add(new("q", Text));
        if (Time != Usual)
            AddressFields.Add(fields, Time);
        return Path + QueryString.Create(fields);
    }
}
