namespace Dashboard.Domain.Query.Syntax;

/// <summary>One token: its kind, where it starts, and its text as written (for <see cref="TokenKind.Error"/> what is wrong).</summary>
internal readonly record struct Token(TokenKind Kind, int Position, int Length, string Text)
{
    public TextSpan Span => new(Position, Position + Length);

    public bool IsOperator => Kind is >= TokenKind.Add and <= TokenKind.At;

    public bool IsKeyword => Kind is >= TokenKind.Bool and <= TokenKind.Without;

    /// <summary>Whether a word of this kind may name a metric, as <c>sum</c> and <c>by</c> may.</summary>
    public bool MayNameMetric => Kind is TokenKind.Identifier or TokenKind.MetricIdentifier or TokenKind.Aggregator or TokenKind.And
        or TokenKind.Or or TokenKind.Unless or TokenKind.By or TokenKind.Without or TokenKind.Offset or TokenKind.Start or TokenKind.End;

    /// <summary>Whether a word of this kind may name a label in a list such as <c>by (...)</c>.</summary>
    public bool MayNameLabel => MayNameMetric || IsKeyword || Kind == TokenKind.Atan2;

    /// <summary>The token as an error message shows it, after "unexpected".</summary>
    public string Describe() => Kind switch
    {
        TokenKind.EndOfInput => "end of input",
        TokenKind.Identifier => $"identifier {GoText.Quote(Text)}",
        TokenKind.MetricIdentifier => $"metric identifier {GoText.Quote(Text)}",
        TokenKind.String => $"string {Shortened()}",
        TokenKind.Number => $"number {Shortened()}",
        TokenKind.Duration => $"duration {Shortened()}",
        TokenKind.Aggregator => $"<aggr:{Text}>",
        _ when IsKeyword => $"<{Text}>",
        _ when IsOperator => $"<op:{Text}>",
        _ => Shortened(),
    };

    private string Shortened() => Text.Length > 10 ? GoText.Quote(Text[..10]) + "..." : GoText.Quote(Text);
}
