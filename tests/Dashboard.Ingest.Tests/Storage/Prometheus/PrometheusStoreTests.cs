using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Tests.Storage.Remote;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Ingest.Tests.Storage.Prometheus;

/// <summary>How the history behaves towards a store that misbehaves.</summary>
public sealed class PrometheusStoreTests
{
    private const string Secret = "s3cr3t-t0ken";

    [Fact]
    public async Task Samples_that_the_store_calls_bad_are_let_go_of_and_its_sentence_is_kept()
    {
        var answers = new Queue<(int Status, string Text)>([(400, "out of order sample"), (422, """{"status":"error","error":"label too long"}"""), (200, "")]);
        await using var store = await StubStore.Start(async context =>
        {
            var (status, text) = answers.Dequeue();
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(text);
        });
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address });
        foreach (var said in new[] { "out of order sample", "label too long" })
        {
            await bench.Write(new MetricSample(bench.Series("m"), bench.Now, 1));
            await bench.Delivered();
            Assert.Contains($"'{said}'", bench.History.LastRefusal, StringComparison.Ordinal);
        }
        await bench.Write(new MetricSample(bench.Series("m"), bench.Now, 1));
        await bench.Delivered();
        Assert.Equal((1, ""), (bench.History.DeliveredSamples, bench.History.Problem));
    }

    [Theory]
    [InlineData(401, "credentials")]
    [InlineData(404, "Noc:PrometheusHistory")]
    [InlineData(302, "redirect")]
    [InlineData(429, "less at a time")]
    [InlineData(500, "its own log")]
    [InlineData(503, "its own log")]
    public async Task Samples_wait_while_the_store_cannot_take_them_and_no_secret_shows(int status, string expected)
    {
        var answer = status;
        await using var store = await StubStore.Start(context =>
        {
            context.Response.StatusCode = answer;
            context.Response.Headers.Location = "http://elsewhere.test/";
            context.Response.Headers.RetryAfter = "300";
            return Task.CompletedTask;
        });
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address, Token = Secret });
        await bench.Write(new MetricSample(bench.Series("m"), bench.Now, 1));
        await Eventually.True(() => bench.History.Problem.Length > 0 && bench.Clock.Waiting.Any(static w => w == TimeSpan.FromMinutes(5)));
        Assert.Contains(expected, bench.History.Problem, StringComparison.Ordinal);
        Assert.Equal(1, bench.History.WaitingBodies);
        answer = 204;
        bench.Clock.Advance(TimeSpan.FromMinutes(5));
        await bench.Delivered();
        Assert.Equal(["POST /api/v1/write", "POST /api/v1/write"], store.Requests.Select(static r => r.Request));
        Assert.All(store.Requests, static r => Assert.Equal($"Bearer {Secret}", r.Authorization));
        Assert.Contains(bench.Log, l => l.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain(bench.Log, static l => l.Contains(Secret, StringComparison.Ordinal));
        Assert.DoesNotContain(Secret, bench.History.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_and_password_are_sent_on_every_request_and_paths_below_the_address_are_kept()
    {
        await using var store = await StubStore.Start(static context => context.Response.WriteAsync("""{"status":"success","data":["b","a"]}"""));
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address + "/select/0/prometheus/", WritePath = $"{store.Address}/insert/0/prometheus/api/v1/write", User = "noc", Password = "ü:" + Secret });
        await bench.Write(new MetricSample(bench.Series("m"), bench.Now, 1));
        await bench.Delivered();
        Assert.Equal(["a", "b"], await bench.History.LabelNames([], 0, 1000, default));
        Assert.Equal(["POST /insert/0/prometheus/api/v1/write", "GET /select/0/prometheus/api/v1/labels?start=0&end=1"], store.Requests.Select(static r => r.Request));
        Assert.All(store.Requests, static r => Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("noc:ü:" + Secret)), r.Authorization));
        Assert.DoesNotContain(bench.Log, static l => l.Contains(Secret, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"data":7}""")]
    [InlineData("""{"data":[7]}""")]
    [InlineData("[]")]
    public async Task An_answer_that_is_something_else_is_a_sentence(string answer)
    {
        await using var store = await StubStore.Start(context => context.Response.WriteAsync(answer));
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address });
        var problem = await Assert.ThrowsAsync<IOException>(() => bench.History.LabelNames([], 0, 1000, default).AsTask());
        Assert.Contains("Noc:PrometheusHistory:Url", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_a_sentence()
    {
        await using var store = await StubStore.Start(static context => context.Response.WriteAsync(new string(' ', 2 << 20)));
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address, MaxAnswerBytes = 1 << 20 });
        var problem = await Assert.ThrowsAsync<IOException>(() => bench.Select(0, 1000, default, HistoryBench.Name("m")));
        Assert.Contains("Noc:PrometheusHistory:MaxAnswerBytes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_takes_too_long_is_a_sentence_and_a_caller_who_gives_up_is_none()
    {
        await using var store = await StubStore.Start(static context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        using var bench = await HistoryBench.Prometheus(new PrometheusHistoryOptions { Url = store.Address });
        var asking = bench.Select(0, 1000, default, HistoryBench.Name("m"));
        await Eventually.True(() => !store.Requests.IsEmpty);
        bench.Clock.Advance(TimeSpan.FromSeconds(30));
        var problem = await Assert.ThrowsAsync<IOException>(() => asking);
        Assert.Contains("Noc:PrometheusHistory:Timeout", problem.Message, StringComparison.Ordinal);
        using var giveUp = new CancellationTokenSource();
        var again = bench.History.Select([HistoryBench.Name("m")], 0, 1000, default, giveUp.Token).AsTask();
        await Eventually.True(() => store.Requests.Count == 2);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => again);
    }

    [Fact]
    public void Settings_that_make_no_sense_together_are_a_sentence_that_names_the_key_and_no_secret()
    {
        (PrometheusHistoryOptions Options, string Key)[] wrong =
        [
            (new() { Url = "localhost:8428" }, "Url"), (new() { Url = "ftp://x" }, "Url"), (new() { Url = $"http://u:{Secret}@x" }, "Url"), (new() { Url = "http://x?a=b" }, "Url"),
            (new() { Url = "http://x", WritePath = "write" }, "WritePath"), (new() { Url = "http://x", Token = Secret, User = "u" }, "Token"),
            (new() { Url = "http://x", Password = Secret }, "User"), (new() { Url = "http://x", Token = Secret + "\r\nX: y" }, "Token"),
        ];
        foreach (var (options, key) in wrong)
        {
            Assert.Contains($"Noc:PrometheusHistory:{key}", options.Problem(), StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, options.Problem(), StringComparison.Ordinal);
        }
    }
}
