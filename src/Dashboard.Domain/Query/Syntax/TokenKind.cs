namespace Dashboard.Domain.Query.Syntax;

/// <summary>The kinds of tokens that PromQL is made of.</summary>
internal enum TokenKind
{
    EndOfInput,
    Error,
    Identifier,
    MetricIdentifier,
    String,
    Number,
    Duration,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    Assign,
    Aggregator,

    // Operators.
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    RegexMatch,
    RegexNotMatch,
    And,
    Or,
    Unless,
    Atan2,
    At,

    // Keywords.
    Bool,
    By,
    GroupLeft,
    GroupRight,
    Ignoring,
    Offset,
    On,
    Without,

    // What may follow an @.
    Start,
    End,
}
