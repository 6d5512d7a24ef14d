using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Telemetry;
using static Dashboard.Domain.Tests.Flows.Detection.SimulatedNetwork;

namespace Dashboard.Domain.Tests.Flows.Detection;

public sealed class FlowDetectionTests
{
    private const byte Syn = 2;
    private const byte Whole = 0x1b;
    private const byte Tcp = 6;
    private const byte Udp = 17;

    private readonly FlowDetection _detection = new(new FlowDetectionOptions { Exempt = ["10.9.0.0/16"], Rules = ["allow 10.1.0.7 to 10.2.0.0/16 tcp/23", "deny 10.1.0.0/16 to 10.2.0.0/16 tcp/23"] });
    private readonly List<(FlowFindingStep Step, FlowFinding Finding)> _steps = [];
    private long _now = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void A_port_scan_is_one_finding_whose_sentence_says_who_tried_what_of_whom()
    {
        for (var port = 1; port <= 1000; port++)
            Look(Probe("10.1.0.5", "10.1.0.9", port, Syn), 40);
        Pass(TimeSpan.FromMinutes(30));

        Assert.Equal([FlowFindingStep.Raised, FlowFindingStep.Grown, FlowFindingStep.Grown, FlowFindingStep.Ended], Steps());
        var finding = _steps[^1].Finding;
        Assert.Equal((FlowFindingKind.PortScan, "10.1.0.9", PerceivedSeverity.Major, 1.0), (finding.Kind, finding.Target, finding.Severity, finding.Confidence));
        Assert.InRange(finding.Amount, 700, 1300);
        Assert.Matches(@"^10\.1\.0\.5 tried about [\d,]+ TCP ports of 10\.1\.0\.9 in (39|40) s; [\d,]+ without an answer\.$", finding.Text);
        Assert.Empty(_detection.Active);
    }

    [Fact]
    public void A_sweep_names_its_port_and_one_that_tries_several_is_still_one_finding()
    {
        for (var host = 0; host < 200; host++)
        {
            foreach (var port in (int[])[445, 139])
                Look(Probe("10.1.0.5", $"10.5.0.{host}", port, Syn), 100);
        }

        var finding = Assert.Single(_detection.Active);
        Assert.Equal((FlowFindingKind.HostSweep, "TCP port 445"), (finding.Kind, finding.Target));
        Assert.Matches(@"^10\.1\.0\.5 tried TCP port (445|139) of about \d+ hosts in \d+ s; \d+ without an answer; also TCP port (445|139)\.$", finding.Text);
    }

    [Fact]
    public void What_two_exporters_tell_or_both_ends_counts_once()
    {
        for (var port = 1; port <= 25; port++)
        {
            var probe = Probe("10.1.0.5", "10.1.0.9", port, Syn);
            for (ushort exporter = 1; exporter < 6; exporter++)
                Look(probe with { Exporter = exporter }, 0);
            Look(Flow(_now, probe.Destination, probe.Source, (ushort)port, probe.SourcePort, Tcp, 40, 0, 0x14) with { Packets = 1 }, 100);
        }

        Assert.Empty(_detection.Active);
    }

    [Fact]
    public void Who_is_answered_most_of_the_time_scans_nobody()
    {
        for (var host = 0; host < 2000; host++)
            Look(Probe("10.1.0.5", $"203.0.{host / 250}.{host % 250}", 443, host % 3 == 0 ? Syn : Whole), 100);

        Assert.Empty(_detection.Active);
    }

    [Fact]
    public void An_outage_of_what_answered_before_is_no_sweep()
    {
        for (var host = 0; host < 200; host++)
            Look(Probe("10.1.0.5", $"10.5.0.{host}", 9100, Whole), 10);
        for (var host = 0; host < 200; host++)
            Look(Probe("10.1.0.5", $"10.5.0.{host}", 9100, Syn), 10);

        Assert.Empty(_detection.Active);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Silence_without_flags_counts_where_the_exporter_shows_answers_of_others(bool showsAnswers, int findings)
    {
        for (var host = 0; host < 250; host++)
        {
            Look(Probe("10.1.0.5", $"10.5.0.{host}", 161, 0, Udp), 10);
            Look(Probe("10.1.0.6", "10.2.1.1", 53, 0, Udp), 10);
            if (showsAnswers)
                Look(Flow(_now, Address("10.2.1.1"), Address("10.1.0.6"), 53, 40_000, Udp, 200, 0, 0), 10);
        }
        Pass(TimeSpan.FromMinutes(3));

        Assert.Equal(findings, _detection.Active.Count);
    }

    [Fact]
    public void Of_sampled_flows_a_scan_says_so_and_a_busy_client_is_none()
    {
        for (var i = 0; i < 400; i++)
        {
            Look(Probe("10.1.0.5", "10.1.0.9", 1 + i, Syn) with { SamplingRate = 100 }, 10);
            // One sampled packet in ten is a SYN.
            Look(Probe("10.1.0.6", $"203.0.{i / 250}.{i % 250}", 443, i % 10 == 0 ? Syn : (byte)16) with { SamplingRate = 100 }, 10);
        }

        Assert.Contains("without an answer, seen in one of 100 packets", Assert.Single(_detection.Active).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_exempt_is_never_accused()
    {
        for (var port = 1; port <= 1000; port++)
        {
            Look(Probe("10.9.0.5", "10.1.0.9", port, Syn), 10);
            Look(Probe("10.9.0.5", "10.1.0.9", port, Syn) with { IsDenied = true }, 10);
        }

        Assert.Empty(_detection.Active);
        Assert.Equal(1000, _detection.DeniedOf(Core));
    }

    [Fact]
    public void Regular_connections_are_a_beacon_and_a_long_one_told_in_parts_is_none()
    {
        for (var i = 0; i < 60; i++)
        {
            Look(Probe("10.1.0.5", "203.0.113.9", 443, Whole) with { SourcePort = (ushort)(40_000 + i), Octets = 612 }, 0);
            Look(Probe("10.1.0.6", "203.0.113.9", 443, Whole) with { SourcePort = 40_000, Octets = 612 }, 60_000);
        }

        var finding = Assert.Single(_detection.Active);
        Assert.Equal((FlowFindingKind.Beaconing, "10.1.0.5", "203.0.113.9:443"), (finding.Kind, finding.Source.ToString(), finding.Target));
        Assert.Matches(@"^10\.1\.0\.5 connected to 203\.0\.113\.9:443 \(TCP\) \d+ times in \d+ min, every 60 s give or take less than a second, with 1 kB each time\.$", finding.Text);
    }

    [Fact]
    public void A_host_that_sends_far_more_than_it_used_to_is_told_with_where_to()
    {
        for (var i = 0; i < 300; i++)
        {
            for (ushort exporter = 1; exporter < 4; exporter++)
                Look(Flow(_now, Address("10.1.0.5"), Address("203.0.113.1"), 40_000, 443, Tcp, 1e6, 0, Whole) with { Exporter = exporter }, 100_000);
        }
        Assert.Empty(_detection.Active);
        for (var i = 0; i < 20; i++)
        {
            for (ushort exporter = 1; exporter < 4; exporter++)
                Look(Flow(_now, Address("10.1.0.5"), Address("198.51.100.7"), 40_001, 22, Tcp, 5e8, 0, Whole) with { Exporter = exporter }, 20_000);
        }
        Pass(TimeSpan.FromMinutes(6));

        var finding = Assert.Single(_detection.Active);
        Assert.Equal((FlowFindingKind.Exfiltration, "198.51.100.7"), (finding.Kind, finding.Target));
        // Three exporters saw the same ten gigabytes.
        Assert.InRange(finding.Amount, 9.9e9, 10.1e9);
        Assert.Matches(@"^10\.1\.0\.5 sent 10\.0 GB out of the network within an hour, most of it to 198\.51\.100\.7 port 22; in \d+\.?\d* h before it was never more than \d+ MB, and \d+ MB as a rule\.$", finding.Text);
    }

    [Fact]
    public void A_rule_is_broken_by_what_it_denies_and_not_by_its_exceptions_nor_by_answers()
    {
        Look(Probe("10.1.0.7", "10.2.0.1", 23, Whole), 0);
        Look(Probe("10.1.0.8", "10.3.0.1", 23, Whole), 0);
        Look(Probe("10.1.0.8", "10.2.0.1", 22, Whole), 0);
        Look(Flow(_now, Address("10.2.0.1"), Address("10.1.0.8"), 23, 40_000, Tcp, 100, 0, Whole), 0);
        Assert.Empty(_detection.Active);
        for (var i = 0; i < 10; i++)
            Look(Probe("10.1.0.8", "10.2.0.1", 23, Whole) with { Octets = 1000 }, 1000);

        Assert.Equal("10.1.0.8 sent 10 kB in 10 flows to 10.2.0.1, TCP port 23, against the rule 'deny 10.1.0.0/16 to 10.2.0.0/16 tcp/23'.", Assert.Single(_detection.Active).Text);
        Assert.Equal(10, _detection.Violations);
    }

    [Fact]
    public void Denied_connections_are_told_once_they_are_many()
    {
        for (var i = 0; i < 99; i++)
            Look(Probe("10.1.0.8", "10.2.0.1", 3389, Whole) with { IsDenied = true }, 1000);
        Assert.Empty(_detection.Active);
        Look(Probe("10.1.0.8", "10.2.0.1", 3389, Whole) with { IsDenied = true }, 1000);

        Assert.Equal("100 connections of 10.1.0.8 to 10.2.0.1 were denied in 99 s, the last to 10.2.0.1, TCP port 3389.", Assert.Single(_detection.Active).Text);
    }

    [Theory]
    [InlineData("deny 10.0.0.0/8 any", "Noc:FlowDetection:Rules: 'deny 10.0.0.0/8 any' is no rule: write such as deny 10.1.0.0/16 to 10.2.0.0/16 tcp/23.")]
    [InlineData("deny 10.0.0.0/33 to any", "Noc:FlowDetection:Rules: 'deny 10.0.0.0/33 to any': '10.0.0.0/33' is no network; write an address, a network such as 10.1.0.0/16, or any.")]
    [InlineData("deny any to any tcp/x", "Noc:FlowDetection:Rules: 'deny any to any tcp/x': 'tcp/x' is no service; write such as tcp/23, udp/1000-2000, icmp, 22 or any.")]
    [InlineData("deny any to any tcp/9-1", "Noc:FlowDetection:Rules: 'deny any to any tcp/9-1': 'tcp/9-1' is no service; write such as tcp/23, udp/1000-2000, icmp, 22 or any.")]
    [InlineData("deny any to 2001:db8::/32 udp/1000-2000", null)]
    public void A_rule_that_cannot_be_read_is_told_with_what_it_ought_to_be(string rule, string? complaint) =>
        Assert.Equal(complaint, new FlowDetectionOptions { Rules = [rule] }.Complaint());

    [Fact]
    public void Memory_is_set_aside_once_and_random_traffic_allocates_nothing()
    {
        var random = new Random(7);
        var flows = new FlowRecord[10_000];
        var bytes = _detection.Bytes;
        Fill();
        _detection.Look(flows, _now);
        var allocating = 0;
        for (var round = 0; round < 20; round++)
        {
            Fill();
            var before = GC.GetAllocatedBytesForCurrentThread();
            _detection.Look(flows, _now += 1000);
            allocating += GC.GetAllocatedBytesForCurrentThread() == before ? 0 : 1;
        }

        // What the runtime needs when code runs for the first time, or is compiled anew, it makes once; in random traffic that may be at any flow.
        Assert.InRange(allocating, 0, 2);
        Assert.Equal(bytes, _detection.Bytes);
        Assert.InRange(bytes, 1 << 20, 24 << 20);

        void Fill()
        {
            foreach (ref var flow in flows.AsSpan())
                flow = Flow(_now, NetworkAddress.FromV4((uint)random.Next()), NetworkAddress.FromV4((uint)random.Next()), (ushort)random.Next(65_536), (ushort)random.Next(65_536), (byte)(random.Next(2) == 0 ? Tcp : Udp), random.Next(5000), random.Next(1000), (byte)random.Next(64));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(20_000)]
    public void Distinct_things_are_counted_with_the_error_that_is_stated(int things)
    {
        const ulong Protocol = 6;
        var squares = 0.0;
        for (var round = 0; round < 50; round++)
        {
            var (tried, answered) = (default(DistinctBits), default(DistinctBits));
            for (var i = 0; i < things; i++)
            {
                // As ports come, one after another.
                var hash = FlowHash.Wide((ulong)(i + (round * 100_000)), Protocol);
                tried.Add(hash);
                Assert.False(tried.Add(hash));
                if (i % 10 == 0 && things > 10)
                {
                    answered.Add(hash);
                }
            }
            var expected = things > 10 ? things * 0.9 : things;
            squares += Math.Pow((tried.Without(in answered) - expected) / expected, 2);
        }

        Assert.InRange(Math.Sqrt(squares / 50), 0, things < 200 ? 0.05 : 0.11);
    }

    [Fact]
    public void An_address_is_inside_outside_or_nobodys()
    {
        var zones = new NetworkZones(NetworkZones.Read(["10.0.0.0/8", "192.0.2.64/26", "2001:db8::/32"]));

        Assert.All(["10.1.2.3", "192.0.2.65", "2001:db8::1"], a => Assert.Equal(NetworkZone.Inside, zones.Of(Address(a))));
        Assert.All(["11.0.0.1", "192.0.2.1", "2001:db9::1", "8.8.8.8"], a => Assert.Equal(NetworkZone.Outside, zones.Of(Address(a))));
        Assert.All(["224.0.0.5", "255.255.255.255", "127.0.0.1", "0.0.0.0", "ff02::1", "::", "::1"], a => Assert.Equal(NetworkZone.Nowhere, zones.Of(Address(a))));
    }

    private FlowRecord Probe(string source, string destination, int port, byte flags, byte protocol = Tcp) =>
        Flow(_now, Address(source), Address(destination), (ushort)(40_000 + (port % 20_000)), (ushort)port, protocol, 44, 0, flags) with { Packets = 1 };

    private void Look(FlowRecord flow, long ms)
    {
        _detection.Look([flow], _now);
        _now += ms;
    }

    private void Pass(TimeSpan time)
    {
        for (var until = _now + (long)time.TotalMilliseconds; _now < until; _now += 10_000)
            _detection.Tick(_now);
    }

    private List<FlowFindingStep> Steps()
    {
        _detection.Take(_steps);
        return _steps.ConvertAll(static s => s.Step);
    }
}
