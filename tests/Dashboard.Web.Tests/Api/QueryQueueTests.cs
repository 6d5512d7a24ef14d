using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;
using Dashboard.Web.Api.Prometheus;
using Microsoft.AspNetCore.Http;

namespace Dashboard.Web.Tests.Api;

public class QueryQueueTests
{
    [Fact]
    public async Task A_query_too_many_waits_for_its_turn_and_no_longer_than_its_time()
    {
        var source = new SlowSource();
        using var handlers = new QueryHandlers(source, new QueryEngineOptions { MaxConcurrent = 1 }, TimeProvider.System);
        var first = Ask("?query=up");
        var refused = await Assert.ThrowsAsync<QueryException>(() => Ask("?query=up&timeout=20ms"));
        Assert.Equal((QueryErrorKind.Timeout, "query timed out in query queue"), (refused.Kind, refused.Message));

        var second = Ask("?query=up&timeout=1m");
        Assert.Equal(1, source.Asked);
        source.Answer.SetResult([]);
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(2, source.Asked);

        async Task Ask(string query)
        {
            var context = new DefaultHttpContext();
            context.Request.Method = HttpMethods.Get;
            context.Request.QueryString = new QueryString(query);
            await handlers.Instant(context, await ApiRequest.Read(context.Request, default));
        }
    }

    private sealed class SlowSource : ISeriesSource
    {
        public TaskCompletionSource<IReadOnlyList<ISeries>> Answer { get; } = new();

        public int Asked { get; private set; }

        public async ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
        {
            Asked++;
            return await Answer.Task;
        }
    }
}
