using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>Reads selectors, and the ranges, offsets and <c>@</c> that may follow an expression.</summary>
internal sealed class SelectorParser(Parser parser)
{
    public SelectorNode Selector()
    {
        var start = parser.Current.Position;
        var name = parser.Current.Kind == TokenKind.LeftBrace ? "" : parser.Take().Text;
        List<LabelMatcher> matchers = []; // bound: the text
        var namedOutside = name.Length > 0;
        if (parser.TryTake(TokenKind.LeftBrace))
            Matchers(matchers, ref name, start);
        if (namedOutside)
            matchers.Add(new LabelMatcher(Labels.MetricName, MatchType.Equal, name));
        return new SelectorNode(new TextSpan(start, parser.LastEnd), name, matchers, default);
    }

    /// <summary>Everything that may follow an expression: ranges, subqueries, <c>offset</c> and <c>@</c>, in any order.</summary>
    public QueryNode Modifiers(QueryNode node)
    {
        while (true)
        {
            switch (parser.Current.Kind)
            {
                case TokenKind.LeftBracket:
                    parser.CountLink();
                    node = Range(node);
                    break;
                case TokenKind.Offset:
                    node = Offset(node);
                    break;
                case TokenKind.At:
                    node = At(node);
                    break;
                default:
                    return node;
            }
        }
    }

    /// <summary>A duration or a number of seconds, in milliseconds.</summary>
    public long Duration()
    {
        var token = parser.Take();
        if (token.Kind == TokenKind.Number)
        {
            var seconds = NumberText.Parse(token.Text);
            if (!(Math.Abs(seconds) <= 9_223_372_036))
                throw parser.Fault(token.Span, "duration out of range");
            return (long)Math.Round(seconds * 1000);
        }
        return DurationText.Parse(token.Text) ?? throw parser.Fault(token.Span, $"not a valid duration string: {GoText.Quote(token.Text)}");
    }

    private void Matchers(List<LabelMatcher> matchers, ref string name, int start)
    {
        var nameInside = false;
        while (!parser.TryTake(TokenKind.RightBrace))
        {
            if (parser.Current.Kind is not (TokenKind.Identifier or TokenKind.String))
                throw parser.Unexpected("label matching", "identifier or \"}\"");
            var label = parser.Take();
            var labelName = label.Kind == TokenKind.String ? GoText.Unquote(label.Text) : label.Text;
            if (label.Kind == TokenKind.String && parser.Current.Kind is TokenKind.Comma or TokenKind.RightBrace)
            {
                if (name.Length > 0)
                    throw parser.Fault(new TextSpan(start, parser.Current.Span.End), $"metric name must not be set twice: {GoText.Quote(name)} or {GoText.Quote(labelName)}");
                (name, nameInside) = (labelName, true);
                matchers.Add(new LabelMatcher(Labels.MetricName, MatchType.Equal, labelName));
            }
            else
            {
                matchers.Add(Matcher(label, labelName));
            }
            if (parser.TryTake(TokenKind.Comma))
                continue;
            if (parser.Current.Kind != TokenKind.RightBrace)
                throw parser.Unexpected("label matching", "\",\" or \"}\"");
        }
        foreach (var matcher in matchers)
        {
            if (name.Length > 0 && matcher.Name == Labels.MetricName && !(nameInside && matcher.Type == MatchType.Equal && matcher.Value == name))
                throw parser.Fault(new TextSpan(start, parser.LastEnd), $"metric name must not be set twice: {GoText.Quote(name)} or {GoText.Quote(matcher.Value)}");
        }
    }

    private LabelMatcher Matcher(Token label, string labelName)
    {
        MatchType type = parser.Current.Kind switch
        {
            TokenKind.Assign => MatchType.Equal,
            TokenKind.NotEqual => MatchType.NotEqual,
            TokenKind.RegexMatch => MatchType.Regex,
            TokenKind.RegexNotMatch => MatchType.NotRegex,
            _ => throw parser.Unexpected("label matching", "label matching operator"),
        };
        parser.Take();
        if (parser.Current.Kind != TokenKind.String)
            throw parser.Unexpected("label matching", "string");
        var value = parser.Take();
        try
        {
            return new LabelMatcher(labelName, type, GoText.Unquote(value.Text));
        }
        catch (ArgumentException e)
        {
            throw parser.Fault(TextSpan.Cover(label.Span, value.Span), $"error parsing regexp: {e.Message}");
        }
    }

    private QueryNode Range(QueryNode node)
    {
        var bracket = parser.Take();
        if (parser.Current.Kind is not (TokenKind.Number or TokenKind.Duration))
            throw parser.Unexpected("subquery or range selector", "number or duration");
        var range = Positive();
        if (parser.TryTake(TokenKind.RightBracket))
        {
            var problem = node switch
            {
                SelectorNode { Shift.Offset: not 0 } => "no offset modifiers allowed before range",
                SelectorNode { Shift.At: not AtKind.None } => "no @ modifiers allowed before range",
                SelectorNode => "",
                _ => "ranges only allowed for vector selectors",
            };
            if (problem.Length > 0)
                throw parser.Fault(new TextSpan(bracket.Position, parser.LastEnd), problem);
            return new RangeSelectorNode(new TextSpan(node.Span.Start, parser.LastEnd), (SelectorNode)node, range);
        }
        if (!parser.TryTake(TokenKind.Colon))
            throw parser.Unexpected("subquery or range", "\":\" or \"]\"");
        var step = 0L;
        if (parser.Current.Kind is TokenKind.Number or TokenKind.Duration)
        {
            step = Positive();
            if (parser.Current.Kind != TokenKind.RightBracket)
                throw parser.Unexpected("subquery selector", "\"]\"");
        }
        if (!parser.TryTake(TokenKind.RightBracket))
            throw parser.Unexpected("subquery selector", "number, duration, or \"]\"");
        return new SubqueryNode(new TextSpan(node.Span.Start, parser.LastEnd), node, range, step, default);
    }

    private long Positive()
    {
        var token = parser.Current;
        var duration = Duration();
        return duration > 0 ? duration : throw parser.Fault(token.Span, "duration must be greater than 0");
    }

    private QueryNode Offset(QueryNode node)
    {
        parser.Take();
        var negative = parser.Current.Kind == TokenKind.Subtract;
        if (parser.Current.Kind is TokenKind.Add or TokenKind.Subtract)
            parser.Take();
        if (parser.Current.Kind is not (TokenKind.Number or TokenKind.Duration))
            throw parser.Unexpected("offset", "number or duration");
        var offset = Duration();
        var shift = ShiftOf(node, "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        if (shift.Offset != 0)
            throw parser.Fault(node.Span, "offset may not be set multiple times");
        return Shifted(node, shift with { Offset = negative ? -offset : offset });
    }

    private QueryNode At(QueryNode node)
    {
        parser.Take();
        if (parser.Current.Kind is TokenKind.Start or TokenKind.End)
        {
            var kind = parser.Take().Kind == TokenKind.Start ? AtKind.Start : AtKind.End;
            if (!parser.TryTake(TokenKind.LeftParen) || !parser.TryTake(TokenKind.RightParen))
                throw parser.Unexpected("@", "timestamp");
            return Shifted(node, Once(node) with { At = kind });
        }
        var negative = parser.Current.Kind == TokenKind.Subtract;
        if (parser.Current.Kind is TokenKind.Add or TokenKind.Subtract)
            parser.Take();
        if (parser.Current.Kind is not (TokenKind.Number or TokenKind.Duration))
            throw parser.Unexpected("@", "timestamp");
        var token = parser.Current;
        var seconds = token.Kind == TokenKind.Duration ? Duration() / 1000.0 : NumberText.Parse(parser.Take().Text);
        if (negative)
            seconds = -seconds;
        if (!(Math.Abs(seconds) < long.MaxValue))
            throw parser.Fault(node.Span, $"timestamp out of bounds for @ modifier: {(double.IsFinite(seconds) ? seconds.ToString("F6") : GoText.Number(seconds))}");
        return Shifted(node, Once(node) with { At = AtKind.Timestamp, Timestamp = (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero) });
    }

    private TimeShift Once(QueryNode node)
    {
        var shift = ShiftOf(node, "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery");
        return shift.At == AtKind.None ? shift : throw parser.Fault(node.Span, "@ <timestamp> may not be set multiple times");
    }

    private TimeShift ShiftOf(QueryNode node, string problem) => node switch
    {
        SelectorNode selector => selector.Shift,
        RangeSelectorNode range => range.Selector.Shift,
        SubqueryNode subquery => subquery.Shift,
        _ => throw parser.Fault(node.Span, problem),
    };

    private QueryNode Shifted(QueryNode node, TimeShift shift)
    {
        var span = new TextSpan(node.Span.Start, parser.LastEnd);
        return node switch
        {
            SelectorNode selector => selector.With(span, shift),
            RangeSelectorNode range => new RangeSelectorNode(span, range.Selector.With(range.Selector.Span, shift), range.Range),
            SubqueryNode subquery => new SubqueryNode(span, subquery.Inner, subquery.Range, subquery.Step, shift),
            _ => node,
        };
    }
}
