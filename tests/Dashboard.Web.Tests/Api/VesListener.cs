using System.Net.Http.Headers;
using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Tests.Auth;
using Microsoft.Extensions.DependencyInjection;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Web.Tests.Api;

/// <summary>The running program with an account for senders of events, and a clock that stands still at 2026-01-01 00:00 UTC.</summary>
public sealed class VesListener : IDisposable
{
    public const string Account = "gnb:correct horse";
    public const string Single = "/eventListener/v7";
    public const string Batch = "/eventListener/v7/eventBatch";

    public VesListener()
    {
        Server = new RunningDashboard(clock: Clock, settings: [("Noc:Ves:Users:0:Name", "gnb"), ("Noc:Ves:Users:0:Password", "correct horse"), ("Noc:Ves:QueueEvents", "1000")]);
        Client = new HttpClient { BaseAddress = Server.Address };
        Source = Server.Services.GetServices<ITelemetrySource>().OfType<VesSource>().Single();
    }

    public RunningDashboard Server { get; }

    public HttpClient Client { get; }

    public VesSource Source { get; }

    public IReadOnlyList<EventRecord> Events => Server.Services.GetRequiredService<RecentEvents>().NewestFirst;

    /// <summary>The log lines that were kept, newest first.</summary>
    public async Task<IReadOnlyList<LogRecord>> Logs() => [.. (await Server.Services.GetRequiredService<LogArchive>().Search(new LogSearch { Limit = 1000 }, CancellationToken.None)).Lines.Select(static l => l.Record)];

    internal FakeClock Clock { get; } = new();

    /// <summary>Posts a body of JSON as the account does, or as somebody else.</summary>
    public async Task<HttpResponseMessage> Post(string body, string path = Single, string? account = Account, string type = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (account is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(account)));
        return await Client.SendAsync(request);
    }

    /// <summary>Posts a body that must be taken.</summary>
    public async Task Take(string body, string path = Single)
    {
        using var answer = await Post(body, path);
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The values of the series with these labels, oldest first; none where there is no such series.</summary>
    public async Task<double[]> Values(string metric, params (string Name, string Value)[] labels)
    {
        var series = await Server.Services.GetRequiredService<TimeSeriesCache>().Select(
            [new LabelMatcher("__name__", MatchType.Equal, metric), .. labels.Select(static l => new LabelMatcher(l.Name, MatchType.Equal, l.Value))],
            0, long.MaxValue, SelectHints.None, CancellationToken.None);
        if (series.Count == 0)
            return [];
        var columns = new SampleColumns();
        Assert.Single(series).Read(0, long.MaxValue, columns);
        return columns.Values.ToArray();
    }

    /// <summary>Asserts that the one series with these labels holds these values.</summary>
    public async Task Holds(double[] values, string metric, params (string Name, string Value)[] labels) => Assert.Equal(values, await Values(metric, labels));

    /// <summary>Waits until something is so, for half a minute at most.</summary>
    public static async Task Until(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
