using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Completion;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.JSInterop;

namespace Dashboard.Web.Components.Pages;

/// <summary>One query, its graph and its table. The query and the range are in the address.</summary>
public sealed partial class Explore
{
    private const string QueryField = "query";

    private static readonly DashboardDefinition Blank = new() { Slug = "explore", Title = "Explore", Sections = [] };

    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asking;
    private DashboardAddress _address = new();
    private string _query = "";
    private string _search = "";
    private string _user = "";
    private bool _mayEdit;
    private bool _running;
    private ExploreAnswer? _answer;
    private WidgetDefinition? _chart;
    private IReadOnlyList<string> _history = [];
    private IJSObjectReference? _script;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    [Inject]
    private QueryEngine Engine { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IJSRuntime Script { get; set; } = default!;

    private IEnumerable<StoredDashboard> Targets =>
        Library.All().Where(d => d.ReadOnlyBecause.Length == 0 && d.Title.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase));

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication).User;
        _user = user.Identity?.Name ?? "";
        _mayEdit = Roles.MayOperate(user);
        if (RendererInfo.IsInteractive)
            Navigation.LocationChanged += OnLocationChanged;
        await Read();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        try
        {
            _script = await Script.InvokeAsync<IJSObjectReference>("import", _gone.Token, "/assets/explore.js");
            _history = await _script.InvokeAsync<string[]>("read", _gone.Token, _user);
            if (_answer is { Error: null })
                _history = await _script.InvokeAsync<string[]>("add", _gone.Token, _user, _query);
            StateHasChanged();
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException)
        {
            // The page went away while it was drawn.
        }
    }

    private async Task Read()
    {
        var query = new Uri(Navigation.Uri).Query;
        _address = DashboardAddress.Read(query);
        _query = QueryHelpers.ParseQuery(query).TryGetValue(QueryField, out var said) ? said.ToString() : "";
        if (_query.Trim().Length > 0)
            await Evaluate();
        else
            (_answer, _chart) = (null, null);
    }

    // The address is what is asked; asking the same again asks anew.
    private Task Ask(string query)
    {
        var next = LinkTo(query, _address);
        if (Navigation.ToAbsoluteUri(next).AbsoluteUri == Navigation.Uri)
            return Read();
        _query = query;
        Navigation.NavigateTo(next);
        return Task.CompletedTask;
    }

    private async Task Evaluate()
    {
        if (_asking is not null)
            await _asking.CancelAsync();
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        (_asking, _running, _chart) = (asking, true, null);
        StateHasChanged();
        var now = Time.GetUtcNow();
        var binding = _address.Bind(Blank, new Dictionary<string, VariableChoice>(), now);
        var chart = NewWidgets.ChartOf(_query) with { Title = "Graph", MaxSeries = 30 };
        var bound = (ChartDefinition)chart.Bind(binding);
        ExploreAnswer answer;
        try
        {
            if (QueryDraft.Check(_query) is { } fault)
                answer = ExploreAnswer.Failed(fault.ToString());
            else
                answer = await ExploreAnswer.Ask(Engine, binding.Fill(_query, bound.Step!.Value), binding, bound.Step.Value, Time, asking.Token);
        }
        catch (QueryException e)
        {
            answer = ExploreAnswer.Failed(e.Message);
        }
        // A newer question took this one's place.
        if (!ReferenceEquals(_asking, asking))
            return;
        (_asking, _running, _answer) = (null, false, answer);
        _chart = answer.HasGraph ? bound : null;
        if (_script is not null && answer.Error is null)
            _history = await _script.InvokeAsync<string[]>("add", _gone.Token, _user, _query);
        StateHasChanged();
    }

    private async Task Forget()
    {
        if (_script is not null)
            await _script.InvokeVoidAsync("forget", _user);
        _history = [];
    }

    private static string LinkTo(string query, DashboardAddress address)
    {
        var said = query.Trim().Length == 0 ? "" : QueryString.Create(QueryField, query.Trim()).ToString();
        var view = address.Write();
        return "/explore" + (said.Length > 0 && view.Length > 0 ? $"{said}&{view[1..]}" : said + view);
    }

    private string AddTo(string slug) => $"/d/{slug}{QueryString.Create(DashboardPage.AddQuery, _query)}";

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested || new Uri(e.Location).AbsolutePath != "/explore")
            return;
        await Read();
        StateHasChanged();
    });

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        Navigation.LocationChanged -= OnLocationChanged;
        try
        {
            if (_script is not null)
                await _script.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The page is gone.
        }
        _gone.Dispose();
    }
}
