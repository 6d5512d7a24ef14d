using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>A dashboard at a desk, or alone on a whole screen (<c>?view=wall</c>).</summary>
public sealed partial class DashboardPage
{
    [Parameter]
    public string? Slug { get; set; }

    [SupplyParameterFromQuery(Name = "view")]
    private string? View { get; set; }

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    private DashboardDefinition? Shown { get; set; }

    private WidgetBinding Binding { get; set; } = new();

    private bool IsWall => View == "wall";

    protected override void OnParametersSet() => Shown = Library.Find(Slug ?? DashboardTemplates.First);
}
