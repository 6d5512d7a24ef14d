using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tracing.Columns;

/// <summary>The events of a block's spans, in the order of their spans.</summary>
/// <param name="Owners">The row of the span that an event belongs to.</param>
/// <param name="Times">Nanoseconds from the span's start.</param>
/// <param name="Names">What they are.</param>
/// <param name="Attributes">What is told of them.</param>
internal sealed record EventColumns(NarrowColumn Owners, NarrowColumn Times, TextColumn Names, AttributeColumns Attributes)
{
    /// <summary>Memory that they take.</summary>
    public int Bytes => 120 + Owners.Bytes + Times.Bytes + Names.Bytes + Attributes.Bytes;

    /// <summary>The events of a span.</summary>
    public IReadOnlyList<SpanEvent> Read(int row, long start, AttributeList.Builder attributes)
    {
        var events = new List<SpanEvent>(); // bound: what one span had
        for (var at = Owners.FirstAtLeast(row); at < Owners.Count && Owners[at] == row; at++)
            events.Add(new SpanEvent(start + Times[at], Names.Text(at), Attributes.Read(at, attributes)));
        return events;
    }
}

/// <summary>The links of a block's spans, in the order of their spans.</summary>
/// <param name="Owners">The row of the span that a link belongs to.</param>
/// <param name="Traces">The traces that they lead to.</param>
/// <param name="Spans">The spans in those.</param>
/// <param name="Attributes">What is told of them.</param>
internal sealed record LinkColumns(NarrowColumn Owners, TraceId[] Traces, SpanId[] Spans, AttributeColumns Attributes)
{
    /// <summary>Memory that they take.</summary>
    public int Bytes => 120 + Owners.Bytes + (24 * Spans.Length) + Attributes.Bytes;

    /// <summary>The links of a span.</summary>
    public IReadOnlyList<SpanLink> Read(int row, AttributeList.Builder attributes)
    {
        var links = new List<SpanLink>(); // bound: what one span had
        for (var at = Owners.FirstAtLeast(row); at < Owners.Count && Owners[at] == row; at++)
            links.Add(new SpanLink(Traces[at], Spans[at], Attributes.Read(at, attributes)));
        return links;
    }
}
