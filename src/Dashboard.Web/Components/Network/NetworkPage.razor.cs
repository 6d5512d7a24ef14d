using Dashboard.Domain.Ran;
using Dashboard.Web.Network;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Dashboard.Web.Components.Network;

/// <summary>
/// The radio network as a tree, from subnetworks or sites down to cells, with the slices below it, and what is chosen of
/// it beside it. Of a large network only what is opened is drawn, and of many objects below one the first.
/// </summary>
public sealed partial class NetworkPage
{
    private const int ShownBelow = 100;
    private const int MostFound = 200;
    private const int MostOpenAtFirst = 5;

    // No distinguished name begins so.
    private const string SiteMark = "\n";

    private readonly HashSet<string> _open = new(StringComparer.Ordinal); // bound: objects and sites of the network
    private readonly Dictionary<string, int> _shown = new(StringComparer.Ordinal); // bound: objects and sites of the network
    private NetworkView _address = new();
    private NetworkState _state = default!;
    private NetworkPlace? _place;
    private IReadOnlyList<NetworkRow> _found = [];
    private string? _chosen;

    [Inject]
    private NetworkBoard Board { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(2);

    private NetworkTree.Snapshot Network => _state.Network;

    protected override void OnInitialized()
    {
        ReadAddress();
        if (RendererInfo.IsInteractive)
            Navigation.LocationChanged += OnLocationChanged;
    }

    protected override void OnGone() => Navigation.LocationChanged -= OnLocationChanged;

    protected override void Read()
    {
        var isFirst = _state is null || Network.Objects.Count == 0;
        _state = Board.Read();
        _place = NetworkPlace.Of(Network, _address);
        if (isFirst)
            OpenTop();
        if (_chosen != _address.Node && _place?.Object is { } node)
            OpenDownTo(node);
        _found = _address.Text.Length > 0 ? Found(_address.Text) : [];
    }

    private void ReadAddress() => _address = NetworkView.Read(new Uri(Navigation.Uri).Query);

    // A page whose address changes in its query alone is not told so by its parameters.
    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(() =>
    {
        if (new Uri(e.Location).AbsolutePath != NetworkView.Path)
            return;
        ReadAddress();
        ReadNow();
        StateHasChanged();
    });

    private void OpenTop()
    {
        var top = Network.Below("").ToList();
        if (top.Count <= MostOpenAtFirst)
            _open.UnionWith(top.Select(static o => o.Name));
    }

    private void OpenDownTo(NetworkObject node)
    {
        _chosen = _address.Node;
        if (node.Site.Length > 0)
            _open.Add(SiteMark + node.Site);
        for (var above = Network.Find(node.Parent); above is not null; above = Network.Find(above.Parent))
            _open.Add(above.Name);
    }

    private void Search(string? text)
    {
        _address = _address with { Text = (text ?? "").Trim() };
        ReadNow();
    }

    // What is searched for is in the address once it is written, so that it can be sent to somebody.
    private void Keep() => Navigation.NavigateTo(_address.Link(), replace: true);

    private void Turn(string key)
    {
        if (!_open.Remove(key))
            _open.Add(key);
    }

    private void ShowMore(string key) => _shown[key] = _shown.GetValueOrDefault(key, ShownBelow) + ShownBelow;

    private IEnumerable<NetworkRow> Below(string key) =>
        key.StartsWith(SiteMark, StringComparison.Ordinal) ? Network.AtSite(key[SiteMark.Length..]).Select(o => RowOf(o))
        : key.Length == 0 && _address.IsBySite ? Network.Sites.Select(SiteRow)
        : Network.Below(key).Select(o => RowOf(o));

    private int CountBelow(string key) =>
        key.StartsWith(SiteMark, StringComparison.Ordinal) ? Network.AtSite(key[SiteMark.Length..]).Count()
        : key.Length == 0 && _address.IsBySite ? Network.Sites.Count
        : Network.CountBelow(key);

    private List<NetworkRow> Found(string text) =>
    [
        .. Network.Sites.Where(s => s.Contains(text, StringComparison.OrdinalIgnoreCase)).Take(MostFound).Select(SiteRow),
        .. Network.Slices.Where(s => NetworkPlace.SliceTitle(s).Contains(text, StringComparison.OrdinalIgnoreCase)).Take(MostFound).Select(SliceRow),
        .. Network.Search(text, MostFound).Select(o => RowOf(o) with { Title = o.Name }),
    ];

    private NetworkRow RowOf(NetworkObject one) => new(
        one.Name, one.Class.Length > 0 ? $"{one.Class}={one.Value}" : one.Value, one.Kind == NetworkObjectKind.Cell && one.Cell != one.Value ? one.Cell : "",
        Network.CountBelow(one.Name), _state.Of(one.Name), LinkTo(one), one.Name == _address.Node);

    private NetworkRow SiteRow(string site) => new(
        SiteMark + site, site, "site", Network.AtSite(site).Count(), _state.OfSite(site), (_address.Unchosen with { Site = site }).Link(), site == _address.Site);

    private NetworkRow SliceRow(string slice) => new(
        slice, NetworkPlace.SliceTitle(slice), "", 0, default, (_address.Unchosen with { Slice = slice }).Link(), slice == _address.Slice);

    private string LinkTo(NetworkObject one) => (_address.Unchosen with { Node = one.Name }).Link();

    // A cell has an object in the central and one in the distributed unit.
    private string Counted()
    {
        var (elements, cells) = (Network.Objects.Count(static o => o.Kind == NetworkObjectKind.Element), Network.Objects.Where(static o => o.Kind == NetworkObjectKind.Cell).Select(static o => o.Cell).Distinct(StringComparer.Ordinal).Count());
        return Network.Objects.Count == 0 ? ""
            : $"{Of(elements, "managed element")}, {Of(cells, "cell")}, {Of(Network.Sites.Count, "site")}, {Of(Network.Slices.Count, "slice")}; {Of(_state.Alarms, "open alarm")}";

        static string Of(int count, string what) => $"{count:N0} {what}{(count == 1 ? "" : "s")}";
    }
}
