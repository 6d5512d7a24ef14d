using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>A selector of series, as in <c>up{job="node"} offset 5m</c>: each one's newest sample.</summary>
public sealed class SelectorNode(TextSpan span, string name, IReadOnlyList<LabelMatcher> matchers, TimeShift shift) : QueryNode(span)
{
    /// <summary>The metric's name where one is written before or within the braces, else an empty string.</summary>
    public string Name { get; } = name;

    /// <summary>Every condition, that on the metric's name among them.</summary>
    public IReadOnlyList<LabelMatcher> Matchers { get; } = matchers;

    public TimeShift Shift { get; } = shift;

    public override ExpressionType Type => ExpressionType.Vector;

    internal override bool IsStepInvariant => Shift.At != AtKind.None;

    /// <summary>The metric's name if all series that are selected share it, else null.</summary>
    internal string? OnlyName => Matchers.FirstOrDefault(static m => m is { Name: Labels.MetricName, Type: MatchType.Equal, Value.Length: > 0 })?.Value;

    internal SelectorNode With(TextSpan span, TimeShift shift) => new(span, Name, Matchers, shift);

    public override string ToString() => Selection() + Shift;

    internal string Selection()
    {
        var plain = Name.Length > 0 && LabelNames.IsMetricName(Name);
        var text = new StringBuilder(plain ? Name : "");
        var first = true;
        foreach (var matcher in Matchers)
        {
            var isName = Name.Length > 0 && matcher is { Name: Labels.MetricName, Type: MatchType.Equal } && matcher.Value == Name;
            if (isName && plain)
                continue;
            text.Append(first ? "{" : ",");
            first = false;
            if (isName)
            {
                text.Append(GoText.Quote(Name));
                continue;
            }
            text.Append(LabelNames.Print(matcher.Name))
                .Append(matcher.Type switch { MatchType.Equal => "=", MatchType.NotEqual => "!=", MatchType.Regex => "=~", _ => "!~" })
                .Append(GoText.Quote(matcher.Value));
        }
        if (!first)
            text.Append('}');
        else if (!plain)
            text.Append("{}");
        return text.ToString();
    }
}
