using System.Globalization;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Demo;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Components.Layout;

/// <summary>The frame around every page at a desk; on a wall (<c>?view=wall</c>) the page alone.</summary>
public sealed partial class MainLayout
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [Inject]
    private DemoState Demo { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    // Null on a live page, and where it is drawn for the first time a page that will be live accepts it.
    [CascadingParameter]
    private HttpContext? HttpContext { get; set; }

    // Forms that write cookies are not live: counts and ages that stood still would lie.
    private bool IsLive => HttpContext is null || HttpContext.AcceptsInteractiveRouting();

    // What is pressed before the page listens would be lost.
    private bool IsNotYetLive => IsLive && !RendererInfo.IsInteractive;

    private static readonly (string To, string Title)[] Administration = [("walls", "Walls"), ("users", "Users and tokens")];

    private ClaimsPrincipal _user = new();

    protected override async Task OnParametersSetAsync() => _user = (await Authentication).User;

    // Written as one text: as elements, let alone components, the links took a tenth of a screen's memory.
    private MarkupString Pages()
    {
        var here = new Uri(Navigation.Uri).AbsolutePath[1..];
        var text = new StringBuilder();
        Add("", [("", "Network overview"), ("alarms", "Alarms"), ("devices", "Devices"), ("d/topology", "Topology"), ("d/interfaces", "Interfaces"), ("flows", "Flows"), ("logs", "Logs"), ("d/syslog", "Syslog")]);
        Add("Favourites", Favourites());
        Add("Radio", [("network", "Network"), ("d/ran-overview", "RAN overview"), ("d/slice-performance", "Slices"), ("d/energy", "Energy"), ("kpis", "KPIs")]);
        Add("Services", [("d/traces-services", "Traces and services"), ("d/service-namespaces", "Namespaces"), ("traces", "Traces")]);
        Add("Work", [("d/alarm-correlation", "Alarm correlation"), ("insights", "Insights"), ("anomalies", "Anomalies"), ("d/ml-insights", "Machine learning"), ("d/capacity-planning", "Capacity"), ("forecasts", "Forecasts"), ("knowledge", "Knowledge"), ("d/security", "Security"), ("explore", "Explore")]);
        Add("System", [("dashboards", "Dashboards"), ("sources", "Sources"), ("quality", "Data quality"), ("d/this-server", "This server"), .. Demo.Network is null ? Array.Empty<(string, string)>() : [("demo", "Simulated network")], .. _user.IsInRole(Roles.Administrator) ? Administration : []]);
        return new(text.ToString());

        void Add(string heading, IReadOnlyCollection<(string To, string Title)> pages)
        {
            if (heading.Length > 0 && pages.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"<h2>{heading}</h2>");
            foreach (var (to, title) in pages)
                text.Append(CultureInfo.InvariantCulture, $"""<a href="{to}"{(to == here ? " class=\"active\" aria-current=\"page\"" : "")}>{HtmlEncoder.Default.Encode(title)}</a>""");
        }
    }

    private List<(string To, string Title)> Favourites()
    {
        var slugs = Library.Favourites(_user.Identity?.Name ?? "");
        return slugs.Count == 0 ? [] : [.. Library.All().Where(d => slugs.Contains(d.Slug)).Select(static d => ($"d/{d.Slug}", d.Title))];
    }

    private bool IsWall => QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query).TryGetValue("view", out var view) && view == "wall";
}
