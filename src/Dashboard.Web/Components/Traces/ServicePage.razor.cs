using Dashboard.Domain.Logs;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Web.Live;
using Dashboard.Web.Logs;
using Dashboard.Web.Tracing;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Traces;

/// <summary>
/// A service: how many calls it answers, how many of them fail and how long they take, beside the same a day before; what it
/// does, whom it waits for, who calls it, and what goes wrong. While its time ends now, it is asked anew at a pace.
/// </summary>
public sealed partial class ServicePage
{
    private const int MostOperations = 50;
    private const int MostNeighbours = 50;
    private const int SlowestNamed = 5;
    private const string Service = "service";
    private const string Queue = "queue";

    // A long time is dear to ask for, and its figures move slowly.
    private const int AsksOfRange = 240;

    private ServiceAddress _address = new("");
    private ServiceProfile? _profile;
    private string _service = "";
    private string _path = "";
    private long _askedAt;

    /// <summary>The service's name.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    [Inject]
    private QueryEngine Engine { get; set; } = default!;

    [Inject]
    private ISeriesSource Series { get; set; } = default!;

    [Inject]
    private TraceSearches Searches { get; set; } = default!;

    protected override string Path => _path;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    protected override bool IsFollowing => _address.Time.IsLive && _profile is not null && _address.Problem.Length == 0 && Now - _askedAt >= Interval;

    // From one asking to the next, in milliseconds.
    private long Interval
    {
        get
        {
            var (from, to) = _address.Time.Resolve(Now);
            return Math.Max(15_000, (to - from) / AsksOfRange);
        }
    }

    private string LogLink => (new LogAddress { Time = _address.Time }).With(LogQuery.All.With(LogField.Service, _service)).Link();

    private string SlowestLink => _profile?.Spans.Slow is [.., var last] ? TraceAddress.Slow(_service, last.Duration, _address.Time) : TraceAddress.Of(_service, _address.Time, isFailing: false);

    // From one service to another the page stays, and only its name changes.
    protected override async Task OnParametersSetAsync()
    {
        if (Name != _service)
            await Read();
    }

    protected override async Task Read()
    {
        var address = new Uri(Navigation.Uri);
        (_path, _service) = (address.AbsolutePath, Name);
        _address = ServiceAddress.Read(_service, address.Query);
        _profile = null;
        await AskNothing();
        if (_address.Problem.Length == 0)
            await Update();
    }

    protected override Task Update() => Ask(async token =>
    {
        var asked = Now;
        _profile = await ServiceProfile.Ask(Engine, Series, Searches, Time, _address, token);
        _askedAt = asked;
    });

    /// <summary>What does worst comes first: by severity, then by how many calls fail, then by how long they take.</summary>
    private static IEnumerable<ServiceOperation> WorstFirst(IEnumerable<ServiceOperation> operations) => operations
        .OrderByDescending(static o => o.Now.Severity).ThenByDescending(static o => o.Now.Failing)
        .ThenByDescending(static o => double.IsNaN(o.Now.P95) ? -1 : o.Now.P95).ThenBy(static o => o.Name, StringComparer.Ordinal);

    private static IEnumerable<ServiceNeighbour> SlowestFirst(IEnumerable<ServiceNeighbour> neighbours) => neighbours
        .OrderByDescending(static n => double.IsNaN(n.Figures.P95) ? -1 : n.Figures.P95).ThenByDescending(static n => n.Figures.Rate).ThenBy(static n => n.Name, StringComparer.Ordinal);

    private static IEnumerable<ServiceNeighbour> BusiestFirst(IEnumerable<ServiceNeighbour> neighbours) => neighbours
        .OrderByDescending(static n => n.Figures.Rate).ThenBy(static n => n.Name, StringComparer.Ordinal);

    /// <summary>The page of a neighbour; empty where it tells no spans, and so has none.</summary>
    private string PageOf(ServiceNeighbour neighbour)
    {
        var isService = KindOf(neighbour) switch
        {
            Service => true,
            Queue => _profile!.Spans.Services.Contains(neighbour.Name, StringComparer.Ordinal),
            _ => false,
        } && neighbour.Name != SpanKey.Other;
        return isService ? new ServiceAddress(neighbour.Name) { Time = _address.Time }.Link() : "";
    }

    private static string KindOf(ServiceNeighbour neighbour) => ServiceEdge.ConnectionOf(neighbour.ConnectionType) switch
    {
        EdgeConnection.Messaging => Queue,
        EdgeConnection.Database => "database",
        EdgeConnection.Virtual => neighbour.Name == ServiceEdge.User ? "users" : "external",
        _ => Service,
    };

    private static string Moment(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("MM-dd HH:mm:ss");

    private static string Share(double percent) => Unit.Percent.Format(percent).ToString();

    private static string Rate(double perSecond) => Unit.PerSecond.Format(perSecond).ToString();

    private static string Took(double seconds) => Unit.Seconds.Format(seconds).ToString();

    // Why there are no figures where there are spans.
    private string Uncounted => _profile!.Spans.Slow.Count > 0
        ? "Calls have come, but they are not counted yet: that is done every 10 s, and a rate takes two counts."
        : _profile.Spans.HasAny ? "It answers no calls in this time: none of its spans is of a server or a consumer." : "No series counts its calls in this time.";
}
