using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Dashboards;

/// <summary>All dashboards at one moment; never changed, only replaced.</summary>
internal sealed class LibrarySnapshot
{
    private readonly Dictionary<string, StoredDashboard> dashboards; // bound: DashboardLibrary.Most, DashboardFolder.MostFiles and the templates

    private LibrarySnapshot(Dictionary<string, StoredDashboard> dashboards, IReadOnlyList<LibraryProblem> problems)
    {
        this.dashboards = dashboards;
        Problems = problems;
        All = [.. dashboards.Values.OrderBy(static d => d.Title, StringComparer.OrdinalIgnoreCase).ThenBy(static d => d.Slug, StringComparer.Ordinal)];
    }

    /// <summary>By title.</summary>
    public IReadOnlyList<StoredDashboard> All { get; }

    public IReadOnlyList<LibraryProblem> Problems { get; }

    /// <summary>Puts what comes with the program, what users saved and what lies in files on one another; the later hides the earlier.</summary>
    public static LibrarySnapshot Of(IEnumerable<StoredDashboard> saved, IReadOnlyList<StoredDashboard> files, IEnumerable<LibraryProblem> problems)
    {
        var bySlug = DashboardTemplates.All.ToDictionary(
            static t => t.Slug, static t => new StoredDashboard { Definition = t, Origin = DashboardOrigin.Template }, StringComparer.Ordinal);
        foreach (var dashboard in saved)
            bySlug[dashboard.Slug] = dashboard;
        var hidden = files.Where(f => bySlug.TryGetValue(f.Slug, out var below) && below.Origin == DashboardOrigin.User).ToList();
        foreach (var file in files)
            bySlug[file.Slug] = file;
        return new(bySlug, [.. problems, .. hidden.Select(static f => new LibraryProblem(f.Slug, $"The file hides a dashboard that was saved here as '{f.Slug}'. Give the file another slug to see both."))]);
    }

    public StoredDashboard? Find(string slug) => dashboards.GetValueOrDefault(slug);
}
