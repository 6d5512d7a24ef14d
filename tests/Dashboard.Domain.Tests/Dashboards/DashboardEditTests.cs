using Dashboard.Domain.Dashboards;

namespace Dashboard.Domain.Tests.Dashboards;

/// <summary>What becomes of a dashboard's widgets when one of them is moved, resized, added or taken away.</summary>
public sealed class DashboardEditTests
{
    private static readonly DashboardDefinition Start = Of(
        ("a", new(0, 0, 6, 4)),
        ("b", new(6, 0, 6, 4)),
        ("c", new(0, 4, 12, 6)));

    [Fact]
    public void A_widget_that_is_moved_onto_others_pushes_them_down_and_those_push_on()
    {
        var moved = DashboardEdit.Place(Start, "b", new(0, 2, 6, 4));

        Assert.Equal(new(0, 2, 6, 4), PlaceOf(moved, "b"));
        Assert.Equal(new(0, 6, 6, 4), PlaceOf(moved, "a"));
        Assert.Equal(new(0, 10, 12, 6), PlaceOf(moved, "c"));
        Assert.Empty(DashboardRules.Check(moved));
    }

    [Fact]
    public void A_widget_stays_on_the_grid_however_far_it_is_moved()
    {
        Assert.Equal(new(18, 0, 6, 4), PlaceOf(DashboardEdit.Move(Start, "b", 100, -100), "b"));
        Assert.Equal(new(0, 0, 6, 4), PlaceOf(DashboardEdit.Move(Start, "a", -1, 0), "a"));
    }

    [Fact]
    public void A_widget_that_grows_pushes_down_what_is_below_it()
    {
        var grown = DashboardEdit.Resize(Start, "a", 0, 2);
        Assert.Equal(new(0, 0, 6, 6), PlaceOf(grown, "a"));
        Assert.Equal(new(0, 6, 12, 6), PlaceOf(grown, "c"));
        Assert.Equal(PlaceOf(Start, "b"), PlaceOf(grown, "b"));
    }

    [Fact]
    public void A_widget_grows_to_the_edge_and_shrinks_to_one_cell_and_no_further()
    {
        Assert.Equal(new(6, 0, 18, 4), PlaceOf(DashboardEdit.Resize(Start, "b", 99, 0), "b"));
        Assert.Equal(new(6, 0, 1, 1), PlaceOf(DashboardEdit.Resize(Start, "b", -99, -99), "b"));
    }

    [Fact]
    public void A_widget_is_added_at_the_first_place_that_is_free()
    {
        var added = DashboardEdit.Add(Start, 0, Text("a"), 12, 4, out var id);
        Assert.Equal("a-2", id);
        Assert.Equal(new(12, 0, 12, 4), PlaceOf(added, id));
        Assert.Empty(DashboardRules.Check(added));
    }

    [Fact]
    public void A_widget_is_added_to_a_dashboard_that_has_nothing_yet()
    {
        var added = DashboardEdit.Add(Start with { Sections = [] }, 0, Text("note"), 8, 4, out var id);
        Assert.Equal(new(0, 0, 8, 4), PlaceOf(added, id));
    }

    [Fact]
    public void A_copy_stands_beside_the_original_where_there_is_room_and_else_at_the_first_free_place()
    {
        Assert.Equal(new(12, 0, 6, 4), PlaceOf(DashboardEdit.Duplicate(Start, "b", out var beside), beside));
        Assert.Equal(new(12, 0, 6, 4), PlaceOf(DashboardEdit.Duplicate(Start, "a", out var elsewhere), elsewhere));
        Assert.Equal(Start, DashboardEdit.Duplicate(Start, "nobody", out _));
    }

    [Fact]
    public void A_widget_goes_to_another_section_and_the_one_there_gives_way()
    {
        var two = DashboardEdit.AddSection(Start, "More");
        two = DashboardEdit.Add(two, 1, Text("d"), 6, 4, out _);
        var moved = DashboardEdit.Place(two, "a", new(0, 0, 6, 4), 1);

        Assert.Equal(["b", "c"], moved.Sections[0].Widgets.Select(p => p.Widget.Id));
        Assert.Equal(["a", "d"], moved.Sections[1].Widgets.Select(p => p.Widget.Id));
        Assert.Equal(new(0, 4, 6, 4), PlaceOf(moved, "d"));
    }

    [Fact]
    public void Widgets_stand_in_the_order_in_which_they_are_read()
    {
        var moved = DashboardEdit.Place(Start, "a", new(0, 40, 6, 4));
        Assert.Equal(["b", "c", "a"], moved.Widgets().Select(w => w.Id));
    }

    [Fact]
    public void What_would_push_others_off_the_grid_is_not_done()
    {
        var low = Of(("a", new(0, 0, 6, 4)), ("b", new(0, GridPlace.MaxRow, 6, 4)));
        Assert.Same(low, DashboardEdit.Place(low, "a", new(0, GridPlace.MaxRow, 6, 4)));
    }

    [Fact]
    public void Sections_change_places_and_are_taken_away()
    {
        var two = DashboardEdit.AddSection(Start, "More");
        Assert.Equal(["More", ""], DashboardEdit.MoveSection(two, 1, -1).Sections.Select(s => s.Title));
        Assert.Same(two, DashboardEdit.MoveSection(two, 0, -1));
        Assert.Single(DashboardEdit.RemoveSection(two, 1).Sections);
        Assert.Equal("Less", DashboardEdit.RenameSection(two, 1, "Less").Sections[1].Title);
    }

    [Fact]
    public void Steps_are_undone_and_done_again_until_another_is_taken()
    {
        var history = new EditHistory(Start);
        Assert.False(history.Take("nothing", Start with { }));
        Assert.True(history.Take("moved a", DashboardEdit.Move(Start, "a", 0, 1)));
        Assert.True(history.Take("removed b", DashboardEdit.Remove(history.Current, "b")));

        Assert.Equal("removed b", history.Undo());
        Assert.Equal("moved a", history.Undo());
        Assert.False(history.IsChanged);
        Assert.Null(history.Undo());
        Assert.Equal("moved a", history.Redo());
        Assert.True(history.IsChanged);

        history.Take("removed c", DashboardEdit.Remove(history.Current, "c"));
        Assert.False(history.CanRedo);
        history.MarkSaved();
        Assert.False(history.IsChanged);
        history.Undo();
        Assert.True(history.IsChanged);
    }

    [Fact]
    public void A_hundred_steps_are_remembered_and_no_more()
    {
        var history = new EditHistory(Start);
        for (var i = 0; i < EditHistory.MaxSteps + 20; i++)
            history.Take("named it", Start with { Title = $"{i}" });
        var undone = 0;
        while (history.Undo() is not null)
            undone++;
        Assert.Equal(EditHistory.MaxSteps, undone);
    }

    [Fact]
    public void Every_kind_that_can_be_added_keeps_the_rules()
    {
        Assert.Equal(WidgetKinds.Names, NewWidgets.All.Select(k => WidgetKinds.NameOf(k.Widget)));
        Assert.All(NewWidgets.All, k => Assert.Empty(DashboardRules.Check(k.Widget)));
    }

    private static TextDefinition Text(string id) => new() { Id = id, Title = id, Markdown = id };

    private static GridPlace PlaceOf(DashboardDefinition dashboard, string id) => DashboardEdit.Find(dashboard, id)!.Place;

    private static DashboardDefinition Of(params (string Id, GridPlace Place)[] widgets) => new()
    {
        Slug = "test",
        Title = "Test",
        Sections = [new SectionDefinition { Widgets = [.. widgets.Select(w => new PlacedWidget { Place = w.Place, Widget = Text(w.Id) })] }],
    };
}
