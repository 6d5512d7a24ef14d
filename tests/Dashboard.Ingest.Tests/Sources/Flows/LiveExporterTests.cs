using System.Diagnostics;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Tests.Sources.Flows;

/// <summary>Real exporters read a capture of a hundred packets in twenty flows and send what they make of it.</summary>
public sealed class LiveExporterTests : IAsyncLifetime
{
    private const int Flows = 20;
    private const int PacketsOfEach = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-test-");
    private readonly FlowHouse _house = new(TimeProvider.System);
    private ulong _octets;

    private string Capture => Path.Combine(_folder.FullName, "traffic.pcap");

    public async Task InitializeAsync()
    {
        _octets = TrafficCapture.Write(Capture, Flows, PacketsOfEach, TimeProvider.System.GetUtcNow().AddSeconds(-30));
        await _house.Start();
    }

    public async Task DisposeAsync()
    {
        await _house.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [PeerTheory("softflowd")]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Softflowd_exports_every_version(int version)
    {
        using var exporter = Start("softflowd", "-r", Capture, "-n", _house.NetFlow.EndPoints[version == 10 ? 1 : 0].ToString(), "-v", $"{version}", "-d", "-p", Path.Combine(_folder.FullName, "pid"), "-c", "none");

        AssertTraffic(await _house.Arrived(Flows));

        await exporter.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    [PeerTheory("pmacctd")]
    [InlineData(9)]
    [InlineData(10)]
    public async Task Pmacctd_exports_flows(int version)
    {
        using var exporter = Start("pmacctd", "-f", Configuration($"""
            plugins: nfprobe[n]
            nfprobe_receiver[n]: {_house.NetFlow.EndPoints[0]}
            nfprobe_version[n]: {version}
            nfprobe_timeouts[n]: tcp=1:maxlife=1:expint=1:udp=1
            aggregate[n]: src_host,dst_host,src_port,dst_port,proto,tos
            """));
        try
        {
            // A flow may be cut in two where its timeout ends.
            await Eventually.True(() => Rank(FlowDimension.Application).Octets >= _octets);
        }
        finally
        {
            exporter.Kill(entireProcessTree: true);
        }
        var ranking = Rank(FlowDimension.Application);
        Assert.Equal((_octets, (ulong)Flows * PacketsOfEach), (ranking.Octets, ranking.Packets));
        Assert.Equal(["dns", "https"], ranking.Entries.Select(e => e.Name).Order());
    }

    [PeerTheory("pmacctd")]
    [InlineData(1)]
    public async Task Pmacctd_samples_packets_for_sFlow(int rate)
    {
        using var exporter = Start("pmacctd", "-f", Configuration($"""
            plugins: sfprobe[s]
            sfprobe_receiver[s]: {_house.SFlow.EndPoints[0]}
            sfprobe_agentip[s]: 192.0.2.9
            sampling_rate[s]: {rate}
            """));
        // It keeps what does not fill a datagram to itself, six samples at most.
        const int Least = (Flows * PacketsOfEach) - 6;
        try
        {
            await Eventually.True(() => _house.Flows.HeldFlows >= Least);
        }
        finally
        {
            exporter.Kill(entireProcessTree: true);
        }
        var flows = _house.Flows.Find(new FlowFilter(), 1000);
        Assert.InRange(flows.Count, Least, Flows * PacketsOfEach);
        Assert.InRange(flows.Aggregate(0UL, (sum, f) => sum + f.Octets), _octets * Least / (Flows * PacketsOfEach) * 9 / 10, _octets);
        Assert.All(flows, static f => Assert.Equal((1UL, 1U), (f.Packets, f.SamplingRate)));
        AssertEnds(flows);
        Assert.Equal("192.0.2.9", _house.Exporters[1].Name);
    }

    private void AssertTraffic(IReadOnlyList<FlowRecord> flows)
    {
        Assert.Equal((_octets, (ulong)Flows * PacketsOfEach), (flows.Aggregate(0UL, (sum, f) => sum + f.Octets), flows.Aggregate(0UL, (sum, f) => sum + f.Packets)));
        AssertEnds(flows);
    }

    private void AssertEnds(IReadOnlyList<FlowRecord> flows)
    {
        Assert.Equal(Enumerable.Range(1, Flows).Select(i => $"10.0.0.{i}").Order(), flows.Select(f => f.Source.ToString()).Distinct().Order());
        Assert.All(flows, f => Assert.Equal(("10.0.1.1", f.Protocol == 6 ? 443 : 53), (f.Destination.ToString(), (int)f.DestinationPort)));
        Assert.Equal(0, _house.Bench.Status("netflow").Errors + _house.Bench.Status("sflow").Errors);
    }

    private FlowRanking Rank(FlowDimension dimension) => _house.Flows.Rank(dimension, 0, long.MaxValue, 10);

    private string Configuration(string plugins)
    {
        var file = Path.Combine(_folder.FullName, "pmacctd.conf");
        File.WriteAllText(file, $"daemonize: false\npcap_savefile: {Capture}\n{plugins}\n");
        return file;
    }

    private Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(PeerTheoryAttribute.Find(program)!, arguments) { WorkingDirectory = _folder.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
