namespace Dashboard.Domain.Analytics.Detection;

/// <summary>What a series' peers say of one sample.</summary>
/// <param name="TailScore">−log₁₀ of the part of rounds in which any of the peers lies as far out; 0 while too little is known.</param>
/// <param name="Expected">What the sample should have been, in the series' unit; NaN while nothing is known.</param>
/// <param name="Lower">The least that would not have reached the threshold; NaN while nothing is known.</param>
/// <param name="Upper">The most that would not have reached the threshold; NaN while nothing is known.</param>
public readonly record struct PeerVote(double TailScore, double Expected, double Lower, double Upper)
{
    /// <summary>What is said where nothing is known.</summary>
    public static PeerVote None { get; } = new(0, double.NaN, double.NaN, double.NaN);
}
