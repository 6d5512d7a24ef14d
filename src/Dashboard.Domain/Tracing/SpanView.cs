using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing.Columns;
using Dashboard.Domain.Tracing.Query;

namespace Dashboard.Domain.Tracing;

/// <summary>All blocks as they stood at one time, for one reader. While it is not disposed of, no trace's number is given to another.</summary>
internal sealed class SpanView(IReadOnlyList<SpanBlock> blocks, TraceTable traces, ReadEpochs epochs, int epoch) : IDisposable
{
    private readonly AttributeList.Builder _attributes = new();

    public IReadOnlyList<SpanBlock> Blocks { get; } = blocks;

    public TraceTable Traces { get; } = traces;

    public void Dispose() => epochs.Exit(epoch);

    /// <summary>The spans of a trace, in the order in which they start.</summary>
    public IReadOnlyList<SpanRecord> Trace(int number, TraceId trace)
    {
        var found = new List<SpanRecord>(); // bound: spans of the trace
        foreach (var (block, row) in PlacesOf(number))
            found.Add(Blocks[block].Read(row, trace, _attributes));
        return [.. found.OrderBy(static s => s.Start).ThenBy(static s => s.SpanId.Value)];
    }

    /// <summary>Where the spans of a trace are.</summary>
    public IEnumerable<(int Block, int Row)> PlacesOf(int number)
    {
        var (start, end) = (Traces[number].Start, Traces[number].End);
        for (var i = 0; i < Blocks.Count; i++)
        {
            var block = Blocks[i];
            if (block.Starts.Most < start || block.Starts.Least > end)
                continue;
            for (int from = 0, at; (at = block.Traces.AsSpan(from).IndexOf(number)) >= 0; from += at + 1)
                yield return (i, from + at);
        }
    }

    /// <summary>What a service did, by name.</summary>
    public IReadOnlyList<string> Operations(string service)
    {
        var found = new HashSet<string>(StringComparer.Ordinal); // bound: operations that are held
        foreach (var block in Blocks)
        {
            var isOf = Array.ConvertAll(block.Origins, o => o.Get(SpanRecord.ServiceLabel) == service);
            if (!isOf.Contains(true))
                continue;
            for (var text = 0; text < block.Operations.Count && !isOf.Contains(false); text++)
                found.Add(Encoding.UTF8.GetString(block.Operations[text]));
            for (var row = 0; row < block.Count && isOf.Contains(false); row++)
            {
                if (isOf[(int)block.OriginCodes[row]])
                    found.Add(block.Operations.Text(row));
            }
        }
        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of attributes, by scope and name.</summary>
    public IReadOnlyList<SpanField> Names()
    {
        var found = new HashSet<SpanField>(); // bound: names that are held
        foreach (var block in Blocks)
        {
            found.UnionWith(block.Attributes.Columns.Select(static c => SpanField.Attribute(SpanScope.Span, c.Name)));
            found.UnionWith(block.Origins.SelectMany(static o => o).Select(static l => SpanField.Attribute(SpanScope.Resource, l.Name)));
            found.UnionWith(block.Events?.Attributes.Columns.Select(static c => SpanField.Attribute(SpanScope.Event, c.Name)) ?? []);
        }
        return [.. found.OrderBy(static f => f.Scope).ThenBy(static f => f.Name, StringComparer.Ordinal)];
    }

    /// <summary>Values of a field, by name.</summary>
    public IReadOnlyList<string> Values(SpanField field, string prefix, int limit)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal); // bound: limit
        foreach (var text in Blocks.SelectMany(b => TextsOf(b, field)))
        {
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && found.Add(text) && found.Count > limit)
                found.Remove(found.Max!);
        }
        return [.. found];
    }

    private static IEnumerable<string> TextsOf(SpanBlock block, SpanField field)
    {
        var resource = field.Scope is SpanScope.Resource or SpanScope.Any ? SafeName.Label(field.Name) : "";
        var columns = field.Scope switch
        {
            SpanScope.Span or SpanScope.Any => block.Attributes.Columns.Where(c => c.Name == field.Name),
            SpanScope.Event => block.Events?.Attributes.Columns.Where(c => c.Name == field.Name) ?? [],
            SpanScope.Intrinsic => field.Intrinsic switch
            {
                SpanIntrinsic.Name => [block.Operations],
                SpanIntrinsic.StatusMessage => [block.Messages],
                SpanIntrinsic.ScopeName => [block.Scopes],
                SpanIntrinsic.EventName => block.Events is { } events ? [events.Names] : [],
                _ => [],
            },
            _ => [],
        };
        return columns.SelectMany(static c => Enumerable.Range(0, c.Count).Select(i => Encoding.UTF8.GetString(c[i])))
            .Concat(resource.Length == 0 ? [] : block.Origins.Select(o => o.Get(resource)).Where(static v => v.Length > 0));
    }
}
