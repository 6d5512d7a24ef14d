namespace Dashboard.Domain.Dashboards;

/// <summary>
/// Changes to a dashboard. Each gives a new one in which no two widgets of a section overlap: what is in the way is pushed
/// down. What cannot be done, such as moving a widget that is not there, gives the dashboard as it was.
/// </summary>
public static class DashboardEdit
{
    /// <summary>Puts a widget at a place, in its own section or another one; what is in the way moves down.</summary>
    /// <param name="dashboard">The dashboard.</param>
    /// <param name="id">The widget.</param>
    /// <param name="place">Where to; made to fit the grid.</param>
    /// <param name="section">The section it goes to, from 0; null for the one it is in.</param>
    public static DashboardDefinition Place(DashboardDefinition dashboard, string id, GridPlace place, int? section = null)
    {
        var from = SectionOf(dashboard, id);
        var to = section ?? from;
        if (from < 0 || to < 0 || to >= dashboard.Sections.Count)
            return dashboard;
        var moved = Find(dashboard, id)! with { Place = Fit(place) };
        var without = WithSection(dashboard, from, s => s with { Widgets = [.. s.Widgets.Where(p => p.Widget.Id != id)] });
        var settled = Settle(moved, without.Sections[to].Widgets);
        return settled is null ? dashboard : WithSection(without, to, s => s with { Widgets = settled });
    }

    /// <summary>Moves a widget by columns and rows.</summary>
    public static DashboardDefinition Move(DashboardDefinition dashboard, string id, int columns, int rows) =>
        Find(dashboard, id) is { Place: var place } ? Place(dashboard, id, place with { X = place.X + columns, Y = place.Y + rows }) : dashboard;

    /// <summary>Makes a widget wider and higher by columns and rows, or narrower and lower.</summary>
    public static DashboardDefinition Resize(DashboardDefinition dashboard, string id, int columns, int rows)
    {
        if (Find(dashboard, id) is not { Place: var place })
            return dashboard;
        var width = Math.Clamp(place.Width + columns, 1, GridPlace.Columns - place.X);
        return Place(dashboard, id, place with { Width = width, Height = Math.Clamp(place.Height + rows, 1, GridPlace.MaxHeight) });
    }

    /// <summary>Adds a widget at the first free place of a section; its id is made unique. A dashboard without sections gets one.</summary>
    public static DashboardDefinition Add(DashboardDefinition dashboard, int section, WidgetDefinition widget, int width, int height, out string id)
    {
        id = FreeId(dashboard, widget.Id);
        if (dashboard.Sections.Count == 0)
            dashboard = dashboard with { Sections = [new SectionDefinition { Widgets = [] }] };
        var named = widget with { Id = id };
        var at = Math.Clamp(section, 0, dashboard.Sections.Count - 1);
        return WithSection(dashboard, at, s => s with { Widgets = Ordered([.. s.Widgets, new() { Place = FreePlace(s.Widgets, width, height), Widget = named }]) });
    }

    /// <summary>Adds a copy of a widget, beside it where there is room and else at the first free place.</summary>
    public static DashboardDefinition Duplicate(DashboardDefinition dashboard, string id, out string copyId)
    {
        copyId = id;
        if (Find(dashboard, id) is not { } original)
            return dashboard;
        var section = SectionOf(dashboard, id);
        var place = original.Place;
        var beside = place with { X = place.X + place.Width };
        copyId = FreeId(dashboard, id);
        var copy = new PlacedWidget { Place = beside, Widget = original.Widget with { Id = copyId } };
        var isFree = beside.X + beside.Width <= GridPlace.Columns && !dashboard.Sections[section].Widgets.Any(p => p.Place.Overlaps(beside));
        if (!isFree)
            copy = copy with { Place = FreePlace(dashboard.Sections[section].Widgets, place.Width, place.Height) };
        return WithSection(dashboard, section, s => s with { Widgets = Ordered([.. s.Widgets, copy]) });
    }

    /// <summary>Takes a widget away.</summary>
    public static DashboardDefinition Remove(DashboardDefinition dashboard, string id) => SectionOf(dashboard, id) is >= 0 and var section
        ? WithSection(dashboard, section, s => s with { Widgets = [.. s.Widgets.Where(p => p.Widget.Id != id)] })
        : dashboard;

    /// <summary>Puts another definition in a widget's place.</summary>
    public static DashboardDefinition Replace(DashboardDefinition dashboard, string id, WidgetDefinition widget) => SectionOf(dashboard, id) is >= 0 and var section
        ? WithSection(dashboard, section, s => s with { Widgets = [.. s.Widgets.Select(p => p.Widget.Id == id ? p with { Widget = widget } : p)] })
        : dashboard;

    /// <summary>Adds an empty section at the end.</summary>
    public static DashboardDefinition AddSection(DashboardDefinition dashboard, string title) =>
        dashboard with { Sections = [.. dashboard.Sections, new SectionDefinition { Title = title, Widgets = [] }] };

    /// <summary>Gives a section another title.</summary>
    public static DashboardDefinition RenameSection(DashboardDefinition dashboard, int section, string title) =>
        Has(dashboard, section) ? WithSection(dashboard, section, s => s with { Title = title }) : dashboard;

    /// <summary>Whether a section is folded when the dashboard is opened.</summary>
    public static DashboardDefinition FoldSection(DashboardDefinition dashboard, int section, bool isFolded) =>
        Has(dashboard, section) ? WithSection(dashboard, section, s => s with { IsFolded = isFolded }) : dashboard;

    /// <summary>Changes places with the section above (−1) or below (1).</summary>
    public static DashboardDefinition MoveSection(DashboardDefinition dashboard, int section, int by)
    {
        if (!Has(dashboard, section) || !Has(dashboard, section + by))
            return dashboard;
        var sections = dashboard.Sections.ToList();
        (sections[section], sections[section + by]) = (sections[section + by], sections[section]);
        return dashboard with { Sections = sections };
    }

    /// <summary>Takes a section and everything in it away.</summary>
    public static DashboardDefinition RemoveSection(DashboardDefinition dashboard, int section) =>
        Has(dashboard, section) ? dashboard with { Sections = [.. dashboard.Sections.Where((_, i) => i != section)] } : dashboard;

    /// <summary>A widget and its place; null where there is none of that id.</summary>
    public static PlacedWidget? Find(DashboardDefinition dashboard, string id) =>
        dashboard.Sections.SelectMany(static s => s.Widgets).FirstOrDefault(p => p.Widget.Id == id);

    /// <summary>The first place of a size that is free, row after row.</summary>
    public static GridPlace FreePlace(IReadOnlyList<PlacedWidget> widgets, int width, int height)
    {
        width = Math.Clamp(width, 1, GridPlace.Columns);
        for (var y = 0; ; y++)
        {
            for (var x = 0; x <= GridPlace.Columns - width; x++)
            {
                var place = new GridPlace(x, y, width, height);
                if (!widgets.Any(p => p.Place.Overlaps(place)))
                    return place;
            }
        }
    }

    /// <summary>An id that no widget of the dashboard has: the wished one, or that with a number.</summary>
    public static string FreeId(DashboardDefinition dashboard, string wished)
    {
        var taken = dashboard.Widgets().Select(static w => w.Id).ToHashSet(StringComparer.Ordinal);
        var stem = DashboardRules.SlugOf(wished);
        if (!taken.Contains(stem))
            return stem;
        stem = stem.TrimEnd("0123456789".ToCharArray()).TrimEnd('-') is { Length: > 0 } shorter ? shorter[..Math.Min(shorter.Length, 60)] : "widget";
        for (var number = 2; ; number++)
        {
            if (!taken.Contains($"{stem}-{number}"))
                return $"{stem}-{number}";
        }
    }

    private static GridPlace Fit(GridPlace place)
    {
        var width = Math.Clamp(place.Width, 1, GridPlace.Columns);
        return new(Math.Clamp(place.X, 0, GridPlace.Columns - width), Math.Clamp(place.Y, 0, GridPlace.MaxRow), width, Math.Clamp(place.Height, 1, GridPlace.MaxHeight));
    }

    // The moved widget stays where it was put; the others keep their order and give way downwards. Null where that leaves the grid.
    private static List<PlacedWidget>? Settle(PlacedWidget moved, IReadOnlyList<PlacedWidget> others)
    {
        var settled = new List<PlacedWidget>(others.Count + 1) { moved }; // bound: widgets of the section
        foreach (var widget in others.OrderBy(static p => p.Place.Y).ThenBy(static p => p.Place.X))
        {
            var place = widget.Place;
            while (settled.Find(p => p.Place.Overlaps(place)) is { } blocking)
                place = place with { Y = blocking.Place.Y + blocking.Place.Height };
            if (place.Y > GridPlace.MaxRow)
                return null;
            settled.Add(place == widget.Place ? widget : widget with { Place = place });
        }
        return Ordered(settled);
    }

    // As they are read, which is also how a small screen shows them.
    private static List<PlacedWidget> Ordered(IEnumerable<PlacedWidget> widgets) =>
        [.. widgets.OrderBy(static p => p.Place.Y).ThenBy(static p => p.Place.X)];

    private static bool Has(DashboardDefinition dashboard, int section) => section >= 0 && section < dashboard.Sections.Count;

    private static int SectionOf(DashboardDefinition dashboard, string id)
    {
        for (var i = 0; i < dashboard.Sections.Count; i++)
        {
            if (dashboard.Sections[i].Widgets.Any(p => p.Widget.Id == id))
                return i;
        }
        return -1;
    }

    private static DashboardDefinition WithSection(DashboardDefinition dashboard, int section, Func<SectionDefinition, SectionDefinition> change) =>
        dashboard with { Sections = [.. dashboard.Sections.Select((s, i) => i == section ? change(s) : s)] };
}
