using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Dashboards;

/// <summary>All dashboards by their slug: those of users, and those that come with the program.</summary>
public sealed class DashboardLibrary
{
    /// <summary>The dashboard of a slug; null where there is none.</summary>
    public DashboardDefinition? Find(string slug) => DashboardTemplates.Find(slug);
}
