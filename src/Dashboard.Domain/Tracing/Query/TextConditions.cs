using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Columns;

namespace Dashboard.Domain.Tracing.Query;

/// <summary>A text that every span has, or none.</summary>
internal sealed class TextCondition(FieldFilter filter, Func<SpanBlock, TextColumn> column) : SpanCondition
{
    private readonly TextMatch _match = new(filter);

    public override int Cost => 3;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        Span<ulong> found = stackalloc ulong[SpanBlock.Words];
        found.Clear();
        _match.Mark(column(block), found);
        // Without a text, a span has the empty one.
        if (_match.Holds(""))
        {
            var texts = column(block);
            for (var row = 0; row < block.Count; row++)
                found[row >> 6] |= texts.Of(row) < 0 ? 1UL << row : 0;
        }
        for (var i = 0; i < rows.Length; i++)
            rows[i] &= found[i];
    }
}

/// <summary>An attribute of spans, of their resource, of either or of their events.</summary>
internal sealed class AttributeCondition(FieldFilter filter) : SpanCondition
{
    private readonly TextMatch _match = new(filter);
    private readonly bool _isAbsent = filter is { Comparison: Comparison.Equal, Value.ValueKind: SpanValueKind.Nil };
    private readonly string _name = filter.Field.Name;
    private readonly string _label = SafeName.Label(filter.Field.Name);

    public override int Cost => filter.Field.Scope == SpanScope.Resource ? 0 : 3;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        Span<ulong> found = stackalloc ulong[SpanBlock.Words];
        found.Clear();
        if (filter.Field.Scope is SpanScope.Span or SpanScope.Any)
        {
            foreach (var column in block.Attributes.Columns)
            {
                if (column.Name == _name)
                    _match.Mark(column, found);
            }
        }
        if (filter.Field.Scope is SpanScope.Resource or SpanScope.Any)
            MarkOrigins(block, found);
        if (filter.Field.Scope is SpanScope.Event && block.Events is { } events)
        {
            foreach (var column in events.Attributes.Columns)
            {
                if (column.Name == _name)
                    _match.Mark(column, found, events.Owners);
            }
        }
        for (var i = 0; i < rows.Length; i++)
            rows[i] &= _isAbsent ? ~found[i] : found[i];
    }

    private void MarkOrigins(SpanBlock block, Span<ulong> found)
    {
        Span<bool> wanted = stackalloc bool[SpanBlock.MaxRows];
        var any = false;
        for (var i = 0; i < block.Origins.Length; i++)
            any |= wanted[i] = block.Origins[i].Get(_label) is { Length: > 0 } value && _match.Holds(value);
        if (!any)
            return;
        if (block.Origins.Length == 1)
        {
            block.All(found);
            return;
        }
        for (var row = 0; row < block.Count; row++)
            found[row >> 6] |= wanted[(int)block.OriginCodes[row]] ? 1UL << row : 0;
    }
}

/// <summary>What the events of spans are.</summary>
internal sealed class EventCondition(FieldFilter filter) : SpanCondition
{
    private readonly TextMatch _match = new(filter);

    public override int Cost => 4;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        Span<ulong> found = stackalloc ulong[SpanBlock.Words];
        found.Clear();
        if (block.Events is { } events)
            _match.Mark(events.Names, found, events.Owners);
        for (var i = 0; i < rows.Length; i++)
            rows[i] &= found[i];
    }
}

/// <summary>What spans say anywhere, in either case.</summary>
internal sealed class WordsCondition(FieldFilter filter) : SpanCondition
{
    private readonly TextMatch _match = TextMatch.Holding(filter.Value.Text);
    private readonly bool _isWanted = filter.Comparison == Comparison.Equal;

    public override int Cost => 10;

    public override void Narrow(SpanBlock block, Span<ulong> rows)
    {
        Span<ulong> found = stackalloc ulong[SpanBlock.Words];
        found.Clear();
        _match.Mark(block.Operations, found);
        _match.Mark(block.Messages, found);
        foreach (var column in block.Attributes.Columns)
            _match.Mark(column, found);
        if (block.Events is { } events)
        {
            _match.Mark(events.Names, found, events.Owners);
            foreach (var column in events.Attributes.Columns)
                _match.Mark(column, found, events.Owners);
        }
        for (var i = 0; i < rows.Length; i++)
            rows[i] &= _isWanted ? found[i] : ~found[i];
    }
}
