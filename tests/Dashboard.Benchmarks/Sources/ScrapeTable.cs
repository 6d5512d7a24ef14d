using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Prometheus;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Benchmarks.Sources;

/// <summary>What a sample of a scraped page costs: the page of this machine's node_exporter, read again and again, alone and into the cache, beside VictoriaMetrics taking the same page in.</summary>
internal static class ScrapeTable
{
    private const int Rounds = 10;
    // Some 50 ms, since the kernel counts a thread's time by the tick.
    private const int Pages = 2000;
    private const int PeerPages = 200;

    public static async Task Print(TextWriter to)
    {
        var page = await NodeExporterPage();
        var samples = Encoding.UTF8.GetString(page).Split('\n').Count(l => l.Length > 0 && l[0] != '#');
        await to.WriteLineAsync($"A page of node_exporter, {page.Length} octets, {samples} samples; processor time, best of {Rounds} times {Pages} pages");
        using var metrics = new IngestMetrics();
        var cache = new TimeSeriesCache(new TimeSeriesCacheOptions(), TimeProvider.System);
        var sources = new SourceRegistry(cache, TimeProvider.System, metrics);
        using var pipeline = new IngestPipeline(cache, [new MetricStore(cache)], new Enricher([]), sources, new PipelineOptions(), TimeProvider.System, metrics, NullLogger<IngestPipeline>.Instance);
        var first = double.MaxValue;
        for (var target = 0; target < 20; target++)
            first = Math.Min(first, Read(NewReading(pipeline, cache, $"new-{target}:9100"), page, 1, cache: null).Nanoseconds / samples);
        await to.WriteLineAsync($"  the first page, its series being new  {first,7:0.0} ns a sample");
        var reading = NewReading(pipeline, cache, "127.0.0.1:9100");
        // Until what is called often is compiled for good.
        for (var warm = 0; warm < 3; warm++)
        {
            Read(reading, page, Pages, cache: null);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }
        foreach (var (name, target) in new[] { ("reading a known page", (TimeSeriesCache?)null), ("reading it into the cache", cache) })
        {
            var (best, bytes) = (double.MaxValue, 0.0);
            for (var round = 0; round < Rounds; round++)
            {
                var (nanoseconds, allocated) = Read(reading, page, Pages, target);
                (best, bytes) = (Math.Min(best, nanoseconds / Pages / samples), (double)allocated / Pages / samples);
            }
            await to.WriteLineAsync($"  {name,-37} {best,7:0.0} ns a sample, {bytes:0.00} octets allocated");
        }
        await VictoriaMetrics(page, samples, to);
    }

    private static PrometheusReading NewReading(IngestPipeline pipeline, TimeSeriesCache cache, string address)
    {
        var job = new ScrapeJobOptions { Job = "node" };
        return new PrometheusReading(job, new ScrapeTarget(address, "http", "/metrics", new Dictionary<string, string>()).LabelsIn(job), new ScrapeStore(pipeline, cache));
    }

    private static long _time = TimeProvider.System.GetUtcNow().AddHours(-2).ToUnixTimeMilliseconds();

    private static (double Nanoseconds, long Allocated) Read(PrometheusReading reading, byte[] page, int pages, TimeSeriesCache? cache)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = ThreadNanoseconds();
        for (var i = 0; i < pages; i++)
        {
            using var batch = new TelemetryBatch<MetricSample>(ScrapeSource.Id, page.Length, 4096);
            var outcome = reading.Read(page, "text/plain", _time += 100, batch);
            if (outcome.Failure is not null)
                throw new InvalidOperationException(outcome.Failure);
            cache?.Append(batch.Records);
        }
        return (ThreadNanoseconds() - started, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static async Task<byte[]> NodeExporterPage()
    {
        var address = $"127.0.0.1:{FreePort()}";
        using var exporter = Start("prometheus-node-exporter", $"--web.listen-address={address}");
        try
        {
            return await Get($"http://{address}/metrics");
        }
        finally
        {
            exporter.Kill();
            await exporter.WaitForExitAsync();
        }
    }

    private static async Task VictoriaMetrics(byte[] page, int samples, TextWriter to)
    {
        if (!File.Exists("/usr/bin/victoria-metrics"))
        {
            await to.WriteLineAsync("  VictoriaMetrics is not here (Debian's victoria-metrics)");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("vm");
        var address = $"127.0.0.1:{FreePort()}";
        using var server = Start("victoria-metrics", $"-httpListenAddr={address}", $"-storageDataPath={folder.FullName}");
        try
        {
            await Get($"http://{address}/health");
            using var client = new HttpClient();
            var best = double.MaxValue;
            var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - ((Rounds + 1) * PeerPages);
            for (var round = 0; round <= Rounds; round++)
            {
                var before = server.TotalProcessorTime;
                for (var i = 0; i < PeerPages; i++)
                {
                    using var answer = await client.PostAsync($"http://{address}/api/v1/import/prometheus?timestamp={(now++).ToString(CultureInfo.InvariantCulture)}", new ByteArrayContent(page));
                    answer.EnsureSuccessStatusCode();
                }
                server.Refresh();
                // The first round is for new series.
                if (round > 0)
                    best = Math.Min(best, (server.TotalProcessorTime - before).TotalNanoseconds / PeerPages / samples);
            }
            await to.WriteLineAsync($"  VictoriaMetrics, /api/v1/import/prometheus {best,5:0.0} ns a sample, with HTTP and its store");
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task<byte[]> Get(string url)
    {
        using var client = new HttpClient();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await client.GetByteArrayAsync(url);
            }
            catch (HttpRequestException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static long ThreadNanoseconds() => long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]);
}
