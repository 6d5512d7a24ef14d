namespace Dashboard.Domain.Query.Syntax;

/// <summary>
/// Reads an expression by recursive descent; operators bind, from loosest to tightest, <c>or</c>, <c>and unless</c>,
/// comparisons, <c>+ -</c>, <c>* / % atan2</c>, <c>^</c> (Prometheus, "Operators", section "Binary operator precedence").
/// Selectors are read in <see cref="SelectorParser"/>.
/// </summary>
internal sealed class Parser
{
    private const int UnaryPrecedence = 5; // a sign binds as * does

    // Both keep a hostile text from exhausting the stack, here or in whoever walks the nodes later.
    private const int MaxDepth = 250;
    private const int MaxLinks = 1000;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly SelectorParser _selectors;
    private int _at;
    private int _depth;
    private int _aggregations;
    private int _links;

    public Parser(string text)
    {
        _text = text;
        _tokens = new Lexer(text).Run();
        _selectors = new SelectorParser(this);
    }

    public Token Current => _tokens[_at];

    public int LastEnd { get; private set; }

    public QueryNode Parse()
    {
        if (Current.Kind == TokenKind.EndOfInput)
            throw new PromqlSyntaxException(_text, default, "no expression found in input");
        var root = Expression(0);
        if (Current.Kind != TokenKind.EndOfInput)
            throw Unexpected();
        return root;
    }

    public Token Take()
    {
        var token = _tokens[_at++];
        LastEnd = token.Span.End;
        return token;
    }

    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        Take();
        return true;
    }

    public PromqlSyntaxException Fault(TextSpan span, string problem) => new(_text, span, problem);

    /// <summary>The current token does not belong here; an error of the lexer has its own words.</summary>
    public PromqlSyntaxException Unexpected(string context = "", string expected = "")
    {
        if (Current.Kind == TokenKind.Error)
            return Fault(Current.Span, Current.Text);
        if (context.Length == 0 && _aggregations > 0)
            context = "aggregation";
        return Fault(Current.Span, $"unexpected {Current.Describe()}{(context.Length > 0 ? $" in {context}" : "")}{(expected.Length > 0 ? $", expected {expected}" : "")}");
    }

    /// <summary>Called for every operator and subquery, each of which puts what is before it one level deeper.</summary>
    public void CountLink()
    {
        if (++_links > MaxLinks)
            throw Fault(Current.Span, $"expression has more than {MaxLinks} operators");
    }

    public QueryNode Expression(int minimum)
    {
        if (++_depth > MaxDepth)
            throw Fault(Current.Span, $"expression is nested deeper than {MaxDepth} levels");
        var left = Unary();
        while (Precedence(Current.Kind) is var precedence && precedence > 0 && precedence >= minimum)
        {
            CountLink();
            var op = Take();
            var (returnsBool, matching) = BinaryModifiers();
            var operatorSpan = new TextSpan(op.Position, LastEnd);
            // ^ binds to the right, all others to the left.
            var right = Expression(op.Kind == TokenKind.Power ? precedence : precedence + 1);
            var kind = OperatorOf(op.Kind);
            if (kind >= BinaryOperator.And && matching.Cardinality == MatchCardinality.OneToOne)
                matching = matching with { Cardinality = MatchCardinality.ManyToMany };
            left = new BinaryNode(TextSpan.Cover(left.Span, right.Span), operatorSpan, kind, returnsBool, matching, left, right);
        }
        _depth--;
        return left;
    }

    public List<string> LabelList()
    {
        if (!TryTake(TokenKind.LeftParen))
            throw Unexpected("grouping opts", "\"(\"");
        List<string> labels = []; // bound: the text
        if (TryTake(TokenKind.RightParen))
            return labels;
        while (true)
        {
            if (Current.Kind == TokenKind.String && GoText.Unquote(Current.Text) is { Length: > 0 } quoted)
                labels.Add(quoted);
            else if (Current.MayNameLabel && LabelNames.IsPlain(Current.Text))
                labels.Add(Current.Text);
            else
                throw Unexpected("grouping opts", "label");
            Take();
            if (TryTake(TokenKind.RightParen))
                return labels;
            if (!TryTake(TokenKind.Comma))
                throw Unexpected("grouping opts", "\",\" or \")\"");
            if (TryTake(TokenKind.RightParen))
                return labels;
        }
    }

    private QueryNode Unary()
    {
        if (Current.Kind is not (TokenKind.Add or TokenKind.Subtract))
            return _selectors.Modifiers(Primary());
        var sign = Take();
        var operand = Expression(UnaryPrecedence + 1);
        var span = new TextSpan(sign.Position, operand.Span.End);
        var negative = sign.Kind == TokenKind.Subtract;
        return operand is NumberNode number
            ? new NumberNode(span, negative ? -number.Value : number.Value, number.IsDuration)
            : new UnaryNode(span, negative, operand);
    }

    private QueryNode Primary()
    {
        var token = Current;
        var next = _at + 1 < _tokens.Count ? _tokens[_at + 1].Kind : TokenKind.EndOfInput;
        switch (token.Kind)
        {
            case TokenKind.Number:
                return new NumberNode(Take().Span, NumberText.Parse(token.Text));
            case TokenKind.Duration:
                return new NumberNode(token.Span, _selectors.Duration() / 1000.0, isDuration: true);
            case TokenKind.String:
                return new StringNode(Take().Span, GoText.Unquote(token.Text));
            case TokenKind.LeftParen:
                Take();
                var inner = Expression(0);
                if (!TryTake(TokenKind.RightParen))
                    throw Unexpected();
                return new ParenthesesNode(new TextSpan(token.Position, LastEnd), inner);
            case TokenKind.Aggregator when next is TokenKind.LeftParen or TokenKind.By or TokenKind.Without:
                return Aggregation();
            case TokenKind.Identifier when next == TokenKind.LeftParen:
                return Call();
            case TokenKind.LeftBrace:
                return _selectors.Selector();
            default:
                if (token.MayNameMetric)
                    return _selectors.Selector();
                throw Unexpected();
        }
    }

    private CallNode Call()
    {
        var name = Take();
        var function = FunctionSignatures.Find(name.Text) ?? throw Fault(name.Span, $"unknown function with name {GoText.Quote(name.Text)}");
        var arguments = Arguments();
        return new CallNode(new TextSpan(name.Position, LastEnd), function, arguments);
    }

    private List<QueryNode> Arguments()
    {
        if (!TryTake(TokenKind.LeftParen))
            throw Unexpected();
        List<QueryNode> arguments = []; // bound: the text
        if (TryTake(TokenKind.RightParen))
            return arguments;
        while (true)
        {
            arguments.Add(Expression(0));
            if (TryTake(TokenKind.RightParen))
                return arguments;
            if (Current.Kind != TokenKind.Comma)
                throw Unexpected();
            var comma = Take();
            if (Current.Kind == TokenKind.RightParen)
                throw Fault(comma.Span, "trailing commas not allowed in function call args");
        }
    }

    private AggregationNode Aggregation()
    {
        var word = Take();
        _aggregations++;
        var (grouped, without, labels) = (false, false, new List<string>());
        if (Current.Kind is TokenKind.By or TokenKind.Without)
            (grouped, without, labels) = (true, Take().Kind == TokenKind.Without, LabelList());
        var arguments = Arguments();
        if (!grouped && Current.Kind is TokenKind.By or TokenKind.Without)
            (grouped, without, labels) = (true, Take().Kind == TokenKind.Without, LabelList());
        _aggregations--;
        var span = new TextSpan(word.Position, LastEnd);
        var kind = AggregationNode.KindOf(word.Text);
        var expected = AggregationNode.TakesParameter(kind) ? 2 : 1;
        if (arguments.Count == 0)
            throw Fault(span, "no arguments for aggregate expression provided");
        if (arguments.Count != expected)
            throw Fault(span, $"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Count}");
        return new AggregationNode(span, kind, without, grouped, labels, expected == 2 ? arguments[0] : null, arguments[^1]);
    }

    private (bool ReturnsBool, VectorMatching Matching) BinaryModifiers()
    {
        var returnsBool = TryTake(TokenKind.Bool);
        var (cardinality, on) = (MatchCardinality.OneToOne, false);
        List<string> labels = [];
        List<string> include = [];
        if (Current.Kind is TokenKind.On or TokenKind.Ignoring)
        {
            on = Take().Kind == TokenKind.On;
            labels = LabelList();
            if (Current.Kind is TokenKind.GroupLeft or TokenKind.GroupRight)
            {
                cardinality = Take().Kind == TokenKind.GroupLeft ? MatchCardinality.ManyToOne : MatchCardinality.OneToMany;
                // A parenthesis here always opens the label list, as in Prometheus' grammar.
                if (Current.Kind == TokenKind.LeftParen)
                    include = LabelList();
            }
        }
        return (returnsBool, new VectorMatching(cardinality, on, labels, include));
    }

    private static int Precedence(TokenKind kind) => kind switch
    {
        TokenKind.Or => 1,
        TokenKind.And or TokenKind.Unless => 2,
        >= TokenKind.Equal and <= TokenKind.GreaterOrEqual => 3,
        TokenKind.Add or TokenKind.Subtract => 4,
        TokenKind.Multiply or TokenKind.Divide or TokenKind.Modulo or TokenKind.Atan2 => UnaryPrecedence,
        TokenKind.Power => UnaryPrecedence + 1,
        _ => 0,
    };

    private static BinaryOperator OperatorOf(TokenKind kind) => kind switch
    {
        TokenKind.Add => BinaryOperator.Add,
        TokenKind.Subtract => BinaryOperator.Subtract,
        TokenKind.Multiply => BinaryOperator.Multiply,
        TokenKind.Divide => BinaryOperator.Divide,
        TokenKind.Modulo => BinaryOperator.Modulo,
        TokenKind.Power => BinaryOperator.Power,
        TokenKind.Atan2 => BinaryOperator.Atan2,
        TokenKind.Equal => BinaryOperator.Equal,
        TokenKind.NotEqual => BinaryOperator.NotEqual,
        TokenKind.Less => BinaryOperator.Less,
        TokenKind.LessOrEqual => BinaryOperator.LessOrEqual,
        TokenKind.Greater => BinaryOperator.Greater,
        TokenKind.GreaterOrEqual => BinaryOperator.GreaterOrEqual,
        TokenKind.And => BinaryOperator.And,
        TokenKind.Or => BinaryOperator.Or,
        _ => BinaryOperator.Unless,
    };
}
