using System.Text;
using System.Text.RegularExpressions;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Functions of labels: <c>label_replace</c>, <c>label_join</c>, sorting, and the labels of what is absent.</summary>
internal sealed class LabelFunctions(Evaluator evaluator)
{
    /// <summary>The labels that the missing series would have had: those that are asked for by exactly one equality.</summary>
    public static Labels OfAbsent(QueryNode argument)
    {
        var matchers = argument switch
        {
            SelectorNode selector => selector.Matchers,
            RangeSelectorNode range => range.Selector.Matchers,
            _ => [],
        };
        var labels = Labels.Empty;
        var seen = new HashSet<string>(StringComparer.Ordinal); // bound: matchers
        foreach (var matcher in matchers)
        {
            if (matcher.Name != Labels.MetricName)
                labels = labels.With(matcher.Name, matcher.Type == MatchType.Equal && seen.Add(matcher.Name) ? matcher.Value : "");
        }
        return labels;
    }

    public void Replace(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var (target, replacement, source, pattern) = (Evaluator.Text(call.Arguments[1]), Evaluator.Text(call.Arguments[2]), Evaluator.Text(call.Arguments[3]), Evaluator.Text(call.Arguments[4]));
        Regex regex;
        try
        {
            regex = Re2Syntax.Anchored(pattern);
        }
        catch (ArgumentException e)
        {
            throw new QueryException($"invalid regular expression in label_replace(): {pattern}", e);
        }
        if (!IsValidName(target))
            throw new QueryException($"invalid destination label name in label_replace(): {target}");
        var known = new Dictionary<string, string?>(StringComparer.Ordinal); // bound: values of the source label
        Relabel(call, grid, sink, labels =>
        {
            var value = labels.Get(source);
            if (!known.TryGetValue(value, out var replaced))
            {
                var match = regex.Match(value);
                known[value] = replaced = match.Success ? Expand(replacement, match) : null;
            }
            return replaced is null ? labels : labels.With(target, replaced);
        });
    }

    public void Join(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var target = Evaluator.Text(call.Arguments[1]);
        var separator = Evaluator.Text(call.Arguments[2]);
        var sources = call.Arguments.Skip(3).Select(Evaluator.Text).ToArray();
        if (Array.Find(sources, static s => !IsValidName(s)) is { } invalid)
            throw new QueryException($"invalid source label name in label_join(): {invalid}");
        if (!IsValidName(target))
            throw new QueryException($"invalid destination label name in label_join(): {target}");
        Relabel(call, grid, sink, labels => labels.With(target, string.Join(separator, sources.Select(labels.Get))));
    }

    public void Sort(CallNode call, StepGrid grid, IColumnSink sink)
    {
        if (grid.Count > 1)
        {
            // A range query's series are in the order of their labels anyway.
            evaluator.Stream(call.Arguments[0], grid, sink);
            return;
        }
        using var columns = evaluator.Vector(call.Arguments[0], grid);
        var descending = call.Function.EndsWith("_desc", StringComparison.Ordinal);
        columns.SortByLabels();
        IEnumerable<Column> sorted;
        if (call.Function.StartsWith("sort_by_label", StringComparison.Ordinal))
        {
            var names = call.Arguments.Skip(1).Select(Evaluator.Text).ToArray();
            var order = Comparer<Column>.Create((a, b) => names.Select(n => NaturalOrder.Compare(a.Labels.Get(n), b.Labels.Get(n))).FirstOrDefault(static o => o != 0) is var o && o != 0
                ? o : LabelOrder.Compare(a.Labels, b.Labels));
            sorted = descending ? columns.Columns.OrderDescending(order) : columns.Columns.Order(order);
        }
        else
        {
            // NaN comes last either way.
            var numbers = columns.Columns.OrderBy(static c => double.IsNaN(c.Values[0]));
            sorted = descending ? numbers.ThenByDescending(static c => c.Values[0]) : numbers.ThenBy(static c => c.Values[0]);
        }
        foreach (var (labels, values) in sorted)
            sink.Accept(labels, values);
    }

    /// <summary>Any text is a label's name, unless bytes that are no UTF-8 were written into it by escapes.</summary>
    private static bool IsValidName(string name) => name.Length > 0 && !name.Contains('\ufffd');

    private void Relabel(CallNode call, StepGrid grid, IColumnSink sink, Func<Labels, Labels> relabel)
    {
        var merger = new ColumnMerger(evaluator.Run, sink);
        evaluator.Stream(call.Arguments[0], grid, new RelabelingSink(merger, relabel));
        merger.Flush();
    }

    /// <summary>Puts what was matched for <c>$1</c>, <c>${1}</c>, <c>$name</c> and <c>${name}</c>, and <c>$</c> for <c>$$</c>.</summary>
    private static string Expand(string template, Match match)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '$' || i + 1 == template.Length)
            {
                text.Append(template[i]);
                continue;
            }
            if (template[i + 1] == '$')
            {
                text.Append('$');
                i++;
                continue;
            }
            var braced = template[i + 1] == '{';
            var start = braced ? i + 2 : i + 1;
            var end = start;
            while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
                end++;
            if (end == start || (braced && (end == template.Length || template[end] != '}')))
            {
                text.Append('$'); // not a reference: it stands for itself
                continue;
            }
            text.Append(match.Groups[template[start..end]].Value);
            i = braced ? end : end - 1;
        }
        return text.ToString();
    }

    private sealed class RelabelingSink(IColumnSink target, Func<Labels, Labels> relabel) : IColumnSink
    {
        public bool Accept(Labels labels, double[] values) => target.Accept(relabel(labels), values);
    }
}
