using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Spans as a message <c>TracesData</c> of opentelemetry/proto/trace/v1/trace.proto, which is Tempo's <c>Trace</c> too:
/// grouped by resource and library. Attributes are texts, and those of resources have the names of their labels.
/// </summary>
public static class TraceMessage
{
    /// <summary>Puts spans of any traces into a message.</summary>
    public static ReadOnlyMemory<byte> Write(IEnumerable<SpanRecord> spans)
    {
        var message = new ProtobufWriter();
        foreach (var resource in spans.GroupBy(static s => s.Origin))
            message.Message(1, m => WriteResource(m, resource));
        return message.Written;
    }

    /// <summary>The same within Tempo's message <c>TraceByIDResponse</c>.</summary>
    public static ReadOnlyMemory<byte> Wrapped(IEnumerable<SpanRecord> spans) => new ProtobufWriter().Octets(1, Write(spans).Span).Written;

    /// <summary>The name that a resource's attribute has outside, of the label that it is held as.</summary>
    public static string NameOf(string label) => label == SpanRecord.ServiceLabel ? "service.name" : label;

    private static void WriteResource(ProtobufWriter into, IGrouping<Labels, SpanRecord> resource)
    {
        into.Message(1, m =>
        {
            foreach (var label in resource.Key)
                WriteAttribute(m, 1, NameOf(label.Name), label.Value);
        });
        foreach (var scope in resource.GroupBy(static s => s.Scope, StringComparer.Ordinal))
        {
            into.Message(2, m =>
            {
                m.Message(1, s => s.Text(1, scope.Key));
                foreach (var span in scope)
                    m.Message(2, s => WriteSpan(s, span));
            });
        }
    }

    private static void WriteSpan(ProtobufWriter into, SpanRecord span)
    {
        Span<byte> trace = stackalloc byte[TraceId.Size];
        Span<byte> id = stackalloc byte[SpanId.Size];
        span.TraceId.CopyTo(trace);
        span.SpanId.CopyTo(id);
        into.Octets(1, trace).Octets(2, id);
        if (!span.ParentSpanId.IsEmpty)
        {
            span.ParentSpanId.CopyTo(id);
            into.Octets(4, id);
        }
        into.Text(5, span.Operation).Number(6, (ulong)span.Direction).Fixed(7, (ulong)span.Start).Fixed(8, (ulong)(span.Start + span.Duration));
        WriteAttributes(into, 9, span.Attributes);
        foreach (var said in span.Events)
        {
            into.Message(11, m =>
            {
                m.Fixed(1, (ulong)said.Time).Text(2, said.Name);
                WriteAttributes(m, 3, said.Attributes);
            });
        }
        foreach (var link in span.Links)
        {
            link.TraceId.CopyTo(trace);
            link.SpanId.CopyTo(id);
            var (linkTrace, linkId) = (trace.ToArray(), id.ToArray());
            into.Message(13, m =>
            {
                m.Octets(1, linkTrace).Octets(2, linkId);
                WriteAttributes(m, 4, link.Attributes);
            });
        }
        into.Message(15, m => m.Text(2, span.StatusMessage).Number(3, span.Status == SpanStatus.Ok ? 0u : 2u));
    }

    private static void WriteAttributes(ProtobufWriter into, int field, AttributeList attributes)
    {
        foreach (var attribute in attributes)
            WriteAttribute(into, field, attribute.Name.ToString(), attribute.Value.ToString());
    }

    private static void WriteAttribute(ProtobufWriter into, int field, string name, string value) =>
        into.Message(field, m => m.Text(1, name).Message(2, v => v.Text(1, value)));
}
