using System.Reflection;

namespace Dashboard.Domain.Dashboards;

/// <summary>The dashboards that come with the program: the JSON files of the folder <c>Templates</c>.</summary>
public static class DashboardTemplates
{
    private static readonly Dictionary<string, DashboardDefinition> BySlug = Load().ToDictionary(static d => d.Slug, StringComparer.Ordinal);

    /// <summary>The dashboard that the server begins with.</summary>
    public const string First = "network-overview";

    /// <summary>All of them, by title.</summary>
    public static IReadOnlyList<DashboardDefinition> All { get; } = [.. BySlug.Values.OrderBy(static d => d.Title, StringComparer.Ordinal)];

    /// <summary>The template of a slug; null where there is none.</summary>
    public static DashboardDefinition? Find(string slug) => BySlug.GetValueOrDefault(slug);

    private static IEnumerable<DashboardDefinition> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.Contains(".Dashboards.Templates.", StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return DashboardJson.Read(text.ReadToEnd(), out var problems) ?? throw new InvalidOperationException($"{name}: {string.Join(' ', problems)}");
        }
    }
}
