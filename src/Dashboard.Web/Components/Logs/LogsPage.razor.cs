using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Logs;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Logs;

/// <summary>
/// Lines of log: searched, counted over time, followed live, and what they have in common. What is seen is in the address.
/// While its time ends now, what is new is asked for every second; it comes on top, where a list that was scrolled stays.
/// </summary>
public sealed partial class LogsPage
{
    /// <summary>New lines that are counted while the page is held.</summary>
    private const int Waiting = 1000;

    private const string Example = "\"link down\" xe-0/0/1 -flap host:rtr* severity>=warning";
    private const int Page = 200;
    private const int MostShown = 1000;
    private const int Bars = 80;

    private static readonly TimeSpan CountPace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LivePatience = TimeSpan.FromMilliseconds(300);

    private static readonly (string Text, TimeSpan Span)[] Windows =
        [("15 min", TimeSpan.FromMinutes(15)), ("1 h", TimeSpan.FromHours(1)), ("6 h", TimeSpan.FromHours(6)), ("24 h", TimeSpan.FromDays(1)), ("7 d", TimeSpan.FromDays(7))];

    private LogAddress _address = new();
    private IReadOnlyList<string> _problems = [];
    private List<LogLine> _lines = []; // bound: MostShown
    private IReadOnlyList<PatternRow> _patterns = [];
    private LogBars? _bars;
    private LogCursor? _next;
    private long? _lookedBackTo;
    private long _newest;
    private long _askedAt;
    private long _countedAt;
    private long? _opened;
    private string? _device;
    private long _patternsSince;
    private int _waiting;
    private bool _isAsked;
    private bool _isHeld;
    private bool _isMore;
    private string _text = "";
    private string _from = "";
    private string _to = "";
    private string _timeProblem = "";

    [Inject]
    private LogArchive Archive { get; set; } = default!;

    [Inject]
    private DeviceInventory Inventory { get; set; } = default!;

    protected override string Path => LogAddress.Path;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(1);

    protected override bool IsFollowing => _address.Time.IsLive && _isAsked && _problems.Count == 0;

    private string TimeFormat => _address.Time.Resolve(0) is var (from, to) && to - from > 86_400_000 ? "MM-dd HH:mm:ss.fff" : "HH:mm:ss.fff";

    private string Facts
    {
        get
        {
            var (since, lines, bytes) = Archive.Held();
            return since is not { } first ? "No line has come yet" : string.Create(CultureInfo.InvariantCulture, $"{lines:N0} lines since {DateTimeOffset.FromUnixTimeMilliseconds(first):d MMM HH:mm} UTC, {Unit.Bytes.Format(bytes)} on disk");
        }
    }

    private string Advice => _address.Query.Terms.IsEmpty
        ? "Point devices at this server by syslog, or look at a longer time. Sources says what each receiver takes in."
        : "Remove a term, or look at a longer time. Words are whole words: write the beginning of one with an asterisk, such as inter*.";

    private string PatternNote => Now - _patternsSince < TimeSpan.FromDays(1).TotalMilliseconds
        ? $"Patterns are known since {Clock(_patternsSince)} UTC; new is what was first seen an hour later or more."
        : "New is what was first seen within the last 24 hours.";

    protected override async Task Read()
    {
        var address = LogAddress.Read(new Uri(Navigation.Uri).Query);
        (_address, _text, _timeProblem, _problems) = (address, address.Text, "", address.Problems);
        (_from, _to) = (address.Time.From, address.Time.To);
        (_lines, _bars, _next, _lookedBackTo, _opened, _isAsked, _isHeld, _waiting) = ([], null, null, null, null, false, false, 0);
        await AskNothing();
        if (_problems.Count == 0)
            await Ask(async token =>
            {
                var answer = await Archive.Search(Search() with { Limit = Page }, token);
                (_lines, _next, _lookedBackTo) = ([.. answer.Lines], answer.Next, answer.LookedBackTo);
                _newest = answer.Lines.Select(static l => l.Number).DefaultIfEmpty().Max();
                await Count(TimeSpan.FromSeconds(1), token);
                (_isAsked, _askedAt) = (true, Now);
            });
    }

    private LogSearch Search()
    {
        var (from, to) = _address.Time.Resolve(Now);
        return new LogSearch { Query = _address.Query, From = from, To = _address.Time.IsLive ? long.MaxValue : to };
    }

    private async Task Count(TimeSpan patience, CancellationToken token)
    {
        var (from, to) = _address.Time.Resolve(Now);
        var histogram = await Archive.Count(Search() with { To = to, Patience = patience }, Bars, token);
        _bars = histogram.Total > 0 ? new LogBars(histogram, from, to) : null;
        var (patterns, since) = Archive.Patterns();
        (_patterns, _patternsSince, _countedAt) = (PatternRow.Of(patterns, since, Now), since, Now);
    }

    // What ends now moves on; the rest stands still.
    protected override Task Update() => Ask(async token =>
    {
        var answer = await Archive.Search(Search() with { Since = _newest, Limit = _isHeld ? Waiting : Page, Patience = LivePatience }, token);
        _askedAt = Now;
        if (_isHeld)
        {
            _waiting = answer.Lines.Count;
            return;
        }
        if (answer.Lines.Count > 0)
        {
            _newest = Math.Max(_newest, answer.Lines.Max(static l => l.Number));
            // More came than is shown: what is between is older than what is on top, and a search away.
            var held = answer.Next is null ? _lines : [];
            if (answer.Next is not null)
                (_next, _lookedBackTo) = (answer.Next, answer.LookedBackTo);
            _lines = [.. answer.Lines.Concat(held).OrderByDescending(static l => (l.Record.Timestamp, l.Number)).Take(MostShown)];
            if (_lines.Count == MostShown)
                _next = new LogCursor(_lines[^1].Record.Timestamp, _lines[^1].Number);
        }
        if (Now - _countedAt >= CountPace.TotalMilliseconds)
            await Count(LivePatience, token);
    });

    private async Task More()
    {
        _isMore = true;
        // What is older is read standing still.
        _isHeld = _address.Time.IsLive;
        await Ask(async token =>
        {
            var answer = await Archive.Search(Search() with { After = _next, Limit = Page }, token);
            _lines = [.. _lines.Concat(answer.Lines).TakeLast(MostShown)];
            (_next, _lookedBackTo) = (answer.Next, answer.LookedBackTo);
        });
        _isMore = false;
    }

    private async Task Hold()
    {
        _isHeld = !_isHeld;
        _waiting = 0;
        if (!_isHeld)
            await Read();
    }

    private void Open(LogLine line)
    {
        _opened = _opened == line.Number ? null : line.Number;
        _device = _opened is null ? null : new DeviceIdentity(Inventory.Current.Devices.Values).InstanceOf(LogText.Host(line.Record));
    }

    private void Apply() => GoTo((_address with { Text = _text.Trim() }).Link());

    private void Set(LogField field, ChangeEventArgs e) => GoTo(_address.With(_address.Query.With(field, e.Value?.ToString()?.Trim() ?? "")).Link());

    private void ApplyTime()
    {
        if (TimeRange.TryParse(_from.Trim(), _to.Trim(), out var range, out _timeProblem))
            GoTo((_address with { Time = range }).Link());
    }

    private IEnumerable<(string Value, string Title)> SeverityChoices()
    {
        yield return ("", "any");
        var chosen = _address.Query.Only(LogField.Severity);
        foreach (var keyword in LogSeverities.Keywords.Skip(2))
            yield return ($">={keyword}", $"{keyword} and worse");
        if (chosen.Length > 0 && !LogSeverities.Keywords.Skip(2).Any(k => chosen == $">={k}"))
            yield return (chosen, chosen);
    }

    private IEnumerable<(string To, string Title)> Links(LogRecord record)
    {
        if (LogText.Host(record) is { Length: > 0 } host)
        {
            yield return (_address.With(_address.Query.With(LogField.Host, host)).Link(), "Only this host");
            if (_device is { } device)
                yield return ($"/devices/{Uri.EscapeDataString(device)}", "Device");
        }
        if (record.Origin.Get("app") is { Length: > 0 } app)
            yield return (_address.With(_address.Query.With(LogField.App, app)).Link(), "Only this program");
        if (record.MessageId.Length > 0)
            yield return (_address.With(_address.Query.With(LogField.Id, record.MessageId)).Link(), "Only this kind");
        if (record.TraceId.ToString() is { Length: > 0 } trace)
            yield return (_address.With(LogQuery.All.With(LogField.Trace, trace)).Link(), "Lines of this trace");
    }

    private string Clock(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString(Now - time > 86_400_000 ? "d MMM HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture);
}
