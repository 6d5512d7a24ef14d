using System.Globalization;
using System.Net;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Live;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Walls;

/// <summary>
/// A whole screen that nobody touches: a pinned header, the dashboards of a playlist in turn, and nothing else. It follows
/// every change by itself: of its dashboards, of its wall, of the server.
/// </summary>
public sealed partial class WallScreen : IDisposable
{
    private static readonly AlarmsDefinition OpenAlarms = new() { Id = "wall-alarms", Title = "Open alarms" };

    // A dashboard that is to be shown at once is there for this long before it fades in, so that it fades in filled.
    private static readonly TimeSpan Ready = TimeSpan.FromSeconds(1);

    // Longer than the fade in WallScreen.razor.css.
    private static readonly TimeSpan Faded = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan RenderBeat = TimeSpan.FromSeconds(5);

    private readonly List<Layer> _layers = []; // bound: the dashboard that is shown, the one that leaves, the one that comes
    private WallProgramme _programme = default!;
    private IDisposable? _beats;
    private WallDisplay? _display;
    private DateTimeOffset _lastLook;
    private DateTimeOffset _lastRender;
    private DateTimeOffset? _leftAt;
    private long _beat;
    private volatile bool _outdated;

    /// <summary>What the wall shows.</summary>
    [Parameter, EditorRequired]
    public WallDefinition Definition { get; set; } = default!;

    /// <summary>The id of the link's wall; null where somebody who is signed in looks at dashboards as a wall.</summary>
    [Parameter]
    public long? Linked { get; set; }

    /// <summary>The revision of the link's wall that <see cref="Definition"/> is.</summary>
    [Parameter]
    public long Revision { get; set; }

    /// <summary>What to call the display on the Walls page.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>What could not be read of the wall's address.</summary>
    [Parameter]
    public IReadOnlyList<string> Problems { get; set; } = [];

    [Inject]
    private PageOrigin Origin { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [Inject]
    private AlarmList Alarms { get; set; } = default!;

    [Inject]
    private ScreenPump Pump { get; set; } = default!;

    [Inject]
    private WallDisplays Displays { get; set; } = default!;

    [Inject]
    private WallLinks Links { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    private string Title => _layers.Find(static l => l.IsShown) is { } shown ? shown.Dashboard?.Title ?? shown.Slug : "";

    private string? TypeSize => Definition.TypeSize?.ToString("0.###", CultureInfo.InvariantCulture);

    private string Sounds => string.Join(' ', Definition.Sounds.Where(static s => s.Value != WallSound.Off).Select(static s => $"{s.Key}:{s.Value}".ToLowerInvariant()));

    protected override void OnInitialized()
    {
        var now = Time.GetUtcNow();
        _programme = new WallProgramme(Definition, now);
        _programme.Look(now, Alarms.Current.Open);
        Arrange(now);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        Library.Changed += DashboardChanged;
        _display = Displays.Open(new(Name, Linked, Origin.Address ?? "", Origin.Agent ?? ""), Pump);
        _display.Showing = Title;
        _beats = Pump.OnBeat(Beat);
    }

    private Task Beat()
    {
        var now = Time.GetUtcNow();
        if (now - _lastLook < Look)
            return Task.CompletedTask;
        _lastLook = now;
        return InvokeAsync(() => Follow(now));
    }

    private void Follow(DateTimeOffset now)
    {
        if (Linked is { } id)
        {
            if (Links.Find(id) is not { } wall)
            {
                Navigation.NavigateTo(WallLinkSignIn.WaitingPageOf(id), forceLoad: true);
                return;
            }
            _outdated |= wall.Revision != Revision;
            if (IPAddress.TryParse(Origin.Address, out var address))
                Links.See(id, address);
        }
        if (_outdated)
        {
            Navigation.NavigateTo(Navigation.Uri, forceLoad: true);
            return;
        }
        var interruptedBy = _programme.InterruptedBy;
        _programme.Look(now, Alarms.Current.Open);
        var changed = Arrange(now) || _programme.InterruptedBy != interruptedBy;
        _display!.Showing = Title;
        // The page watches the beat: a screen that is fed but not drawn any more must not pass for one that lives.
        if (!changed && now - _lastRender < RenderBeat)
            return;
        _lastRender = now;
        _beat++;
        StateHasChanged();
    }

    // Puts the layers so that the programme is followed, and says whether anything is to be drawn anew.
    private bool Arrange(DateTimeOffset now)
    {
        var before = _layers.Count;
        var wanted = LayerOf(_programme.Showing, now);
        var next = _programme.Preparing is { } slug ? LayerOf(slug, now) : null;
        var changed = _layers.Count != before;
        var shown = _layers.Find(static l => l.IsShown);
        if (shown != wanted && (shown is null || now - wanted.Since >= Ready))
        {
            if (shown is not null)
                (shown.IsShown, _leftAt) = (false, now);
            wanted.IsShown = changed = true;
        }
        if (_leftAt is null || now - _leftAt >= Faded)
            changed |= _layers.RemoveAll(l => !l.IsShown && l != wanted && l != next) > 0;
        return changed;
    }

    private Layer LayerOf(string slug, DateTimeOffset now)
    {
        if (_layers.Find(l => l.Slug == slug) is { } present)
            return present;
        var layer = new Layer(slug, slug.Length == 0 ? AlarmBoard.Definition : Library.Find(slug), now);
        _layers.Add(layer);
        return layer;
    }

    // Comes on the thread of whoever changed it; the next beat follows.
    private void DashboardChanged(string slug)
    {
        if (Definition.Slugs.Contains(slug, StringComparer.Ordinal))
            _outdated = true;
    }

    public void Dispose()
    {
        Library.Changed -= DashboardChanged;
        _beats?.Dispose();
        if (_display is not null)
            Displays.Close(_display);
    }

    private sealed class Layer(string slug, DashboardDefinition? dashboard, DateTimeOffset since)
    {
        public string Slug { get; } = slug;

        public DashboardDefinition? Dashboard { get; } = dashboard;

        // A wall shows the dashboard as it begins: its own range, and what its variables are without a choice.
        public WidgetBinding Binding { get; } = dashboard is null ? new() : new DashboardAddress().Bind(dashboard, VariableValues.Unchosen(dashboard), since);

        public DateTimeOffset Since { get; } = since;

        public bool IsShown { get; set; }
    }
}
