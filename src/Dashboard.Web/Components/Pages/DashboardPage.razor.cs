using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;

namespace Dashboard.Web.Components.Pages;

/// <summary>A dashboard at a desk, looked at or edited, or alone on a whole screen (<c>?view=wall</c>).</summary>
public sealed partial class DashboardPage
{
    /// <summary>The field of an address that hands over a query to be made a widget of.</summary>
    public const string AddQuery = "add-query";

    private static readonly TimeSpan VariablesAnew = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _gone = new();
    private readonly Dictionary<string, VariableChoice> _noChoices = [];
    private IReadOnlyList<VariableState> _variables = [];
    private EditSession? _edit;
    private StoredDashboard? _stored;
    private IJSObjectReference? _script;
    private DotNetObjectReference<DashboardPage>? _self;
    private ITimer? _reading;
    private DateTimeOffset _at;
    private string? _read;
    private string _notice = "";
    private string? _leavingTo;
    private bool _isLeaving;
    private IReadOnlyList<string> _problems = [];
    private bool _conflict;
    private string _user = "";

    [Parameter]
    public string? Slug { get; set; }

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [Inject]
    private VariableValues VariableReader { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    [Inject]
    private PageOrigin Origin { get; set; } = default!;

    private DashboardDefinition? Shown => _edit?.Dashboard ?? _stored?.Definition;

    private DashboardAddress Address { get; set; } = new();

    private WidgetBinding Binding { get; set; } = new();

    private bool MayEdit { get; set; }

    private string Wanted => Slug ?? DashboardTemplates.First;

    private string Path => Slug is null ? "/" : $"/d/{Slug}";

    private string ReadOnlyBecause => _stored?.ReadOnlyBecause ?? "";

    private IReadOnlyList<string> VariableNames => [.. Shown?.Variables.Select(static v => v.Name) ?? []];

    // As it is seen now, standing still.
    private DashboardAddress Still
    {
        get
        {
            var (from, to) = Address.Resolve(Shown!, Moment.ToUnixTimeMilliseconds());
            return Address with { Time = RangeText.Between(from, to) };
        }
    }

    private DateTimeOffset Moment => Shown is { } dashboard && Address.RefreshOf(dashboard).IsPaused ? _at : Time.GetUtcNow();

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        _user = user.Identity?.Name ?? "";
        MayEdit = Roles.MayOperate(user);
        if (!RendererInfo.IsInteractive)
            return;
        Library.Changed += OnLibraryChanged;
        Navigation.LocationChanged += OnLocationChanged;
        _reading = Time.CreateTimer(_ => _ = InvokeAsync(ReadVariables), null, VariablesAnew, VariablesAnew);
    }

    protected override Task OnParametersSetAsync()
    {
        var slug = Wanted;
        if (_read != slug)
        {
            _read = slug;
            _stored = Library.FindStored(slug);
            End();
            _at = Time.GetUtcNow();
        }
        return ReadAddress();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_script is not null || Shown is null || Address.IsWall || _self is not null)
            return;
        _self = DotNetObjectReference.Create(this);
        try
        {
            _script = await Script.InvokeAsync<IJSObjectReference>("noc.openPage", _gone.Token, _self);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page went away while it was drawn.
        }
    }

    /// <summary>A chart asks for a part of the time (ms since 1970), or with nulls for more than is shown.</summary>
    [JSInvokable]
    public void Zoom(double? from, double? to)
    {
        if (Shown is not { } dashboard)
            return;
        var range = from is { } start && to is { } end && end - start >= 1000
            ? RangeText.Between((long)start, (long)end)
            : RangeText.Wider(Address.Time ?? dashboard.Time, Time.GetUtcNow().ToUnixTimeMilliseconds());
        Navigation.NavigateTo(Path + (Address with { Time = range }).Write());
    }

    /// <summary>A widget was dropped.</summary>
    [JSInvokable]
    public void Place(string id, int section, int x, int y, int width, int height) => _edit?.Place(id, section, new(x, y, width, height));

    /// <summary>A node of a map was dropped with its upper left corner at a point of the picture.</summary>
    [JSInvokable]
    public void Pin(string id, string node, double x, double y) => _edit?.Pin(id, ServiceMapDrawing.PlaceOf(node, x, y));

    /// <summary>A widget was clicked; its settings open.</summary>
    [JSInvokable]
    public void Select(string id) => _edit?.Select(id);

    /// <summary>A key was pressed on a widget. Returns the widget that has the focus then.</summary>
    [JSInvokable]
    public string? Press(string id, string key, bool shift)
    {
        if (_edit is not { } edit)
            return null;
        switch (key)
        {
            case "ArrowLeft":
                edit.Nudge(id, -1, 0, shift);
                return id;
            case "ArrowRight":
                edit.Nudge(id, 1, 0, shift);
                return id;
            case "ArrowUp":
                edit.Nudge(id, 0, -1, shift);
                return id;
            case "ArrowDown":
                edit.Nudge(id, 0, 1, shift);
                return id;
            case "Enter":
                edit.Select(id);
                return null;
            case "Delete":
                edit.Remove(id);
                return edit.Dashboard.Widgets().FirstOrDefault()?.Id;
            case "Duplicate":
                return edit.Duplicate(id);
            default:
                return null;
        }
    }

    /// <summary>Takes the last step back, or with <paramref name="again"/> one that was undone.</summary>
    [JSInvokable]
    public void Undo(bool again)
    {
        if (again)
            _edit?.Redo();
        else
            _edit?.Undo();
    }

    private async Task ReadAddress()
    {
        var query = new Uri(Navigation.Uri).Query;
        var before = Address;
        Address = DashboardAddress.Read(query);
        var adds = QueryHelpers.ParseQuery(query).TryGetValue(AddQuery, out var added) && MayEdit && RendererInfo.IsInteractive;
        if (adds && Shown is null && DashboardRules.IsSlug(Wanted))
            Make();
        if (Shown is not { } dashboard)
            return;
        if (!(before.RefreshOf(dashboard).IsPaused && Address.RefreshOf(dashboard).IsPaused))
            _at = Time.GetUtcNow();
        if (adds && added is [{ Length: > 0 } text, ..])
        {
            Begin();
            _edit?.Add(NewWidgets.ChartOf(text), 12, 9);
            Navigation.NavigateTo(Path + Address.Write(), replace: true);
        }
        await ReadVariables();
    }

    private async Task ReadVariables()
    {
        if (Shown is not { } dashboard || _gone.IsCancellationRequested)
            return;
        try
        {
            if (dashboard.Variables.Count == 0)
            {
                _variables = [];
            }
            else
            {
                var (from, to) = Address.Resolve(dashboard, Moment.ToUnixTimeMilliseconds());
                _variables = await VariableReader.Read(dashboard, Address, from, to, _gone.Token);
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Bind();
        StateHasChanged();
    }

    private void Bind()
    {
        if (Shown is { } dashboard)
            Binding = Address.Bind(dashboard, _variables.Count == 0 ? _noChoices : _variables.ToDictionary(static v => v.Definition.Name, static v => v.Choice, StringComparer.Ordinal), _at);
    }

    private void Choose(VariableState state, IReadOnlyList<string> values) =>
        Navigation.NavigateTo(Path + Address.With(state.Definition.Name, values).Write(), replace: true);

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        // Another page than this one, or another dashboard, comes with parameters of its own.
        if (!_gone.IsCancellationRequested && new Uri(e.Location).AbsolutePath == Path)
            await ReadAddress();
    });

    private void OnLibraryChanged(string slug) => _ = InvokeAsync(() =>
    {
        if (slug != Wanted || _gone.IsCancellationRequested)
            return;
        var now = Library.FindStored(slug);
        if (_edit is null && now is not null)
        {
            // Nothing of the viewer's is lost by showing it at once.
            _stored = now;
            Bind();
        }
        else if (now is null)
        {
            _notice = "This dashboard was removed.";
        }
        else if (now.Version != _edit!.BasedOn)
        {
            _notice = $"{(now.ChangedBy.Length > 0 ? now.ChangedBy : "Somebody")} has saved this dashboard meanwhile (version {now.Version}).";
        }
        StateHasChanged();
    });

    private async Task Reload()
    {
        End();
        _stored = Library.FindStored(Wanted);
        await ReadVariables();
    }

    private void Make()
    {
        var start = new DashboardDefinition { Slug = Wanted, Title = Wanted, Sections = [new SectionDefinition { Widgets = [] }] };
        Work(new EditSession(start, 0, OnEdited));
        _edit!.OpenSettings();
    }

    private void Begin()
    {
        if (_edit is null && MayEdit && _stored is { ReadOnlyBecause.Length: 0 } stored)
            Work(new EditSession(stored.Definition, stored.Version, OnEdited));
    }

    private void Work(EditSession edit)
    {
        _edit = edit;
        _notice = "";
        Bind();
    }

    private void OnEdited()
    {
        _problems = [];
        if (Shown is { } dashboard && !dashboard.Variables.SequenceEqual(_variables.Select(static v => v.Definition)))
            _ = InvokeAsync(ReadVariables);
        StateHasChanged();
    }

    private void End()
    {
        _edit = null;
        (_notice, _problems, _conflict, _leavingTo) = ("", [], false, null);
    }

    private async Task Discard()
    {
        End();
        await ReadVariables();
    }

    private void Save(string note)
    {
        if (_edit is not { } edit || !MayEdit)
            return;
        var isCopy = edit.Dashboard.Slug != edit.Slug;
        if (isCopy && Library.FindStored(edit.Dashboard.Slug) is { } taken)
        {
            _problems = [$"'{taken.Title}' has the slug '{taken.Slug}' already. Choose another one in the dashboard's settings."];
            return;
        }
        var result = Library.Save(edit.Dashboard, isCopy ? 0 : edit.BasedOn, note, Origin.ActorOf(_user));
        _problems = result.Problems;
        _conflict = result.Newer is not null;
        if (!result.IsSaved)
            return;
        _stored = result.Saved;
        End();
        Bind();
        if (isCopy)
            Navigation.NavigateTo($"/d/{_stored.Slug}{Address.Write()}");
    }

    private void BeforeLeaving(LocationChangingContext context)
    {
        if (_isLeaving || _edit is not { IsChanged: true } || new Uri(Navigation.ToAbsoluteUri(context.TargetLocation).AbsoluteUri).AbsolutePath == Path)
            return;
        context.PreventNavigation();
        _leavingTo = context.TargetLocation;
        StateHasChanged();
    }

    private void Leave()
    {
        if (_leavingTo is not { } target)
            return;
        _isLeaving = true;
        End();
        Navigation.NavigateTo(target);
        _isLeaving = false;
    }

    private string Absolute(DashboardAddress address) => Navigation.ToAbsoluteUri(Path + address.Write()).AbsoluteUri;

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        Library.Changed -= OnLibraryChanged;
        Navigation.LocationChanged -= OnLocationChanged;
        End();
        if (_reading is not null)
            await _reading.DisposeAsync();
        try
        {
            if (_script is not null)
            {
                await _script.InvokeVoidAsync("close");
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its listeners with it.
        }
        _self?.Dispose();
        _gone.Dispose();
    }
}
