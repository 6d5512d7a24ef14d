using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>Who saved a dashboard when, what they changed, and the way back.</summary>
public sealed partial class DashboardVersions
{
    private const int MostLines = 2000;

    private IReadOnlyList<DashboardVersion> versions = [];
    private IReadOnlyList<DiffLine>? difference;
    private StoredDashboard? present;
    private string? problem;
    private int from;
    private int to;

    [Parameter]
    public string Slug { get; set; } = "";

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "from")]
    private string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    private string? To { get; set; }

    private string Name => present?.Title ?? Slug;

    private bool MayRestore => present?.ReadOnlyBecause is null or "" && Roles.MayOperate(HttpContext.User);

    protected override void OnInitialized()
    {
        present = Library.FindStored(Slug);
        versions = Library.Versions(Slug);
        if (versions.Count == 0)
        {
            if (present is null)
                HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        to = int.TryParse(To, CultureInfo.InvariantCulture, out var later) ? later : versions[0].Number;
        from = int.TryParse(From, CultureInfo.InvariantCulture, out var earlier) ? earlier : versions[Math.Min(1, versions.Count - 1)].Number;
        if (Library.VersionText(Slug, from) is not { } old || Library.VersionText(Slug, to) is not { } now)
            problem = $"Version {(Library.VersionText(Slug, from) is null ? from : to)} is not kept (any more).";
        else
            difference = LineDiff.Between(old, now);
    }

    private void Restore(DashboardVersion version)
    {
        var result = MayRestore ? Library.Restore(Slug, version.Number, Actor.Of(HttpContext)) : SaveResult.Refused("Only operators and administrators restore versions.");
        if (result.IsSaved)
        {
            HttpContext.Response.Redirect($"/d/{Slug}/versions");
            return;
        }
        problem = result.Problem;
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    // The version before, or the one itself where there is none.
    private int BeforeOf(DashboardVersion version) =>
        versions.Where(v => v.Number < version.Number).Select(static v => (int?)v.Number).FirstOrDefault() ?? version.Number;

    private static string Mark(DiffLine line) => line.Kind switch
    {
        DiffKind.Added => "+",
        DiffKind.Removed => "−",
        DiffKind.Gap => "⋯",
        _ => "",
    };
}
