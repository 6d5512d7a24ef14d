using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Web.Live;
using Dashboard.Web.Tracing;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Traces;

/// <summary>Traces that are searched for, by a form or in TraceQL. What is seen is in the address; while its time ends now, what is new is asked for.</summary>
public sealed partial class TracesPage
{
    private const int MostFound = 200;
    private const string Example = "{ resource.service.name = \"billing\" && duration > 500ms && status = error }";

    /// <summary>The times that are one click away on pages of traces.</summary>
    internal static readonly (string Text, TimeSpan Span)[] Windows =
        [("15 min", TimeSpan.FromMinutes(15)), ("1 h", TimeSpan.FromHours(1)), ("6 h", TimeSpan.FromHours(6)), ("24 h", TimeSpan.FromDays(1))];

    private TraceAddress _address = new();
    private TraceForm? _form;
    private IReadOnlyList<TraceSummary> _found = [];
    private IReadOnlyList<string> _services = [];
    private IReadOnlyList<string> _operations = [];
    private long _longest;
    private long _askedAt;
    private bool _isAsked;
    private bool _isBySlowest;
    private string _text = "";

    [Inject]
    private SpanStore Spans { get; set; } = default!;

    [Inject]
    private TraceSearches Searches { get; set; } = default!;

    protected override string Path => TraceAddress.Path;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    protected override bool IsFollowing => _address.Time.IsLive && _isAsked && _address.Problem.Length == 0;

    private string Facts
    {
        get
        {
            var held = Spans.Statistics();
            return held.Spans == 0 ? "No span has come yet" : $"{TraceText.Count((int)Math.Min(held.Spans, int.MaxValue), "span")} of {TraceText.Count(_services.Count, "service")} held in {Unit.Bytes.Format(held.Bytes)}";
        }
    }

    protected override async Task Read()
    {
        _address = TraceAddress.Read(new Uri(Navigation.Uri).Query);
        (_text, _form, _found, _isAsked) = (_address.Text, TraceForm.From(_address.Query), [], false);
        await AskNothing();
        if (_address.Problem.Length == 0)
            await Update();
    }

    protected override Task Update() => Ask(async token =>
    {
        var (from, to) = _address.Time.Resolve(Now);
        // What other clocks are ahead is new, too.
        var found = await Searches.Search(_address.Query, from, _address.Time.IsLive ? long.MaxValue : to, MostFound, token, spansOfEach: 0);
        (_found, _longest) = (found, found.Select(static t => t.Duration).DefaultIfEmpty().Max());
        _services = Spans.Services();
        _operations = _form is { Service.Length: > 0 } form ? Spans.Operations(form.Service) : [];
        (_isAsked, _askedAt) = (true, Now);
    });

    private void Apply() => GoTo((_address with { Text = _text.Trim() }).Link());

    private void Set(TraceForm form) => GoTo(_address.With(form).Link());

    private static string Value(ChangeEventArgs e) => e.Value?.ToString()?.Trim() ?? "";

    private static IEnumerable<string> With(IReadOnlyList<string> known, string chosen) => chosen.Length == 0 || known.Contains(chosen) ? known : known.Prepend(chosen);
}
