using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing;

/// <summary>
/// Derives how a span ended from all that it says: its status, answers of HTTP (499, 408, 504 and the other 5xx) and gRPC (1 and
/// 4), and the kind of its error or exception. A status of OK stands against everything else
/// (https://opentelemetry.io/docs/specs/otel/trace/api/#set-status).
/// </summary>
public static class SpanStatuses
{
    private static readonly string[] TimeoutWords = ["timeout", "timed out", "timedout", "deadline exceeded", "deadlineexceeded", "deadline_exceeded"];
    private static readonly string[] CancelWords = ["cancel"];

    /// <param name="code">What the span says itself.</param>
    /// <param name="message">The words that it has for that; may be empty.</param>
    /// <param name="attributes">Its attributes, by the names of the semantic conventions or OpenTracing's <c>error</c>.</param>
    /// <param name="events">Its events, exceptions among them.</param>
    public static SpanStatus Derive(SpanStatusCode code, string message, AttributeList attributes, IReadOnlyList<SpanEvent> events)
    {
        if (code == SpanStatusCode.Ok)
            return SpanStatus.Ok;
        var hasFailed = code == SpanStatusCode.Error;
        SpanStatus? answered = null;
        SpanStatus? kind = null;
        foreach (var attribute in attributes)
        {
            switch (attribute.Name)
            {
                case "http.response.status_code" or "http.status_code":
                    answered ??= OfHttp(attribute.Value);
                    break;
                case "rpc.grpc.status_code" or "grpc.status_code" or "rpc.response.status_code":
                    answered ??= OfGrpc(attribute.Value);
                    break;
                case "error.type" or "error" when !IsFalse(attribute.Value):
                    hasFailed = true;
                    kind ??= OfHttp(attribute.Value) is (SpanStatus.Timeout or SpanStatus.Cancelled) and var status ? status : OfWords(attribute.Value);
                    break;
                case "exception.type":
                    kind ??= OfWords(attribute.Value);
                    break;
            }
        }
        if (answered is SpanStatus.Timeout or SpanStatus.Cancelled)
            return answered.Value;
        if (!hasFailed)
            return answered ?? SpanStatus.Ok;
        return kind ?? OfExceptions(events) ?? OfWords(message) ?? SpanStatus.Error;
    }

    private static SpanStatus? OfHttp(ReadOnlySpan<char> status) => int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number switch
        {
            499 => SpanStatus.Cancelled,
            408 or 504 => SpanStatus.Timeout,
            >= 500 and < 600 => SpanStatus.Error,
            _ => null,
        }
        : null;

    private static SpanStatus? OfGrpc(ReadOnlySpan<char> status) => status switch
    {
        "1" => SpanStatus.Cancelled,
        "4" => SpanStatus.Timeout,
        _ => OfWords(status),
    };

    // The last exception is the one that the span ended with.
    private static SpanStatus? OfExceptions(IReadOnlyList<SpanEvent> events)
    {
        for (var i = events.Count - 1; i >= 0; i--)
        {
            if (events[i].Name == "exception")
                return OfWords(events[i].Attributes.Get("exception.type")) ?? OfWords(events[i].Attributes.Get("exception.message"));
        }
        return null;
    }

    // Words of time first: .NET cancels what has timed out, and says so.
    private static SpanStatus? OfWords(ReadOnlySpan<char> text) =>
        text.IsEmpty ? null : HasOne(text, TimeoutWords) ? SpanStatus.Timeout : HasOne(text, CancelWords) ? SpanStatus.Cancelled : null;

    private static bool HasOne(ReadOnlySpan<char> text, string[] words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsFalse(ReadOnlySpan<char> value) => value.IsEmpty || value is "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
