using System.Net;
using System.Text;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Flows.Threats;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Flows;

public sealed class FlowThreatsTests : IDisposable
{
    private readonly IngestBench _bench = new();
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Addresses_and_prefixes_are_read_from_plain_text_and_CSV()
    {
        List<AddressPrefix> prefixes = [];
        var report = ThreatListDecoder.Read(Encoding.UTF8.GetBytes("\ufeff# feed\n192.0.2.7\r\n198.51.100.0/24 ; comment\n\n2001:db8::/32\n\"seen\",\"203.0.113.9\",\"x\"\n10.1.2.3/8\n::ffff:192.0.2.9\n"), prefixes);

        Assert.Equal(new ThreatListReport(6, 0, null), report);
        Assert.Equal(["192.0.2.7/128", "198.51.100.0/120", "2001:db8::/32", "203.0.113.9/128", "10.0.0.0/104", "192.0.2.9/128"], prefixes.Select(p => $"{new NetworkAddress((ulong)(p.First >> 64), (ulong)p.First)}/{p.Length}"));
        Assert.Equal(1, ThreatListDecoder.Read("first_seen,dst_ip,port\n2026-01-01 00:00:00,192.0.2.1,443\n"u8, prefixes).Entries);
    }

    [Theory]
    [InlineData("192.0.2.1\nexample.net\n1.2\n", "has a line, number 2, that names no address: 'example.net'", 2)]
    [InlineData("192.0.2.256\n", "has a line, number 1, that names no address: '192.0.2.256'", 1)]
    [InlineData("010.0.0.1\n", "has a line, number 1, that names no address: '010.0.0.1'", 1)]
    [InlineData("0.0.0.0/0\n", "has a line, number 1, that covers every address: '0.0.0.0/0'", 1)]
    [InlineData("192.0.2.1/33\n", "has a line, number 1, whose prefix is none: '192.0.2.1/33'", 1)]
    public void A_bad_line_is_told_with_its_number(string text, string complaint, int bad)
    {
        var report = ThreatListDecoder.Read(Encoding.UTF8.GetBytes(text), []);

        Assert.Equal((complaint, bad), (report.Complaint, report.Bad));
    }

    [Fact]
    public void A_set_finds_what_going_through_all_prefixes_finds()
    {
        var random = new Random(20261122);
        List<AddressPrefix>[] lists = [[], [], []];
        for (var i = 0; i < 3000; i++)
        {
            var v4 = random.Next(3) > 0;
            // Close together, so that they are nested and side by side.
            var number = v4 ? new UInt128(0, 0xffff_0a00_0000UL | (uint)random.Next(1 << 20)) : new UInt128(0x2001_0db8_0000_0000UL | (uint)random.Next(1 << 20), (ulong)random.NextInt64());
            var length = v4 ? random.Next(118, 129) : random.Next(54, 129);
            lists[random.Next(3)].Add(new AddressPrefix(length == 128 ? number : number & ~(UInt128.MaxValue >> length), (byte)length));
        }
        var set = new AddressSet(lists);
        var (hits, misses) = (0, 0);
        for (var i = 0; i < 5000; i++)
        {
            var number = random.Next(2) == 0 ? new UInt128(0, 0xffff_0a00_0000UL | (uint)random.Next(1 << 21)) : new UInt128(0x2001_0db8_0000_0000UL | (uint)random.Next(1 << 21), (ulong)random.NextInt64());
            var expected = 0U;
            for (var list = 0; list < lists.Length; list++)
                expected |= lists[list].Exists(p => p.First <= number && number <= p.Last) ? 1U << list : 0;
            Assert.Equal(expected, set.ListsOf(new NetworkAddress((ulong)(number >> 64), (ulong)number)));
            (hits, misses) = (hits + (expected > 0 ? 1 : 0), misses + (expected == 0 ? 1 : 0));
        }

        Assert.True(hits > 200 && misses > 200, $"{hits} hits, {misses} misses");
        Assert.Equal(0U, new AddressSet([]).ListsOf(NetworkAddress.FromV4(1)));
        Assert.Equal(1U, new AddressSet([[new AddressPrefix(UInt128.MaxValue, 128)]]).ListsOf(new NetworkAddress(ulong.MaxValue, ulong.MaxValue)));
    }

    [Fact]
    public async Task Both_ends_of_flows_are_counted_and_each_address_is_told_once_an_interval()
    {
        await File.WriteAllTextAsync(_file, "192.0.2.0/24\n2001:db8::1\n");
        var options = new FlowThreatOptions { List = "feed", File = _file, EventInterval = TimeSpan.FromMinutes(10) };
        var threats = new FlowThreats([options], new FlowExporters(), _bench.Clock);
        var source = new FlowThreatSource([options], threats, _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock, NullLogger<FlowThreatSource>.Instance);
        await _bench.Pipeline.StartAsync(CancellationToken.None);
        FlowRecord[] flows = [Flow("192.0.2.1", "10.0.0.1"), Flow("10.0.0.1", "192.0.2.1"), Flow("2001:db8::1", "2001:db8::2"), Flow("10.0.0.1", "10.0.0.2")];
        threats.Look(flows);
        threats.Look(flows);

        Assert.Equal(6, threats.MatchesOf(0));
        using (var stop = new CancellationTokenSource())
        {
            var running = source.Run(stop.Token);
            await Eventually.True(() => _bench.Events.NewestFirst.Count == 2);
            await stop.CancelAsync();
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
        }
        await _bench.Holds([6], "flow_threat_matches_total", ("list", "feed"));
        Assert.Contains(_bench.Events.NewestFirst, e => (e.ManagedObject, e.EventType, e.Severity) == ("192.0.2.1", "threat-address", PerceivedSeverity.Major)
            && e.Text.StartsWith("192.0.2.1 is on the list feed: 192.0.2.1:1234 sent 100 octets to 10.0.0.1:53, protocol 17, seen by ", StringComparison.Ordinal));
        _bench.Clock.Advance(TimeSpan.FromMinutes(11));
        threats.Look(flows);
        using var again = threats.TakeEvents(FlowThreatSource.Id);
        Assert.Equal(2, again?.Count);
    }

    [Fact]
    public void A_list_that_changes_is_read_again_and_one_that_breaks_stays_as_it_was()
    {
        File.WriteAllText(_file, "192.0.2.1\n");
        var options = new FlowThreatOptions { List = "feed", File = _file };
        var threats = new FlowThreats([options], new FlowExporters(), _bench.Clock);
        var source = new FlowThreatSource([options], threats, _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock, NullLogger<FlowThreatSource>.Instance);
        Assert.Equal(1, threats.Entries);

        Change("<html>not found</html>\n");
        Assert.Equal((1, $"{_file} has a line, number 1, that names no address: '<html>not found</html>'."), (threats.Entries, _bench.Status(FlowThreatSource.Id).LastErrors[0].Text));
        Change("192.0.2.1\n192.0.2.2\nx\n");
        Assert.Equal((2, $"{_file} has a line, number 3, that names no address: 'x'."), (threats.Entries, _bench.Status(FlowThreatSource.Id).LastErrors[0].Text));
        File.Delete(_file);
        Change(null);
        Assert.Equal((2, $"{_file} is not there."), (threats.Entries, _bench.Status(FlowThreatSource.Id).LastErrors[0].Text));

        void Change(string? text)
        {
            if (text is not null)
                File.WriteAllText(_file, text);
            _bench.Clock.Advance(TimeSpan.FromMinutes(1));
            source.Look();
        }
    }

    [Fact]
    public void Looking_at_flows_allocates_nothing()
    {
        var threats = new FlowThreats([new FlowThreatOptions { List = "feed", File = "x" }], new FlowExporters(), _bench.Clock);
        threats.Use(new AddressSet([[.. Enumerable.Range(0, 100_000).Select(i => new AddressPrefix(new UInt128(0, 0xffff_0000_0000UL | ((uint)i * 40_503U)), 128))]]));
        FlowRecord[] flows = [Flow("192.0.2.1", "10.0.0.1"), Flow("0.0.0.0", "0.0.158.55"), Flow("2001:db8::1", "2001:db8::2")];
        threats.Look(flows);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            threats.Look(flows);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2002, threats.MatchesOf(0));
    }

    public void Dispose()
    {
        _bench.Dispose();
        File.Delete(_file);
    }

    private static FlowRecord Flow(string source, string destination) => new()
    {
        Source = NetworkAddress.From(IPAddress.Parse(source)),
        Destination = NetworkAddress.From(IPAddress.Parse(destination)),
        SourcePort = 1234,
        DestinationPort = 53,
        Protocol = 17,
        Octets = 100,
        Packets = 1,
    };
}
