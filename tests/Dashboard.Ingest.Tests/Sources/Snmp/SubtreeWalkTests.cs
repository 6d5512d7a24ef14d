using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Polling;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class SubtreeWalkTests
{
    [Fact]
    public void A_loop_in_an_agents_names_is_found_and_said()
    {
        var walk = Walk("1.3.6.1.2.1.99.1");
        Answer(walk, ("1.3.6.1.2.1.99.1.5", 1), ("1.3.6.1.2.1.99.1.6", 1));
        Assert.False(walk.IsDone);
        Answer(walk, ("1.3.6.1.2.1.99.1.7", 1), ("1.3.6.1.2.1.99.1.5", 1));
        Assert.True(walk.IsDone);
        Assert.Equal("walks in a loop: after 1.3.6.1.2.1.99.1.7 it names 1.3.6.1.2.1.99.1.5", walk.Complaint);
    }

    [Fact]
    public void A_column_with_holes_is_read_whole_beside_one_without()
    {
        var agent = new SimulatedAgent();
        for (var i = 1; i <= 30; i++)
        {
            agent.Set($"1.3.6.1.2.1.99.1.{i}", SnmpType.Integer, (long)i);
            if (i % 3 == 0)
                agent.Set($"1.3.6.1.2.1.99.2.{i}", SnmpType.Integer, (long)i);
        }
        var (walk, found) = (Walk("1.3.6.1.2.1.99.1", "1.3.6.1.2.1.99.2"), new Found());
        Run(walk, agent, found);
        Assert.Equal(40, found.Taken.Distinct().Count());
        Assert.Equal(40, found.Taken.Count);
        Assert.Equal(30, walk.KnownRows);
    }

    [Fact]
    public void A_table_that_is_known_is_asked_for_in_one_question_where_it_fits()
    {
        var agent = new SimulatedAgent();
        for (var i = 1; i <= 10; i++)
            agent.Set($"1.3.6.1.2.1.99.1.{i}", SnmpType.Integer, (long)i);
        var walk = Walk("1.3.6.1.2.1.99.1");
        Run(walk, agent, new Found());
        var before = agent.Requests;
        Run(walk, agent, new Found());
        Assert.Equal(1, agent.Requests - before);
    }

    [Fact]
    public void Bulk_shrinks_by_half_on_failure_and_grows_again_but_not_at_once_to_what_failed()
    {
        var bulk = new BulkSize(60);
        Assert.Equal(32, bulk.Bindings);
        for (var i = 0; i < 10; i++)
            bulk.Succeeded();
        Assert.Equal(60, bulk.Bindings);
        bulk.Failed();
        Assert.Equal(30, bulk.Bindings);
        for (var i = 0; i < BulkSize.Patience - 1; i++)
            bulk.Succeeded();
        Assert.Equal(59, bulk.Bindings);
        bulk.Succeeded();
        bulk.Succeeded();
        Assert.Equal(60, bulk.Bindings);
    }

    [Fact]
    public void A_silent_device_is_left_alone_longer_each_time_and_not_by_the_clock()
    {
        var health = new TargetHealth(TimeSpan.FromSeconds(30), 3, TimeSpan.FromMinutes(10), new Random(3));
        Assert.False(health.Failed());
        Assert.False(health.Failed());
        Assert.Equal(30_000, health.Pause());
        Assert.True(health.Failed());
        Assert.InRange(health.Pause(), 24_000, 36_000);
        Assert.False(health.Failed());
        Assert.InRange(health.Pause(), 48_000, 72_000);
        for (var i = 0; i < 30; i++)
            health.Failed();
        Assert.InRange(health.Pause(), 480_000, 720_000);
        Assert.NotEqual(health.Pause(), health.Pause());
        Assert.True(health.Succeeded());
        Assert.Equal(30_000, health.Pause());
    }

    [Fact]
    public void SysUpTime_that_comes_round_after_497_days_is_no_restart()
    {
        var upTime = new UpTime();
        Assert.False(upTime.HasRestarted(4_294_966_000, 0));
        Assert.False(upTime.HasRestarted(1_704, 30_000));
        Assert.True(upTime.HasRestarted(100, 60_000));
    }

    private static SubtreeWalk Walk(params string[] columns)
    {
        var walk = new SubtreeWalk([.. columns.Select(ObjectIdentifier.Parse)], 1000);
        walk.Begin();
        return walk;
    }

    private static void Run(SubtreeWalk walk, SimulatedAgent agent, Found found)
    {
        walk.Begin();
        var bulk = new BulkSize(20);
        while (!walk.IsDone)
        {
            var writer = new BerWriter(new byte[2000]);
            var end = writer.Position;
            walk.Write(ref writer, 1, bulk.Bindings, hasBulk: true);
            SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
            Assert.True(SnmpMessage.TryRead(agent.Answer(writer.Written, new byte[10_000]), out var message, out _));
            Assert.True(SnmpPdu.TryRead(message.Body, out var pdu, out _));
            walk.Take(pdu, bulk, found);
        }
        Assert.Null(walk.Complaint);
    }

    private static void Answer(SubtreeWalk walk, params (string Name, long Value)[] bindings)
    {
        var request = new BerWriter(new byte[1000]);
        walk.Write(ref request, 1, 2, hasBulk: true);
        var writer = new BerWriter(new byte[1000]);
        var end = writer.Position;
        foreach (var (name, value) in bindings.Reverse())
        {
            var at = writer.Position;
            writer.Integer(value);
            writer.Value((byte)SnmpType.ObjectIdentifier, ObjectIdentifier.Parse(name).Octets);
            writer.Header(0x30, at);
        }
        SnmpMessageWriter.Pdu(ref writer, end, PduType.Response, 1);
        Assert.True(SnmpPdu.TryRead(writer.Written, out var pdu, out _));
        walk.Take(pdu, new BulkSize(2), new Found());
    }

    private sealed class Found : IWalkSink
    {
        public List<(int, string)> Taken { get; } = [];

        public void Take(int column, ReadOnlySpan<byte> instance, in VarBind binding) => Taken.Add((column, Convert.ToHexString(instance)));
    }
}
