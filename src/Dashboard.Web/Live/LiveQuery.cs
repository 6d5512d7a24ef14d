namespace Dashboard.Web.Live;

/// <summary>A question that is asked again and again. Equal ones are evaluated once, however many screens show them.</summary>
/// <param name="Expression">PromQL.</param>
/// <param name="Interval">From one evaluation to the next.</param>
/// <param name="Ago">How long ago the answer is to hold; zero for now.</param>
/// <param name="Range">How far back a range query reaches; zero for an instant query.</param>
/// <param name="Step">From one point of a range query to the next.</param>
/// <param name="Until">The time the answer is to hold for, of what stands still; null for now. It is then asked once.</param>
public sealed record LiveQuery(string Expression, TimeSpan Interval, TimeSpan Ago = default, TimeSpan Range = default, TimeSpan Step = default, DateTimeOffset? Until = null);
