using Dashboard.Domain.Alarms;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Auth;
using Dashboard.Web.Network;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Network;

public sealed class NetworkPageTests(RunningDashboard server) : IClassFixture<RunningDashboard>
{
    private const string Cell = "SubNetwork=U,ManagedElement=gnb-1,GNBDUFunction=1,NRCellDU=1";

    [Fact]
    public async Task The_network_is_shown_with_its_alarms_and_what_is_chosen_beside_it()
    {
        using var viewer = await server.NewUser("network-viewer", Roles.Viewer);
        var tree = server.Services.GetRequiredService<NetworkTree>();
        var measured = MeasuredObject.Of("SubNetwork=U", "ManagedElement=gnb-1", "GNBDUFunction=1,NRCellDU=1", "");
        tree.Add(measured, measured.Cell, "Ulm", 1);
        tree.AddSlice("01-06E442");
        server.Services.GetRequiredService<AlarmList>().Take(new AlarmNotification
        {
            ManagedObject = "gnb-1 GNBDUFunction=1,NRCellDU=1",
            Type = AlarmType.Equipment,
            ProbableCause = "equipmentMalfunction",
            Severity = PerceivedSeverity.Major,
            Text = "gnb-1: the cell is down.",
            EventTime = DateTimeOffset.UnixEpoch,
            Door = "test",
        });

        var page = await viewer.Page(new NetworkView { Node = Cell }.Link());
        Assert.Equal(["SubNetwork=U", "ManagedElement=gnb-1", "GNBDUFunction=1", "NRCellDU=1 gnb-1-1", "01-06E442 eMBB"], page.QuerySelectorAll(".tree .row a > span").Select(static s => s.TextContent.Trim()));
        Assert.Equal("NRCellDU=1", page.QuerySelector("#part-title > span")!.TextContent);
        Assert.Contains("The cell is down.", page.QuerySelector("section:has(#part-alarms)")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", page.QuerySelector(".tree .row[data-chosen] a")!.GetAttribute("aria-current"));
        var found = await viewer.Page(new NetworkView { Text = "GNB-1-1" }.Link());
        Assert.Equal(Cell + " gnb-1-1", found.QuerySelector(".found .row a > span")!.TextContent.Trim());
        var site = await viewer.Page(new NetworkView { Site = "Ulm", IsBySite = true }.Link());
        Assert.Equal(("Ulm site", "Ulm"), (site.QuerySelector(".tree .row a > span")!.TextContent.Trim(), site.QuerySelector("#part-title > span")!.TextContent));
        Assert.Contains("Nothing called 'NRCellDU=9'", (await viewer.Page("/network?node=NRCellDU%3D9")).QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_of_which_nothing_was_measured_yet_says_where_it_comes_from()
    {
        using var empty = new RunningDashboard();
        using var viewer = await empty.Administrator();
        Assert.Contains("No object of a radio network is known yet", (await viewer.Page("/network")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_says_what_is_seen_and_is_read_again()
    {
        var address = new NetworkView { Node = "A=1,B=ü & 2", IsBySite = true, Text = "x y" };
        Assert.Equal(address, NetworkView.Read(new Uri("http://localhost" + address.Link()).Query));
        Assert.Equal("/network", new NetworkView().Link());
    }

    [Fact]
    public void The_series_of_a_part_are_told_by_its_labels()
    {
        var tree = new NetworkTree();
        var measured = MeasuredObject.Of("SubNetwork=U", "ManagedElement=gnb.1", "GNBDUFunction=1,NRCellDU=1", "");
        tree.Add(measured, measured.Cell, "Ulm", 1);
        tree.AddSlice("01-06E442");

        Assert.Equal((KpiLevel.Cell, "m{instance=\"gnb.1\", cell=\"gnb.1-1\"}"), Told(new() { Node = "SubNetwork=U,ManagedElement=gnb.1,GNBDUFunction=1,NRCellDU=1" }));
        Assert.Equal((KpiLevel.Network, "m{instance=\"gnb.1\", ldn=~\"GNBDUFunction=1(,.*)?\"}"), Told(new() { Node = "SubNetwork=U,ManagedElement=gnb.1,GNBDUFunction=1" }));
        Assert.Equal((KpiLevel.Network, "m{instance=\"gnb.1\"}"), Told(new() { Node = "SubNetwork=U,ManagedElement=gnb.1" }));
        Assert.Equal(((KpiLevel?)null, "m{}"), Told(new() { Node = "SubNetwork=U" }));
        Assert.Equal((KpiLevel.Site, "m{site=\"Ulm\"}"), Told(new() { Site = "Ulm" }));
        Assert.Equal((KpiLevel.Slice, "m{snssai=\"01-06E442\"}"), Told(new() { Slice = "01-06E442" }));
        Assert.Null(NetworkPlace.Of(tree.Current, new() { Site = "Bonn" }));

        (KpiLevel?, string) Told(NetworkView address)
        {
            var place = NetworkPlace.Of(tree.Current, address)!;
            return (place.Level, Uri.UnescapeDataString(place.Explore("m")["/explore?query=".Length..]));
        }
    }
}
