namespace Dashboard.Web.Dashboards;

/// <summary>Settings of dashboards, section <c>Noc:Dashboards</c>.</summary>
public sealed class DashboardOptions
{
    public const string Section = "Noc:Dashboards";

    /// <summary>A folder whose JSON files are read-only dashboards; what changes in it is shown within ten seconds. Empty (the default) for none.</summary>
    public string Folder { get; set; } = "";
}
