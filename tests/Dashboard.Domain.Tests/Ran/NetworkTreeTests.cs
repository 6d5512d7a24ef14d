using Dashboard.Domain.Ran;

namespace Dashboard.Domain.Tests.Ran;

public sealed class NetworkTreeTests
{
    [Fact]
    public void An_object_brings_those_above_it_with_it()
    {
        var tree = new NetworkTree();
        Add(tree, "GNBDUFunction=1,NRCellDU=1");
        Add(tree, "GNBDUFunction=1,NRCellDU=2");

        var now = tree.Current;
        var network = Assert.Single(now.Below(""));
        var element = Assert.Single(now.Below(network.Name));
        var function = Assert.Single(now.Below(element.Name));
        Assert.Equal(
            [(NetworkObjectKind.Other, ""), (NetworkObjectKind.Element, "Ulm"), (NetworkObjectKind.Function, "Ulm")],
            new[] { network, element, function }.Select(static o => (o.Kind, o.Site)));
        Assert.Equal(["gnb-7-1", "gnb-7-2"], now.Below(function.Name).Select(static o => o.Cell));
        Assert.Equal(["Ulm"], now.Sites);
    }

    [Fact]
    public void A_snapshot_stays_as_it_was_and_is_the_same_while_nothing_changes()
    {
        var tree = new NetworkTree();
        Add(tree, "GNBDUFunction=1,NRCellDU=1");
        var before = tree.Current;
        Add(tree, "GNBDUFunction=1,NRCellDU=1");
        Assert.Same(before, tree.Current);

        tree.AddSlice("01-06E442");
        Assert.Empty(before.Slices);
        Assert.Equal(["01-06E442"], tree.Current.Slices);
        Assert.True(tree.Current.Version > before.Version);
    }

    [Fact]
    public void Objects_are_found_by_a_part_of_their_name_cell_or_site()
    {
        var tree = new NetworkTree();
        Add(tree, "GNBDUFunction=1,NRCellDU=1");
        Add(tree, "GNBDUFunction=1,NRCellDU=2");

        Assert.Equal("gnb-7-2", Assert.Single(tree.Current.Search("GNB-7-2")).Cell);
        Assert.Equal(4, tree.Current.Search("ulm").Count);
        Assert.Single(tree.Current.Search("gnb-7", most: 1));
    }

    [Fact]
    public void No_more_objects_are_kept_than_may_be_and_those_left_out_are_counted()
    {
        var tree = new NetworkTree(capacity: 5);
        for (var i = 0; i < 10; i++)
            Add(tree, $"GNBDUFunction=1,NRCellDU={i}");

        Assert.Equal(5, tree.Current.Objects.Count);
        Assert.True(tree.Refused > 0);
    }

    private static void Add(NetworkTree tree, string local)
    {
        var measured = MeasuredObject.Of("SubNetwork=U", "ManagedElement=gnb-7", local, "");
        tree.Add(measured, measured.Cell, "Ulm", 1);
    }
}
