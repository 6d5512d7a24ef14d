using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Ran;

public sealed class NetworkStateTests
{
    private readonly NetworkTree _tree = new();
    private readonly AlarmList _alarms;

    public NetworkStateTests()
    {
        var clock = new FakeClock();
        _alarms = new AlarmList(new AlarmOptions(), new ManagedObjectNames(new DeviceInventory(), clock), clock);
        foreach (var (element, site) in new[] { ("gnb-7", "Ulm"), ("gnb-8", "Bonn") })
        {
            foreach (var cell in new[] { 1, 2, 10 })
            {
                var measured = MeasuredObject.Of("SubNetwork=U", $"ManagedElement={element}", $"GNBDUFunction=1,NRCellDU={cell}", "");
                _tree.Add(measured, measured.Cell, site, 1);
            }
        }
    }

    private NetworkState State => new(_tree.Current, _alarms.Current.Open);

    [Fact]
    public void The_worst_alarm_below_is_the_state_of_all_that_is_above_and_of_the_site()
    {
        Raise("gnb-7 GNBDUFunction=1,NRCellDU=2", PerceivedSeverity.Minor);
        Raise("gnb-7", PerceivedSeverity.Critical);
        var state = State;

        Assert.Equal(new NodeState(PerceivedSeverity.Minor, 1), state.Of("SubNetwork=U,ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2"));
        Assert.Equal(new NodeState(PerceivedSeverity.Minor, 1), state.Of("SubNetwork=U,ManagedElement=gnb-7,GNBDUFunction=1"));
        Assert.Equal(new NodeState(PerceivedSeverity.Critical, 2), state.Of("SubNetwork=U,ManagedElement=gnb-7"));
        Assert.Equal(new NodeState(PerceivedSeverity.Critical, 2), state.Of("SubNetwork=U"));
        Assert.Equal(default, state.Of("SubNetwork=U,ManagedElement=gnb-8"));
        Assert.Equal((new NodeState(PerceivedSeverity.Critical, 2), default(NodeState)), (state.OfSite("Ulm"), state.OfSite("Bonn")));
        Assert.Equal(["gnb-7 GNBDUFunction=1,NRCellDU=2"], state.AlarmsOf("SubNetwork=U,ManagedElement=gnb-7,GNBDUFunction=1").Select(static a => a.ManagedObject));
        Assert.Equal(2, state.AlarmsOfSite("Ulm").Count());
    }

    [Theory]
    [InlineData("gnb-7 GNBDUFunction=1,NRCellDU=2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("GNB-7 gnbdufunction=1,nrcelldu=2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("gnb-7-2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("gnb-7 gnb-7-2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("gnb-7 GNBDUFunction=1,NRCellDU=2,Beam=4", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("SubNetwork=U,ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2", "ManagedElement=gnb-7,GNBDUFunction=1,NRCellDU=2")]
    [InlineData("ManagedElement=gnb-7,GNBCUCPFunction=9", "ManagedElement=gnb-7")]
    [InlineData("gnb-7 fan 3", "ManagedElement=gnb-7")]
    [InlineData("gnb-8", "ManagedElement=gnb-8")]
    public void An_alarm_is_at_the_nearest_object_that_is_known_of_its_name(string text, string name) =>
        Assert.Equal("SubNetwork=U," + name, _tree.Current.Names.Find(text)?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("router-1 xe-0/0/1")]
    [InlineData("SubNetwork=V,ManagedElement=gnb-9,NRCellDU=2")]
    public void What_is_no_part_of_the_network_is_not_found(string text) => Assert.Null(_tree.Current.Names.Find(text));

    [Fact]
    public void Objects_come_as_people_count_and_sites_begin_with_their_elements()
    {
        var network = _tree.Current;
        Assert.Equal(["1", "2", "10"], network.Below("SubNetwork=U,ManagedElement=gnb-7,GNBDUFunction=1").Select(static o => o.Value));
        Assert.Equal(["gnb-8"], network.AtSite("Bonn").Select(static o => o.Value));
        Assert.Equal((2, 0), (network.CountBelow("SubNetwork=U"), network.CountBelow("SubNetwork=V")));
    }

    private void Raise(string managedObject, PerceivedSeverity severity) => _alarms.Take(new AlarmNotification
    {
        ManagedObject = managedObject,
        Type = AlarmType.Equipment,
        ProbableCause = "equipmentMalfunction",
        Severity = severity,
        Text = "It is broken.",
        EventTime = DateTimeOffset.UnixEpoch,
        Door = "test",
    });
}
