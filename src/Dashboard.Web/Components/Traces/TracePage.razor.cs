using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Timeline;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Logs;
using Dashboard.Web.Tracing;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Traces;

/// <summary>
/// A trace: its spans over time with what its duration hangs on, as flames, or beside another; a span of it with all that
/// is told of it, and the lines of log of the trace. Of a large trace the first spans are drawn, and those around the chosen one.
/// </summary>
public sealed partial class TracePage
{
    private const string FlamesView = "flames";
    private const string CompareView = "compare";
    private const int ShownAtFirst = 300;
    private const int MostIndent = 30;
    private const int Hues = 8;
    private const int MostLines = 100;

    /// <summary>Lines are looked for so long before and after: clocks differ.</summary>
    private const long Around = 60_000;

    private static readonly (string View, string Title)[] Views = [("", "Timeline"), (FlamesView, "Flame graph"), (CompareView, "Compare")];

    private readonly HashSet<int> _closed = []; // bound: spans of the trace
    private TraceTimeline? _timeline;
    private TraceTimeline? _other;
    private Dictionary<string, int> _series = []; // bound: services of the trace
    private IReadOnlyList<LogLine> _lines = [];
    private string _view = "";
    private string _otherText = "";
    private int _chosen;
    private int _most = ShownAtFirst;
    private int _hidden;
    private bool _isUnreadable;

    /// <summary>The trace's id in hexadecimal digits.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private SpanStore Spans { get; set; } = default!;

    [Inject]
    private LogArchive Archive { get; set; } = default!;

    protected override string Path => $"{TraceAddress.Path}/{Id}";

    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    /// <summary>A trace that is looked at stays as it is: spans that come late are seen when it is opened again.</summary>
    protected override bool IsFollowing => false;

    private (long From, long To) Times => (((_timeline?.Start ?? 0) / 1_000_000) - Around, (((_timeline?.Start ?? 0) + (_timeline?.Duration ?? 0)) / 1_000_000) + Around);

    private string LogLink => (new LogAddress { Time = Domain.Dashboards.TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(Times.From), DateTimeOffset.FromUnixTimeMilliseconds(Times.To)) })
        .With(LogQuery.All.With(LogField.Trace, Id)).Link();

    protected override Task Update() => Task.CompletedTask;

    protected override async Task Read()
    {
        var asked = new AddressFields(new Uri(Navigation.Uri).Query);
        _view = asked["view"] is FlamesView or CompareView ? asked["view"] : "";
        _otherText = asked["with"];
        if (_timeline is null)
            await Open();
        if (_timeline is not { Rows.Count: > 0 } timeline)
            return;
        _other = TraceId.TryParse(_otherText, out var other) ? TraceTimeline.Of(Spans.Trace(other)) : null;
        _chosen = SpanId.TryParse(asked["span"], out var span) ? RowOf(timeline, r => r.Span.SpanId == span) : -1;
        if (_chosen < 0)
            _chosen = Math.Max(0, RowOf(timeline, static r => r.Span.Status != SpanStatus.Ok && r.Errors == 1));
        for (var above = timeline.Rows[_chosen].Parent; above >= 0; above = timeline.Rows[above].Parent)
            _closed.Remove(above);
    }

    private async Task Open()
    {
        _isUnreadable = !TraceId.TryParse(Id, out var trace);
        if (_isUnreadable)
            return;
        _timeline = TraceTimeline.Of(Spans.Trace(trace));
        _series = _timeline.Services.Index().ToDictionary(static s => s.Item, static s => s.Index % Hues, StringComparer.Ordinal);
        if (_timeline.Rows.Count > 0)
            await Ask(async token => _lines = [.. (await Archive.Search(new LogSearch { Query = LogQuery.All.With(LogField.Trace, Id), From = Times.From, To = Times.To, Limit = MostLines }, token)).Lines.OrderBy(static l => l.Record.Timestamp)]);
    }

    private static int RowOf(TraceTimeline timeline, Predicate<TimelineRow> isWanted)
    {
        for (var i = 0; i < timeline.Rows.Count; i++)
        {
            if (isWanted(timeline.Rows[i]))
                return i;
        }
        return -1;
    }

    /// <summary>The rows that are drawn: the first that nothing above has closed, and the chosen one with its neighbours.</summary>
    private List<int> Shown()
    {
        var rows = _timeline!.Rows;
        var open = new List<int>(); // bound: spans of the trace
        for (var at = 0; at < rows.Count; at += 1 + (_closed.Contains(at) ? rows[at].Below : 0))
            open.Add(at);
        var chosen = Math.Max(0, open.IndexOf(_chosen));
        var shown = open.Take(_most).Union(open.Skip(Math.Max(0, chosen - 10)).Take(21)).Order().ToList();
        _hidden = open.Count - shown.Count;
        return shown;
    }

    private void ShowMore() => _most += ShownAtFirst;

    private void Turn(int row)
    {
        if (!_closed.Remove(row))
            _closed.Add(row);
    }

    private void Compare() => GoTo(Link(view: CompareView, other: _otherText.Trim()));

    private int SeriesOf(string service) => _series.GetValueOrDefault(service) + 1;

    private string Link(int row) => Link(span: _timeline!.Rows[row].Span.SpanId.ToString());

    private string Link(string view = "", string span = "", string other = "") =>
        Path + Microsoft.AspNetCore.Http.QueryString.Create(new[] { ("view", view), ("span", span), ("with", other) }.Where(static f => f.Item2.Length > 0).Select(static f => KeyValuePair.Create<string, string?>(f.Item1, f.Item2)));

    private static IEnumerable<string> Problems(TraceTimeline timeline)
    {
        if (timeline.Rows.Count(static r => r.IsOrphan) is > 0 and var orphans)
            yield return $"{TraceText.Count(orphans, "span")} name{(orphans == 1 ? "s" : "")} a cause that has not come: something is missing above.";
        if (timeline.Rows.Count(static r => r.Skew != 0) is > 0 and var skewed)
            yield return $"The clocks of this trace's processes differ; {TraceText.Count(skewed, "span")} {(skewed == 1 ? "was" : "were")} moved into the calls that caused them.";
    }

    private static List<(string Name, string Value)> Read(AttributeList attributes)
    {
        var read = new List<(string Name, string Value)>(); // bound: what a span holds
        foreach (var attribute in attributes)
            read.Add((attribute.Name.ToString(), attribute.Value.ToString()));
        return read;
    }
}
