namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>Puts widgets of a section into its grid: into bounds, from the top on, and what overlaps further down.</summary>
internal static class GridPacking
{
    /// <summary>The widgets from top to bottom. What would begin below the last row is left out.</summary>
    /// <param name="widgets">Widgets where they were.</param>
    /// <param name="leftOut">Told of each widget that is left out.</param>
    public static IReadOnlyList<PlacedWidget> Pack(IEnumerable<PlacedWidget> widgets, Action<WidgetDefinition> leftOut)
    {
        var placed = new List<PlacedWidget>(); // bound: DashboardDefinition.MaxWidgets
        var sorted = widgets.OrderBy(static w => w.Place.Y).ThenBy(static w => w.Place.X).ToList();
        var top = sorted.Count > 0 ? sorted[0].Place.Y : 0;
        foreach (var widget in sorted)
        {
            var place = widget.Place with { Y = widget.Place.Y - top };
            // Each step passes at least one widget, so that there are fewer steps than widgets.
            while (placed.Find(p => p.Place.Overlaps(place)) is { } below)
                place = place with { Y = below.Place.Y + below.Place.Height };
            if (place.Y > GridPlace.MaxRow)
                leftOut(widget.Widget);
            else
                placed.Add(widget with { Place = place });
        }
        return placed;
    }
}
