using System.IO.Compression;
using System.Net;
using System.Text;
using Dashboard.Web.Auth;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;

namespace Dashboard.Web.Tests.Api;

public sealed class InfluxApiTests(DashboardAtRest server) : IClassFixture<DashboardAtRest>
{
    [Theory]
    [InlineData("/write?db=telegraf&precision=s", "first")]
    [InlineData("/api/v2/write?org=noc&bucket=telegraf&precision=s", "second")]
    public async Task What_is_written_can_be_asked_for(string path, string measurement)
    {
        using var written = await Write(path, $"{measurement},host=a value=1.5 1767225600\n");

        Assert.Equal(HttpStatusCode.NoContent, written.StatusCode);
        await Holds($"{measurement}_value", $$"""[{"metric":{"__name__":"{{measurement}}_value","host":"a"},"value":[1767225600,"1.5"]}]""");
    }

    [Fact]
    public async Task A_packed_body_is_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            await gzip.WriteAsync("packed value=2"u8.ToArray());
        using var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        using var written = await server.Client.PostAsync(new Uri("/write", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.NoContent, written.StatusCode);
        await Holds("packed_value", """[{"metric":{"__name__":"packed_value"},"value":[1767225600,"2"]}]""");
    }

    [Theory]
    [InlineData("/write", "partly v=1\npartly v=x\n", """{"error":"partial write: unable to parse \u0027partly v=x\u0027: invalid number dropped=1"}""")]
    [InlineData("/write", "bad", """{"error":"unable to parse \u0027bad\u0027: missing fields"}""")]
    [InlineData("/api/v2/write", "partly v=1\npartly v=x\n", """{"code":"invalid","message":"partial write: unable to parse \u0027partly v=x\u0027: invalid number dropped=1","line":2}""")]
    [InlineData("/api/v2/write", "bad", """{"code":"invalid","message":"unable to parse \u0027bad\u0027: missing fields","line":1}""")]
    [InlineData("/write?precision=days", "m v=1", """{"error":"invalid precision \u0022days\u0022 (use ns, us, ms or s)"}""")]
    public async Task What_is_wrong_is_said_as_InfluxDB_says_it(string path, string body, string answer)
    {
        using var written = await Write(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, written.StatusCode);
        Assert.Equal(answer, await written.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_body_that_says_it_is_packed_and_is_not_is_refused()
    {
        using var content = new StringContent("m v=1");
        content.Headers.ContentEncoding.Add("gzip");

        using var written = await server.Client.PostAsync(new Uri("/write", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.BadRequest, written.StatusCode);
        Assert.Contains("cannot be unpacked", await written.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_is_too_large_is_refused_packed_or_not(bool packed)
    {
        using var large = new MemoryStream();
        await using (Stream into = packed ? new GZipStream(large, CompressionLevel.Fastest, leaveOpen: true) : new BufferedStream(large))
        {
            for (var i = 0; i < 26_000; i++)
                await into.WriteAsync(Encoding.ASCII.GetBytes($"large v=1 1767225600000000000 {new string(' ', 970)}\n"));
            await into.FlushAsync();
        }
        using var body = new ByteArrayContent(large.ToArray());
        if (packed)
            body.Headers.ContentEncoding.Add("gzip");

        using var written = await server.Client.PostAsync(new Uri("/api/v2/write", UriKind.Relative), body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, written.StatusCode);
        Assert.StartsWith("""{"code":"request too large","message":"the body is larger than 25000000 octets""", await written.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(ApiToken.Write, HttpStatusCode.NoContent)]
    [InlineData(ApiToken.Read, HttpStatusCode.Forbidden)]
    public async Task Writing_needs_a_token_that_may_write(string scope, HttpStatusCode status)
    {
        using var closed = new RunningDashboard();
        Assert.Null(closed.Services.GetRequiredService<ApiTokens>().Create("telegraf", scope, null, new("admin", IPAddress.Loopback), out var token));
        using var client = new HttpClient { BaseAddress = closed.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v2/write") { Content = new StringContent("m v=1") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Token {token}");

        using var written = await client.SendAsync(request);

        Assert.Equal(status, written.StatusCode);
    }

    private async Task<HttpResponseMessage> Write(string path, string body)
    {
        using var content = new StringContent(body);
        return await server.Client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    /// <summary>Asks until the pipeline has stored what was accepted.</summary>
    private async Task Holds(string query, string result)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var expected = $$$"""{"status":"success","data":{"resultType":"vector","result":{{{result}}}}}""";
        var found = "";
        while (found != expected && !limit.IsCancellationRequested)
            found = await server.Get($"/api/v1/query?query={query}");
        Assert.Equal(expected, found);
    }
}
