namespace Dashboard.Domain.Kpi;

/// <summary>
/// A burn rate that is too fast: over a long time, so that it matters, and over a short one, so that it is not over yet
/// (The Site Reliability Workbook, chapter 5, table 5-8).
/// </summary>
/// <param name="Long">The long time.</param>
/// <param name="Short">The short time.</param>
/// <param name="Share">The share of the whole budget that is spent in the long time at this rate.</param>
public sealed record BurnLimit(TimeSpan Long, TimeSpan Short, double Share)
{
    /// <summary>The limits of the workbook: of 30 days' budget 2 % in an hour (14.4), 5 % in six hours (6), 10 % in three days (1).</summary>
    public static IReadOnlyList<BurnLimit> All { get; } =
    [
        new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 0.02),
        new(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30), 0.05),
        new(TimeSpan.FromDays(3), TimeSpan.FromHours(6), 0.10),
    ];

    /// <summary>Every time that is looked at, shortest first.</summary>
    public static IReadOnlyList<TimeSpan> Windows { get; } = [.. All.SelectMany(static l => new[] { l.Short, l.Long }).Distinct().Order()];

    /// <summary>The rate for a target's window; 1 at the least, since what keeps within its budget is at no risk.</summary>
    public double Rate(TimeSpan window) => Math.Max(1, Math.Round(Share * (window / Long), 6));
}
