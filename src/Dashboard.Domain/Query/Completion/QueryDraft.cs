using System.Text.RegularExpressions;

namespace Dashboard.Domain.Query.Completion;

/// <summary>A query while it is written, dashboard variables and all.</summary>
public static partial class QueryDraft
{
    /// <summary>What is wrong with a query and where; null where it can be evaluated once its variables are put in.</summary>
    public static QueryFault? Check(string text) => Check(text, StandIn);

    /// <summary>What is wrong with a query and where, once its variables are put in as <paramref name="standIn"/> says; null where it can be evaluated.</summary>
    /// <param name="text">The query.</param>
    /// <param name="standIn">Takes a variable as it is written, with its dollar sign, and returns something as long that may stand in its place.</param>
    public static QueryFault? Check(string text, Func<string, string> standIn)
    {
        if (text.Trim().Length == 0)
            return new(0, 0, "write a query");
        try
        {
            PromqlExpression.Parse(Placeholder().Replace(text, m => standIn(m.Value)));
            return null;
        }
        catch (PromqlSyntaxException e)
        {
            return new(e.Position, e.Length, e.Problem);
        }
    }

    // As long as the placeholder, so that the fault is where the writer looks: a duration, or what may stand within quotes.
    private static string StandIn(string placeholder) =>
        placeholder.Contains("__", StringComparison.Ordinal) ? "1s".PadLeft(placeholder.Length, '0') : new('x', placeholder.Length);

    [GeneratedRegex(@"\$(?:\{[A-Za-z_]\w*\}|[A-Za-z_]\w*)", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}

/// <summary>Where a query is wrong.</summary>
/// <param name="Position">The first character at fault.</param>
/// <param name="Length">Characters at fault; 0 where something is missing at the end.</param>
/// <param name="Problem">What is wrong, in the words of Prometheus.</param>
public readonly record struct QueryFault(int Position, int Length, string Problem)
{
    /// <summary>The problem with its place, for people.</summary>
    public override string ToString() => $"Character {Position + 1}: {Problem}";
}
