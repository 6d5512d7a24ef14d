namespace Dashboard.Domain.Analytics.Failure;

/// <summary>What may fail, at one time. Immutable.</summary>
/// <param name="Risks">What is at risk, most first.</param>
/// <param name="LeftOut">How many more were at less risk and are not kept.</param>
/// <param name="Problems">Which indicators could not be asked, and why.</param>
/// <param name="MadeAt">When it was asked; the default before the first time.</param>
public sealed record RiskBook(IReadOnlyList<FailureRisk> Risks, int LeftOut, IReadOnlyList<string> Problems, DateTimeOffset MadeAt)
{
    /// <summary>The book before anything was asked.</summary>
    public static readonly RiskBook Empty = new([], 0, [], default);
}
