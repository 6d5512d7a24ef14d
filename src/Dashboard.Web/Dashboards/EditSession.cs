using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Dashboards;

/// <summary>One user's work on one dashboard, from Edit to Save or Discard. Belongs to one page and its thread.</summary>
/// <param name="start">The dashboard that is changed.</param>
/// <param name="basedOn">Its version; 0 for what is new.</param>
/// <param name="changed">Called after every change.</param>
public sealed class EditSession(DashboardDefinition start, int basedOn, Action changed)
{
    private readonly EditHistory _history = new(start);

    /// <summary>The dashboard as it is now.</summary>
    public DashboardDefinition Dashboard => _history.Current;

    /// <summary>The dashboard's slug when the work began.</summary>
    public string Slug { get; private set; } = start.Slug;

    /// <summary>The version that is changed; 0 for what is new.</summary>
    public int BasedOn { get; private set; } = basedOn;

    public bool CanUndo => _history.CanUndo;

    public bool CanRedo => _history.CanRedo;

    /// <summary>Whether something would be lost.</summary>
    public bool IsChanged => _history.IsChanged;

    /// <summary>The widget whose settings are open; null for none.</summary>
    public string? Selected { get; private set; }

    /// <summary>Whether the dashboard's own settings are open.</summary>
    public bool ShowsSettings { get; private set; }

    /// <summary>What was done last, for who does not see it.</summary>
    public string Said { get; private set; } = "";

    /// <summary>The widget whose settings are open.</summary>
    public WidgetDefinition? SelectedWidget => Selected is { } id ? DashboardEdit.Find(Dashboard, id)?.Widget : null;

    /// <summary>Takes a step that can be undone.</summary>
    public void Take(string what, DashboardDefinition dashboard)
    {
        if (_history.Take(what, dashboard))
            Tell(what);
    }

    public void Undo() => Tell(_history.Undo() is { } what ? $"Undone: {what}" : "There is nothing to undo");

    public void Redo() => Tell(_history.Redo() is { } what ? $"Done again: {what}" : "There is nothing to do again");

    /// <summary>Opens a widget's settings; null closes all settings.</summary>
    public void Select(string? id)
    {
        (Selected, ShowsSettings) = (id, false);
        changed();
    }

    /// <summary>Opens the dashboard's own settings.</summary>
    public void OpenSettings()
    {
        (Selected, ShowsSettings) = (null, true);
        changed();
    }

    /// <summary>Adds a widget at the first free place of the last section and opens its settings.</summary>
    public void Add(WidgetDefinition widget, int width, int height)
    {
        var dashboard = DashboardEdit.Add(Dashboard, Dashboard.Sections.Count - 1, widget, width, height, out var id);
        Selected = id;
        ShowsSettings = false;
        Take($"added {widget.Title}", dashboard);
    }

    /// <summary>Copies a widget; returns the copy's id.</summary>
    public string Duplicate(string id)
    {
        var dashboard = DashboardEdit.Duplicate(Dashboard, id, out var copy);
        Take($"copied {TitleOf(id)}", dashboard);
        return copy;
    }

    public void Remove(string id)
    {
        var title = TitleOf(id);
        if (Selected == id)
            Selected = null;
        Take($"removed {title}", DashboardEdit.Remove(Dashboard, id));
    }

    /// <summary>Puts a widget at a place, in a section from 0.</summary>
    public void Place(string id, int section, GridPlace place)
    {
        Take($"moved {TitleOf(id)}", DashboardEdit.Place(Dashboard, id, place, section));
        SayPlace(id);
    }

    /// <summary>Puts a node of a map at a place, where it stays.</summary>
    public void Pin(string id, NodePlace place)
    {
        if (DashboardEdit.Find(Dashboard, id)?.Widget is ServiceMapDefinition map)
            Take($"moved {place.Node}", DashboardEdit.Replace(Dashboard, id, map with { Places = [.. map.Places.Where(p => p.Node != place.Node), place] }));
    }

    /// <summary>Moves a widget, or changes its size, by columns and rows.</summary>
    public void Nudge(string id, int columns, int rows, bool resize)
    {
        Take(
            resize ? $"changed the size of {TitleOf(id)}" : $"moved {TitleOf(id)}",
            resize ? DashboardEdit.Resize(Dashboard, id, columns, rows) : DashboardEdit.Move(Dashboard, id, columns, rows));
        SayPlace(id);
    }

    /// <summary>What is there now has been saved as a version.</summary>
    public void MarkSaved(StoredDashboard saved)
    {
        (Slug, BasedOn) = (saved.Slug, saved.Version);
        _history.MarkSaved();
        Tell($"Saved as version {saved.Version}");
    }

    private void SayPlace(string id)
    {
        if (DashboardEdit.Find(Dashboard, id) is { Place: var place })
            Tell($"{TitleOf(id)}: column {place.X + 1}, row {place.Y + 1}, {place.Width} wide, {place.Height} high");
    }

    private string TitleOf(string id) => DashboardEdit.Find(Dashboard, id)?.Widget.Title is { Length: > 0 } title ? title : id;

    private void Tell(string what)
    {
        if (Selected is { } id && DashboardEdit.Find(Dashboard, id) is null)
            Selected = null;
        Said = what;
        changed();
    }
}
