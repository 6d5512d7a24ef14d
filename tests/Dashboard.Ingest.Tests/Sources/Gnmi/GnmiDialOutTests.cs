using System.Diagnostics;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Gnmi;
using Dashboard.Ingest.Sources.Gnmi.DialOut;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

public sealed class GnmiDialOutTests
{
    [GnmiPeerFact]
    public async Task A_device_that_connects_by_itself_is_taken_and_its_series_end_with_it()
    {
        foreach (var (method, answersBefore) in new[] { ("/Nokia.SROS.DialoutTelemetry/Publish", true), ("/gnmireverse.gNMIReverse/Publish", false) })
        {
            using var bench = new IngestBench();
            using var stop = new CancellationTokenSource();
            var (source, run) = await Start(bench, stop.Token);
            using var device = Device(source.Port, method);
            device.StandardInput.WriteLine("""
                {"update":{"timestamp":"1767225600000000000","prefix":{"elem":[{"name":"interfaces"},{"name":"interface","key":{"name":"1/1/1"}}]},"update":[{"path":{"elem":[{"name":"state"},{"name":"counters"},{"name":"in-octets"}]},"val":{"uintVal":"42"}}]}}
                """.Trim());
            device.StandardInput.Flush();
            if (answersBefore)
                Assert.Equal("answer 0", await device.StandardOutput.ReadLineAsync());
            await Eventually.True(() => bench.Series("node_network_receive_bytes_total", ("instance", "127.0.0.1"), ("device", "1/1/1")).Result.Count == 1);
            await bench.Holds([42], "node_network_receive_bytes_total");

            device.StandardInput.Close();
            if (!answersBefore)
                Assert.Equal("answer 0", await device.StandardOutput.ReadLineAsync());
            await Eventually.True(() => bench.Values("node_network_receive_bytes_total").Result is [.., var last] && StaleMarker.Is(last));
            Assert.Null(await device.StandardOutput.ReadLineAsync());
            await device.WaitForExitAsync();
            Assert.Empty(bench.Status(GnmiDialOutSource.Id).LastErrors);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        }
    }

    [GnmiPeerFact]
    public async Task A_call_that_is_not_known_is_refused_with_those_that_are()
    {
        using var bench = new IngestBench();
        using var stop = new CancellationTokenSource();
        var (source, run) = await Start(bench, stop.Token);
        using var device = Device(source.Port, "/some.Other/Publish");
        device.StandardInput.Close();
        Assert.Equal("UNIMPLEMENTED: there are Nokia.SROS.DialoutTelemetry/Publish and gnmireverse.gNMIReverse/Publish", await device.StandardOutput.ReadLineAsync());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task It_is_off_unless_it_has_a_port()
    {
        using var bench = new IngestBench();
        var source = Source(bench, new ListenOptions());
        await source.Run(default);
        Assert.Equal("switched off by Noc:Listen:GnmiDialOut", bench.Status(GnmiDialOutSource.Id).Reason);
        Assert.Equal("Noc:Gnmi:DialOut:ClientCaFile needs a CertificateFile as well.", new GnmiDialOutOptions { ClientCaFile = "x" }.Complaint());
        Assert.Equal("Noc:Gnmi:DialOut needs both CertificateFile and KeyFile, or neither.", new GnmiDialOutOptions { KeyFile = "x" }.Complaint());
    }

    private static async Task<(GnmiDialOutSource Source, Task Run)> Start(IngestBench bench, CancellationToken stop)
    {
        await bench.Pipeline.StartAsync(default);
        var source = Source(bench, new ListenOptions { GnmiDialOut = 0 });
        var run = source.Run(stop);
        await Eventually.True(() => source.Port > 0 || run.IsCompleted);
        Assert.False(run.IsCompleted, run.Exception?.ToString());
        return (source, run);
    }

    private static GnmiDialOutSource Source(IngestBench bench, ListenOptions listen) =>
        new(new GnmiDialOutOptions(), new GnmiOptions(), listen, new GnmiModules(), bench.Pipeline, bench.Sources, bench.Clock);

    private static Process Device(int port, string method) =>
        Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Protoc.Folder, "gnmi_dialout.py"), $"{port}", method])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
