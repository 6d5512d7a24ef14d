using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Query;

/// <summary>
/// A text is not PromQL, or its types do not fit. The message starts with line and column (in bytes of UTF-8, as
/// Prometheus counts), <see cref="Position"/> and <see cref="Length"/> say the same in characters, for an editor.
/// </summary>
#pragma warning disable RCS1194 // A syntax error without a text and a place in it means nothing.
public sealed class PromqlSyntaxException : QueryException
#pragma warning restore RCS1194
{
    internal PromqlSyntaxException(string text, TextSpan span, string problem)
        : base(QueryErrorKind.BadData, $"{span.LineAndColumn(text)}: parse error: {problem}")
    {
        Problem = problem;
        Position = Math.Clamp(span.Start, 0, text.Length);
        Length = Math.Clamp(span.End, Position, text.Length) - Position;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; }

    /// <summary>Where the fault starts, as an index into the text.</summary>
    public int Position { get; }

    /// <summary>How many characters are at fault; 0 where something is missing at the end.</summary>
    public int Length { get; }
}
