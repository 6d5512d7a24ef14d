using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Demo;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources.Kafka;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Tests.Sources.NetFlow;
using Dashboard.Ingest.Tests.Sources.PmFiles;

namespace Dashboard.Ingest.Tests.Demo;

/// <summary>What the simulated network says, read by the program's own decoders: they find nothing wrong with it.</summary>
public sealed class DemoWordsTests
{
    private static readonly long Time = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly SimulatedNetwork _network = new(1);

    [Fact]
    public void The_same_network_and_time_write_the_same_octets()
    {
        byte[] Words(SimulatedNetwork network)
        {
            var moment = Moment(network, 900_000);
            var (ves, file, lines) = (new DemoVes(network), new DemoPmFile(network), new DemoLines(network));
            ves.WriteMeasurements(moment);
            file.Write(moment);
            lines.Write(moment);
            return [.. ves.Body.Span, .. file.Body.Span, .. lines.Body.Span];
        }

        Assert.Equal(Words(_network), Words(new SimulatedNetwork(1)));
    }

    [Fact]
    public async Task A_file_is_read_without_an_anomaly_and_gives_every_cell_each_counter()
    {
        var file = new DemoPmFile(_network);
        file.Write(Moment(_network, 900_000));
        using var bench = new PmBench();

        var report = await bench.Read(file.Body.ToArray());

        Assert.Equal(((string?)null, true, 38, 0L), (report.Stopped, report.IsComplete, report.Elements, report.Nulls));
        Assert.Empty(report.Anomalies);
        Assert.InRange(report.Values, 412L * (CellCounters.DuAlways + CellCounters.CuAlways) + 1, 412L * (CellCounters.DuNames.Count + CellCounters.CuNames.Count));
        Assert.Equal("A20261122.1000+0000-1015+0000_ems-1.xml", DemoPmFile.NameOf(Time));
    }

    [Fact]
    public async Task Of_cells_off_the_air_by_a_fault_what_was_not_measured_is_missing_and_of_those_that_sleep_it_is_not()
    {
        var file = new DemoPmFile(_network);
        var night = Time - (7 * 3_600_000);
        var cut = Incident.Begin(_network, IncidentKind.FibreCut, night, TimeSpan.FromHours(1));
        using var bench = new PmBench();

        file.Write(new NetworkMoment(_network, night, night + 900_000, []));
        Assert.Equal(0, (await bench.Read(file.Body.ToArray())).Nulls);
        file.Write(new NetworkMoment(_network, night, night + 900_000, [cut]));
        Assert.Equal(5 * cut.Cells.Count, (await bench.Read(file.Body.ToArray())).Nulls);
    }

    [Fact]
    public void Events_of_every_kind_are_taken_as_the_format_says()
    {
        var ves = new DemoVes(_network);
        var moment = Moment(_network, 10_000);
        var faults = SimulatedFault.Of(_network, Incident.Begin(_network, IncidentKind.FibreCut, Time, TimeSpan.FromMinutes(30)));

        ves.WriteRegistrations(Time);
        Assert.Equal((38 * 2) + 7, Read(ves, VesDomain.PnfRegistration));
        ves.WriteHeartbeats(moment, TimeSpan.FromMinutes(1));
        Assert.Equal(38, Read(ves, VesDomain.Heartbeat));
        ves.WriteMeasurements(moment);
        Assert.Equal(38, Read(ves, VesDomain.Perf3gpp));
        Assert.True(ves.Body.Length < 1_000_000);
        ves.WriteFaults(faults, isOver: false);
        Assert.Equal(faults.Count, Read(ves, VesDomain.Fault));
        ves.WriteFaults(faults, isOver: true);
        Assert.Equal(faults.Count, Read(ves, VesDomain.Fault));
    }

    [Fact]
    public void A_base_station_that_cannot_be_reached_says_nothing_and_one_with_a_drifting_clock_says_wrong_times()
    {
        var cut = Incident.Begin(_network, IncidentKind.FibreCut, Time - 60_000, TimeSpan.FromMinutes(30));
        // One that the cut does not silence.
        var drift = Enumerable.Range(0, 100).Select(i => Incident.Begin(_network, IncidentKind.ClockDrift, Time - 600_000 - (i * 1000), TimeSpan.FromMinutes(30))).First(d => !cut.Sites.Contains(d.Sites[0]));
        var ves = new DemoVes(_network);

        ves.WriteMeasurements(new NetworkMoment(_network, Time, Time + 10_000, [cut, drift]));

        var text = Encoding.UTF8.GetString(ves.Body.Span);
        Assert.All(cut.Sites, s => Assert.DoesNotContain($"\"{s.Element}\"", text, StringComparison.Ordinal));
        Assert.Contains($"perf-{drift.Sites[0].Element}-{(Time + 10_000 + ((Time + 10_000 - drift.From) / 1000 * 25)) / 1000}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Flows_are_decoded_from_the_first_datagram_on_and_follow_the_load()
    {
        var bench = new FlowBench();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var flows = new DemoFlows(_network);

        var sent = flows.Send((IPEndPoint)socket.LocalEndPoint!, Moment(_network, 10_000), Time / 1000);

        var buffer = new byte[2000];
        for (var i = 0; i < sent; i++)
        {
            var length = socket.Receive(buffer);
            var report = bench.Take(buffer[..length]);
            Assert.Null(report.Complaint);
        }
        Assert.Equal(5 * SimulatedFlow.ASecond * 2, bench.Flows.Count);
        Assert.Equal(0, bench.Total.Implausible);
        Assert.Equal(["et-0/0/0", "xe-0/1/0", "xe-0/1/1"], new uint[] { 1, 2, 3 }.Select(bench.Exporter.InterfaceName));
        Assert.True(bench.Octets > 1_000_000);
    }

    [Fact]
    public void Messages_of_any_day_and_of_every_incident_are_read_as_they_were_meant()
    {
        var messages = Enumerable.Range(0, 600).Select(s => SimulatedMessage.OfAnyDay(_network, (Time / 1000) + s)).OfType<SimulatedMessage>()
            .Concat(IncidentKind.All.SelectMany(k => SimulatedMessage.Of(Incident.Begin(_network, k, Time, k.Usual)))).ToList();
        Assert.InRange(messages.Count, 150, 400);

        foreach (var message in messages)
        {
            var read = SyslogDecoder.Decode(Encoding.UTF8.GetBytes(DemoSyslog.Write(message)), message.Time, new SyslogClock(TimeZoneInfo.Utc));
            Assert.Null(read.Complaint);
            Assert.Equal((message.Time, message.Priority, message.Host, message.Text), (read.Timestamp, read.Priority, Encoding.UTF8.GetString(read.Host), Encoding.UTF8.GetString(read.Text)));
        }
    }

    [Fact]
    public void Counters_of_interfaces_rise_by_what_they_carry()
    {
        var lines = new DemoLines(_network);
        lines.Write(Moment(_network, 10_000));
        var first = Received();
        lines.Write(new NetworkMoment(_network, Time + 10_000, Time + 20_000, []));
        var second = Received();

        var moment = new NetworkMoment(_network, Time + 10_000, Time + 20_000, []);
        var uplink = _network.Interfaces.Single(static i => i.Router == "agg-east" && i.IsUplink);
        Assert.Equal(moment.TrafficOf(uplink).Received * 1e6 / 8 * 10, second - first, 2.0);

        double Received()
        {
            var line = Encoding.UTF8.GetString(lines.Body.Span).Split('\n').Single(static l => l.StartsWith("node_network,instance=agg-east,device=et-0/0/0 ", StringComparison.Ordinal));
            return double.Parse(line.Split("receive_bytes_total=")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void Measurements_for_Kafka_are_read_cell_by_cell()
    {
        var site = _network.Sites[0];
        List<KpmSample> samples = [];

        Assert.Null(KpmDecoder.Read(DemoKafka.Write(Moment(_network, 10_000), site), samples));

        Assert.Equal(3 * site.Cells.Count, samples.Count);
        Assert.Equal(site.Cells.Select(static c => c.Name), samples.Select(static s => s.Cell).Distinct());
        Assert.All(samples, s => Assert.Equal((site.Element, Time + 10_000), (s.Node, s.Timestamp)));
        var elsewhere = CellCounters.DuNames.Concat(CellCounters.CuNames).ToHashSet();
        Assert.All(samples, s => Assert.DoesNotContain(s.Name, elsewhere));
    }

    [Fact]
    public void Without_a_cluster_Kafka_is_silent_and_says_which_setting_names_one()
    {
        Assert.Null(DemoKafka.Open(_network, new KafkaOptions(), out var silence));
        Assert.Equal("No cluster is named (Noc:Kafka:Brokers).", silence);
    }

    private static NetworkMoment Moment(SimulatedNetwork network, long length) => new(network, Time, Time + length, []);

    private static int Read(DemoVes ves, VesDomain domain)
    {
        var reading = new VesDecoder(new VesSchemas(VesSchemas.Default.Split(','))).Read(ves.Body.ToArray(), isBatch: true);
        Assert.Null(reading.Refusal);
        Assert.All(reading.Events, e => Assert.Equal(domain, e.Domain));
        Assert.Equal(reading.Events.Count, ves.Events);
        return reading.Events.Count;
    }
}
