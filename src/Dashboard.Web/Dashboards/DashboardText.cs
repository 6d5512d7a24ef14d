using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Dashboards.Grafana;

namespace Dashboard.Web.Dashboards;

/// <summary>What a text that somebody brings holds: a dashboard of ours or one of Grafana's.</summary>
/// <param name="Dashboard">The dashboard; null where there are problems.</param>
/// <param name="IsGrafana">Whether it was one of Grafana's.</param>
/// <param name="NotTaken">What of a Grafana dashboard could not be taken over.</param>
/// <param name="Problems">Why there is none, each a sentence with its place.</param>
internal sealed record DashboardText(DashboardDefinition? Dashboard, bool IsGrafana, IReadOnlyList<NotTaken> NotTaken, IReadOnlyList<string> Problems)
{
    /// <summary>Characters that a text may have.</summary>
    public const int MaxCharacters = GrafanaImport.MaxCharacters;

    /// <summary>Reads a text of either form.</summary>
    public static DashboardText Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new(null, false, [], ["There is no text. Choose a file, or paste a dashboard's JSON."]);
        if (text.Length <= MaxCharacters && !GrafanaImport.IsGrafana(text))
        {
            var own = DashboardJson.Read(text, out var problems);
            return new(own, false, [], problems);
        }
        var reading = GrafanaImport.Read(text);
        return new(reading.Dashboard, true, reading.NotTaken, reading.Dashboard is null ? [reading.Problem] : []);
    }
}
