using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;

namespace Dashboard.Domain.Tests.Tracing;

public sealed class SpanStatusesTests
{
    [Theory]
    [InlineData(SpanStatusCode.Unset, "", "", "", SpanStatus.Ok)]
    [InlineData(SpanStatusCode.Error, "", "", "", SpanStatus.Error)]
    [InlineData(SpanStatusCode.Ok, "", "http.response.status_code", "504", SpanStatus.Ok)]
    [InlineData(SpanStatusCode.Unset, "", "http.response.status_code", "504", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Unset, "", "http.status_code", "408", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Unset, "", "http.status_code", "499", SpanStatus.Cancelled)]
    [InlineData(SpanStatusCode.Unset, "", "http.response.status_code", "404", SpanStatus.Ok)]
    [InlineData(SpanStatusCode.Unset, "", "http.response.status_code", "500", SpanStatus.Error)]
    [InlineData(SpanStatusCode.Error, "", "rpc.grpc.status_code", "1", SpanStatus.Cancelled)]
    [InlineData(SpanStatusCode.Error, "", "rpc.grpc.status_code", "4", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Error, "", "rpc.response.status_code", "DEADLINE_EXCEEDED", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Error, "", "rpc.grpc.status_code", "13", SpanStatus.Error)]
    [InlineData(SpanStatusCode.Unset, "", "error.type", "System.Threading.Tasks.TaskCanceledException", SpanStatus.Cancelled)]
    [InlineData(SpanStatusCode.Unset, "", "error.type", "504", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Unset, "", "error", "true", SpanStatus.Error)]
    [InlineData(SpanStatusCode.Unset, "", "error", "false", SpanStatus.Ok)]
    [InlineData(SpanStatusCode.Error, "context canceled", "", "", SpanStatus.Cancelled)]
    [InlineData(SpanStatusCode.Error, "The request was canceled due to the configured HttpClient.Timeout", "", "", SpanStatus.Timeout)]
    [InlineData(SpanStatusCode.Unset, "timed out", "", "", SpanStatus.Ok)]
    public void How_a_span_ended_is_derived_from_all_that_it_says(SpanStatusCode code, string message, string attribute, string value, SpanStatus status) =>
        Assert.Equal(status, SpanStatuses.Derive(code, message, List((attribute, value)), []));

    [Theory]
    [InlineData("System.OperationCanceledException", SpanStatus.Cancelled)]
    [InlineData("java.net.SocketTimeoutException", SpanStatus.Timeout)]
    [InlineData("System.IO.IOException", SpanStatus.Error)]
    public void The_last_exception_tells_of_what_kind_a_failure_was(string type, SpanStatus status)
    {
        SpanEvent[] events = [new(1, "exception", List(("exception.type", "TimeoutError"))), new(2, "exception", List(("exception.type", type))), new(3, "done", default)];

        Assert.Equal(status, SpanStatuses.Derive(SpanStatusCode.Error, "", AttributeList.None, events));
        // It may have been dealt with.
        Assert.Equal(SpanStatus.Ok, SpanStatuses.Derive(SpanStatusCode.Unset, "", AttributeList.None, events));
    }

    private static AttributeList List((string Name, string Value) attribute)
    {
        var builder = new AttributeList.Builder();
        if (attribute.Name.Length > 0)
            builder.Add(attribute.Name, attribute.Value);
        return builder.Build();
    }
}
