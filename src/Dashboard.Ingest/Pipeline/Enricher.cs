using System.Globalization;
using System.Text.RegularExpressions;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>
/// Adds what configuration knows of an instance (site, role, region) to its series, once, when a series is born. A
/// label that the source set itself is left as it is. The first place that matches counts.
/// </summary>
public sealed class Enricher
{
    private readonly (Regex Instance, Place Place)[] _places;

    public Enricher(IReadOnlyList<Place> places) =>
        _places = [.. places.Select(p => (new Regex($"^{Regex.Escape(p.Instance).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan), p))];

    public Labels Enrich(Labels labels)
    {
        if (_places.Length == 0 || labels.Get("instance") is not { Length: > 0 } instance)
            return labels;
        foreach (var (pattern, place) in _places)
        {
            if (!pattern.IsMatch(instance))
                continue;
            return Labels.From([
                new Label("site", place.Site), new Label("role", place.Role), new Label("region", place.Region),
                .. labels.AsSpan()]);
        }
        return labels;
    }

    /// <summary>
    /// One <c>site_info</c> series for each configured site, value 1, with its region and coordinates as labels, so
    /// that a query can join geography to anything that carries <c>site</c>.
    /// </summary>
    public IEnumerable<Labels> Sites() =>
        from place in _places.Select(p => p.Place)
        where place.Site.Length > 0
        group place by place.Site into site
        let located = site.FirstOrDefault(p => p.Latitude is not null && p.Longitude is not null) ?? site.First()
        select Labels.Of("site_info",
            ("site", located.Site), ("region", located.Region),
            ("latitude", Degrees(located.Latitude)), ("longitude", Degrees(located.Longitude)));

    private static string Degrees(double? degrees) => degrees?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}
