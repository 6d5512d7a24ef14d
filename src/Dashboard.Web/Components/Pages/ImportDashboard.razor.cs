using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Dashboards.Grafana;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>Takes in a dashboard of this program's or of Grafana's: first shows what becomes of it, then saves it.</summary>
public sealed partial class ImportDashboard
{
    private const int MostShown = 200;

    private IReadOnlyList<string> problems = [];
    private IReadOnlyList<NotTaken> notTaken = [];
    private DashboardDefinition? read;
    private bool wasGrafana;
    private string definition = "";
    private string text = "";

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    /// <summary>The slug of a dashboard that is to be replaced.</summary>
    [SupplyParameterFromQuery(Name = "into")]
    private string? Into { get; set; }

    [SupplyParameterFromForm]
    private string? Text { get; set; }

    [SupplyParameterFromForm]
    private string? Title { get; set; }

    [SupplyParameterFromForm]
    private string? Slug { get; set; }

    [SupplyParameterFromForm]
    private string? Folder { get; set; }

    [SupplyParameterFromForm]
    private string? Note { get; set; }

    [SupplyParameterFromForm]
    private string? BasedOn { get; set; }

    [SupplyParameterFromForm]
    private string? Definition { get; set; }

    private StoredDashboard? Present => read is null ? null : Library.FindStored(read.Slug);

    // The form that saves is there with what was shown before, or there would be nothing to submit.
    protected override void OnInitialized()
    {
        if (Definition is { Length: > 0 } && DashboardJson.Read(Definition, out _) is { } shown)
            Show(shown);
    }

    private async Task Look()
    {
        text = await Brought();
        var brought = DashboardText.Read(text);
        (problems, notTaken, wasGrafana) = (brought.Problems, brought.NotTaken, brought.IsGrafana);
        if (brought.Dashboard is not { } dashboard)
        {
            Refuse();
            return;
        }
        var into = Into is { Length: > 0 } ? Library.FindStored(Into) : null;
        Show(dashboard with
        {
            Slug = into?.Slug ?? (brought.IsGrafana ? Library.FreeSlug(dashboard.Title) : dashboard.Slug),
            Folder = dashboard.Folder.Length > 0 ? dashboard.Folder : into?.Definition.Folder ?? "",
        });
        text = "";
        Note = brought.IsGrafana ? "imported from Grafana" : "imported";
    }

    private void Save()
    {
        if (read is not { } dashboard)
            return;
        Show(dashboard with { Title = (Title ?? "").Trim(), Slug = (Slug ?? "").Trim(), Folder = (Folder ?? "").Trim() });
        // What was shown as replaced counts only for its own address: under another one nothing may be replaced unseen.
        var seen = BasedOn?.Split(' ') is [var slug, var version] && slug == read.Slug && int.TryParse(version, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var result = Library.Save(read, seen, Note ?? "", Actor.Of(HttpContext));
        if (result.IsSaved)
        {
            HttpContext.Response.Redirect($"/d/{result.Saved.Slug}");
            return;
        }
        problems = result.Problems;
        Refuse();
    }

    private void Show(DashboardDefinition dashboard)
    {
        read = dashboard;
        definition = DashboardJson.Write(dashboard);
    }

    private void Refuse() => HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;

    private async Task<string> Brought()
    {
        if (HttpContext.Request.Form.Files["File"] is not { Length: > 0 } file)
            return Text ?? "";
        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        // One character more than may be shows that there are too many.
        var buffer = new char[(int)Math.Min(file.Length, DashboardText.MaxCharacters + 1)];
        return new(buffer, 0, await reader.ReadBlockAsync(buffer, HttpContext.RequestAborted));
    }

    // The line that a problem speaks of, to be looked at beside it.
    private string? LineOf(string problem) =>
        LineNumber().Match(problem) is { Success: true } match && int.TryParse(match.Groups["line"].Value, CultureInfo.InvariantCulture, out var line)
        && text.Split('\n').ElementAtOrDefault(line - 1)?.Trim() is { Length: > 0 } found
            ? found.Length > 120 ? found[..120] + "…" : found
            : null;

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    [GeneratedRegex(@"\(line (?<line>\d{1,7})\b", RegexOptions.NonBacktracking)]
    private static partial Regex LineNumber();
}
