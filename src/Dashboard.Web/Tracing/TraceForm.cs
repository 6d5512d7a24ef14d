using Dashboard.Domain.Tracing.Query;

namespace Dashboard.Web.Tracing;

/// <summary>A search as those have it who do not write: a span of a service that did something, for so long at least, and ended so.</summary>
/// <param name="Service">The service; empty for any.</param>
/// <param name="Operation">What it did; empty for anything.</param>
/// <param name="Longest">How long it took at least, such as <c>100ms</c>; empty for any time.</param>
/// <param name="Status">How it ended, in a word of TraceQL; empty for any end.</param>
public sealed record TraceForm(string Service, string Operation, string Longest, string Status)
{
    private static readonly SpanField ServiceField = SpanField.Attribute(SpanScope.Resource, "service.name");

    /// <summary>What it searches for.</summary>
    public TraceQuery Query
    {
        get
        {
            var conditions = new List<SpanFilter>(4);
            if (Service.Length > 0)
                conditions.Add(new FieldFilter(ServiceField, Comparison.Equal, SpanValue.Of(Service)));
            if (Operation.Length > 0)
                conditions.Add(new FieldFilter(SpanField.Of(SpanIntrinsic.Name), Comparison.Equal, SpanValue.Of(Operation)));
            if (Longest.Length > 0 && TraceQuery.TryParse($"{{ duration >= {Longest} }}", out var read, out _) && ConditionsOf(read) is [{ Value.ValueKind: SpanValueKind.Duration } longest])
                conditions.Add(longest);
            if (Status.Length > 0)
                conditions.Add(new FieldFilter(SpanField.Of(SpanIntrinsic.Status), Comparison.Equal, SpanValue.Status(Status)));
            return TraceQuery.Of([.. conditions]);
        }
    }

    /// <summary>The form that searches for the same; null where it has no room for that.</summary>
    public static TraceForm? From(TraceQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var form = new TraceForm("", "", "", "");
        if (ConditionsOf(query) is not { } conditions)
            return null;
        foreach (var condition in conditions)
        {
            var value = condition.Value.Text;
            form = (condition.Field, condition.Comparison) switch
            {
                (var field, Comparison.Equal) when field == ServiceField && form.Service.Length == 0 => form with { Service = value },
                ({ Intrinsic: SpanIntrinsic.Name }, Comparison.Equal) when form.Operation.Length == 0 => form with { Operation = value },
                ({ Intrinsic: SpanIntrinsic.Duration }, Comparison.GreaterOrEqual) when form.Longest.Length == 0 => form with { Longest = value },
                ({ Intrinsic: SpanIntrinsic.Status }, Comparison.Equal) when form.Status.Length == 0 => form with { Status = value },
                _ => null,
            };
            if (form is null)
                return null;
        }
        return form;
    }

    // All that one span is to be; null where more is asked.
    private static List<FieldFilter>? ConditionsOf(TraceQuery query)
    {
        if (query is not { Stages.IsEmpty: true, Spans: SpansetFilter spanset })
            return null;
        SpanFilter[] all = spanset.Filter is AllOf several ? [.. several.Conditions] : [spanset.Filter];
        var fields = all.OfType<FieldFilter>().ToList();
        return fields.Count == all.Length ? fields : null;
    }
}
