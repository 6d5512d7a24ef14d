using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Web.Tests.Api;

public sealed class RemoteWriteApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    // The series up with the sample 1 at 1 ms in version 2.0: symbols "", "__name__", "up", all in one literal of Snappy.
    private static readonly byte[] Second =
    [
        35, 34 << 2, 0x22, 0, 0x22, 8, .. "__name__"u8, 0x22, 2, .. "up"u8,
        0x2a, 17, 0x0a, 2, 1, 2, 0x12, 11, 9, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x10, 1,
    ];

    [Theory]
    [InlineData("text/plain", "snappy", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf;proto=other.Message", "snappy", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", "gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", "snappy", HttpStatusCode.BadRequest)]
    public async Task What_is_no_message_is_refused(string type, string encoding, HttpStatusCode status)
    {
        using var written = await Write([1, 2, 3], type, encoding);

        Assert.Equal(status, written.StatusCode);
    }

    [Fact]
    public async Task A_message_of_version_2_is_answered_with_what_was_written()
    {
        using var written = await Write(Second, "application/x-protobuf;proto=io.prometheus.write.v2.Request", "snappy");

        Assert.Equal(HttpStatusCode.NoContent, written.StatusCode);
        Assert.Equal("1", written.Headers.GetValues("X-Prometheus-Remote-Write-Samples-Written").Single());
        Assert.Equal("0", written.Headers.GetValues("X-Prometheus-Remote-Write-Histograms-Written").Single());
        Assert.Equal("0", written.Headers.GetValues("X-Prometheus-Remote-Write-Exemplars-Written").Single());
    }

    [PromtoolFact]
    public async Task A_real_Prometheus_that_scrapes_itself_delivers_here()
    {
        using var closed = new RunningDashboard();
        Assert.Null(closed.Services.GetRequiredService<ApiTokens>().Create("prometheus", ApiToken.Write, null, new("admin", IPAddress.Loopback), out var token));
        using var directory = new TemporaryDirectory();
        var address = $"127.0.0.1:{FreePort.Find()}";
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "prometheus.yml"), $$"""
            global: { scrape_interval: 1s }
            scrape_configs:
              - { job_name: self, static_configs: [ { targets: [ "{{address}}" ] } ] }
            remote_write:
              - { url: "{{closed.Address}}api/v1/write", authorization: { credentials: "{{token}}" }, queue_config: { batch_send_deadline: 200ms }, metadata_config: { send_interval: 1s } }
            """);
        // The shell waits for the end of its own input, so that Prometheus ends with this process, however that ends.
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "prometheus --config.file=prometheus.yml --storage.tsdb.path=data --log.level=error --web.listen-address=" + address + " >log 2>&1 & cat >/dev/null; kill -9 $!; wait"])
        {
            WorkingDirectory = directory.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
        })!;
        try
        {
            var cache = closed.Services.GetRequiredService<TimeSeriesCache>();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (cache.LabelValues("job", [new LabelMatcher("__name__", MatchType.Equal, "up")], 0, long.MaxValue).Count == 0 || cache.Metrics.Find("prometheus_http_requests_total") is null)
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);

            Assert.Equal(["self"], cache.LabelValues("job", [new LabelMatcher("__name__", MatchType.Equal, "up")], 0, long.MaxValue));
            Assert.Equal(MetricType.Counter, cache.Metrics.Find("prometheus_http_requests_total")!.Type);
        }
        finally
        {
            shell.StandardInput.Close();
            await shell.WaitForExitAsync();
        }
    }

    private async Task<HttpResponseMessage> Write(byte[] body, string type, string encoding)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        content.Headers.ContentEncoding.Add(encoding);
        return await server.Client.PostAsync(new Uri("/api/v1/write", UriKind.Relative), content);
    }
}
