using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Finds every selector of an expression with the time it needs, and asks the source for all of them at once.</summary>
internal sealed class SelectorPlan(QueryRun run)
{
    private readonly List<(SelectorNode Selector, long From, long To, SelectHints Hints)> _needs = []; // bound: selectors of the expression

    public async ValueTask Select(QueryNode root, ISeriesSource source, CancellationToken cancellationToken)
    {
        Visit(root, run.Grid);
        var asked = new Task<IReadOnlyList<ISeries>>[_needs.Count];
        for (var i = 0; i < asked.Length; i++)
            asked[i] = AskedBefore(i) is { } before ? asked[before] : Ask(source, i, cancellationToken);
        await Task.WhenAll(asked);
        for (var i = 0; i < asked.Length; i++)
            run.Selected[_needs[i].Selector] = await asked[i];
    }

    /// <summary>An earlier selector that needs the same, as in <c>a / sum(a)</c>.</summary>
    private int? AskedBefore(int index)
    {
        var (selector, from, to, hints) = _needs[index];
        var before = _needs.FindIndex(0, index, n => n.From == from && n.To == to && n.Hints == hints && n.Selector.Matchers.SequenceEqual(selector.Matchers));
        return before < 0 ? null : before;
    }

    private async Task<IReadOnlyList<ISeries>> Ask(ISeriesSource source, int index, CancellationToken cancellationToken)
    {
        var (selector, from, to, hints) = _needs[index];
        return await source.Select(selector.Matchers, from, to, hints, cancellationToken);
    }

    private void Visit(QueryNode node, StepGrid grid)
    {
        switch (node)
        {
            case SelectorNode selector:
                Need(selector, selector.Shift, grid, run.LookBack, 0);
                break;
            case RangeSelectorNode range:
                Need(range.Selector, range.Selector.Shift, grid, range.Range, range.Range);
                break;
            case SubqueryNode subquery:
                var windows = Windows.Of(grid, subquery.Shift, run.FixedTime(subquery.Shift), subquery.Range);
                Visit(subquery.Inner, windows.Inside(subquery.Step == 0 ? SubqueryNode.DefaultStep : subquery.Step));
                break;
            default:
                foreach (var child in node.Children)
                    Visit(child, grid);
                break;
        }
    }

    private void Need(SelectorNode selector, TimeShift shift, StepGrid grid, long length, long wanted)
    {
        if (grid.Count == 0)
            return;
        var windows = Windows.Of(grid, shift, run.FixedTime(shift), length);
        _needs.Add((selector, windows.From, windows.LastEnd, new SelectHints(grid.Count > 1 ? windows.Step : 0, wanted)));
    }
}
