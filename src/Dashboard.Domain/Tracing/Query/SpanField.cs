using System.Collections.Immutable;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>Where a field of a search stands.</summary>
public enum SpanScope
{
    /// <summary>In the span's attributes or in its resource's: <c>.name</c>.</summary>
    Any,

    /// <summary>In the span's attributes: <c>span.name</c>.</summary>
    Span,

    /// <summary>In the attributes of what all spans of one process share: <c>resource.name</c>.</summary>
    Resource,

    /// <summary>In the attributes of one of the span's events: <c>event.name</c>.</summary>
    Event,

    /// <summary>Every span has it: <c>duration</c>.</summary>
    Intrinsic,
}

/// <summary>What every span has.</summary>
public enum SpanIntrinsic
{
    None,
    Name,
    Kind,
    Status,
    StatusMessage,
    Duration,
    TraceDuration,
    RootName,
    RootServiceName,
    TraceId,
    SpanId,
    ParentId,

    /// <summary>Whether it has a parent: <c>parent = nil</c>.</summary>
    Parent,
    EventName,

    /// <summary>The library that noted it.</summary>
    ScopeName,

    /// <summary>All that it says: operation, status message, attributes and events. An addition to TraceQL.</summary>
    Text,
}

/// <summary>A field that a search is about.</summary>
public readonly record struct SpanField
{
    private static readonly ImmutableArray<(string Name, SpanIntrinsic Intrinsic)> Intrinsics =
    [
        ("name", SpanIntrinsic.Name), ("kind", SpanIntrinsic.Kind), ("status", SpanIntrinsic.Status), ("statusMessage", SpanIntrinsic.StatusMessage),
        ("duration", SpanIntrinsic.Duration), ("traceDuration", SpanIntrinsic.TraceDuration), ("rootName", SpanIntrinsic.RootName),
        ("rootServiceName", SpanIntrinsic.RootServiceName), ("trace:id", SpanIntrinsic.TraceId), ("span:id", SpanIntrinsic.SpanId),
        ("span:parentID", SpanIntrinsic.ParentId), ("parent", SpanIntrinsic.Parent), ("event:name", SpanIntrinsic.EventName),
        ("instrumentation:name", SpanIntrinsic.ScopeName), ("text", SpanIntrinsic.Text),
        // Longer names of the same.
        ("span:name", SpanIntrinsic.Name), ("span:kind", SpanIntrinsic.Kind), ("span:status", SpanIntrinsic.Status), ("span:statusMessage", SpanIntrinsic.StatusMessage),
        ("span:duration", SpanIntrinsic.Duration), ("trace:duration", SpanIntrinsic.TraceDuration), ("trace:rootName", SpanIntrinsic.RootName),
        ("trace:rootService", SpanIntrinsic.RootServiceName),
    ];

    private SpanField(SpanScope scope, string name, SpanIntrinsic intrinsic) => (Scope, Name, Intrinsic) = (scope, name, intrinsic);

    public SpanScope Scope { get; }

    /// <summary>The attribute's name; of what every span has, what TraceQL calls it.</summary>
    public string Name { get; }

    /// <summary>What every span has; none where it is an attribute.</summary>
    public SpanIntrinsic Intrinsic { get; }

    /// <summary>What every span has, by the names that TraceQL knows them by.</summary>
    public static IEnumerable<string> IntrinsicNames => Intrinsics.Select(static i => i.Name);

    public static SpanField Attribute(SpanScope scope, string name) => new(scope, name, SpanIntrinsic.None);

    public static SpanField Of(SpanIntrinsic intrinsic) => new(SpanScope.Intrinsic, Intrinsics.First(i => i.Intrinsic == intrinsic).Name, intrinsic);

    /// <summary>Reads a field as it is written in a search; the name of an attribute without its quotation marks.</summary>
    public static bool TryParse(string text, out SpanField field)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var (name, intrinsic) in Intrinsics)
        {
            if (text == name)
            {
                field = Of(intrinsic);
                return true;
            }
        }
        foreach (var (start, scope) in new[] { (".", SpanScope.Any), ("span.", SpanScope.Span), ("resource.", SpanScope.Resource), ("event.", SpanScope.Event) })
        {
            if (text.Length > start.Length && text.StartsWith(start, StringComparison.Ordinal))
            {
                field = Attribute(scope, text[start.Length..]);
                return true;
            }
        }
        field = default;
        return false;
    }

    /// <summary>The field as TraceQL writes it.</summary>
    public override string ToString() => Scope switch
    {
        SpanScope.Intrinsic => Name,
        SpanScope.Any => "." + Written(),
        _ => $"{Scope.ToString().ToLowerInvariant()}.{Written()}",
    };

    /// <summary>Whether a character may stand in a name without quotation marks.</summary>
    internal static bool IsPlain(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or ':' or '/' or '@' or '$';

    private string Written() => Name.All(IsPlain) ? Name : SpanValue.Quoted(Name);
}
