using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing;

/// <summary>
/// What went wrong, told apart as people would: spans that did not end well, grouped by operation, kind of error and the
/// shape of their message. The shape is that of <see cref="LogPatterns"/>, so that an error has the same face here as in the log.
/// </summary>
public sealed class ErrorFingerprints
{
    private static readonly string[] HttpStatus = ["http.response.status_code", "http.status_code"];
    private static readonly string[] GrpcStatus = ["rpc.grpc.status_code", "grpc.status_code", "rpc.response.status_code"];

    private ErrorFingerprints(IReadOnlyList<ErrorFingerprint> kept, int leftOut, int spans) => (Kept, LeftOut, Spans) = (kept, leftOut, spans);

    /// <summary>Nothing went wrong.</summary>
    public static ErrorFingerprints None { get; } = new([], 0, 0);

    /// <summary>The groups, those of most spans first; of equal ones, those that were seen last.</summary>
    public IReadOnlyList<ErrorFingerprint> Kept { get; }

    /// <summary>Further groups, of fewer spans.</summary>
    public int LeftOut { get; }

    /// <summary>Spans that are grouped, those of groups that are left out among them.</summary>
    public int Spans { get; }

    /// <summary>Groups spans; the same ones in any order make the same groups.</summary>
    /// <param name="spans">The spans; those that ended well are passed over.</param>
    /// <param name="most">Groups that are kept.</param>
    public static ErrorFingerprints Of(IEnumerable<SpanRecord> spans, int most)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var groups = new Dictionary<(string Operation, string Kind), Group>(); // bound: the spans
        var count = 0;
        foreach (var span in spans.Where(static s => s.Status != SpanStatus.Ok).OrderBy(static s => s.Start).ThenBy(static s => s.SpanId.Value))
        {
            var key = (span.Operation, KindOf(span));
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = new Group(key.Operation, key.Item2);
            group.Add(span);
            count++;
        }
        var all = groups.Values.SelectMany(static g => g.Fingerprints())
            .OrderByDescending(static f => f.Count).ThenByDescending(static f => f.LastSeen)
            .ThenBy(static f => f.Operation, StringComparer.Ordinal).ThenBy(static f => f.Kind, StringComparer.Ordinal).ThenBy(static f => f.Message, StringComparer.Ordinal).ToList();
        return new([.. all.Take(most)], Math.Max(0, all.Count - most), count);
    }

    // What is most telling comes first. error.type is HTTP's status where there was no exception
    // (https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/), and is written in the same way then.
    private static string KindOf(SpanRecord span)
    {
        var kind = Exception(span, "exception.type") ?? First(span, ["exception.type", "error.type"]);
        if (kind.Length > 0 && !IsNumber(kind))
            return kind;
        // An answer of 200 is not what went wrong.
        if (First(span, HttpStatus) is ['4' or '5', ..] and var http)
            return $"HTTP {http}";
        if (First(span, GrpcStatus) is { Length: > 0 } grpc)
            return IsNumber(grpc) ? $"gRPC {grpc}" : grpc;
        return kind.Length == 3 ? $"HTTP {kind}" : kind;
    }

    private static string MessageOf(SpanRecord span) =>
        Exception(span, "exception.message") ?? (span.StatusMessage.Length > 0 ? span.StatusMessage : First(span, ["exception.message", "error.message"]));

    // The last exception is the one that the span ended with.
    private static string? Exception(SpanRecord span, string attribute)
    {
        for (var i = span.Events.Count - 1; i >= 0; i--)
        {
            if (span.Events[i].Name == "exception" && span.Events[i].Attributes.Get(attribute) is { Length: > 0 } value)
                return value;
        }
        return null;
    }

    private static string First(SpanRecord span, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (span.Attributes.Get(name) is { Length: > 0 } value)
                return value;
        }
        return "";
    }

    private static bool IsNumber(string text) => text.All(char.IsAsciiDigit);

    private sealed class Group(string operation, string kind)
    {
        // Every one is an error; how bad it is tells none of them apart.
        private const int Worst = 3;

        private readonly LogPatterns _patterns = new(0);
        private readonly Dictionary<string, SpanRecord> _examples = new(StringComparer.Ordinal); // bound: the spans
        private (long Count, SpanRecord First, SpanRecord Last)? _silent;

        // They come in the order in which they started.
        public void Add(SpanRecord span)
        {
            var message = Encoding.UTF8.GetBytes(MessageOf(span));
            if (string.IsNullOrWhiteSpace(Encoding.UTF8.GetString(message)))
            {
                _silent = _silent is { } before ? (before.Count + 1, before.First, span) : (1, span, span);
                return;
            }
            _patterns.Add(message, Worst, Math.Max(0, span.Timestamp));
            _examples[Encoding.UTF8.GetString(message.AsSpan(0, Math.Min(message.Length, LogPatterns.MaxExample)))] = span;
        }

        public IEnumerable<ErrorFingerprint> Fingerprints()
        {
            if (_silent is { } silent)
                yield return new ErrorFingerprint(operation, kind, "", silent.Count, silent.First.Timestamp, silent.Last.Timestamp, silent.Last.TraceId, silent.Last.SpanId);
            foreach (var pattern in _patterns.Snapshot())
            {
                var example = _examples[pattern.Example];
                yield return new ErrorFingerprint(operation, kind, pattern.Text, pattern.Count, pattern.FirstSeen, pattern.LastSeen, example.TraceId, example.SpanId);
            }
        }
    }
}
