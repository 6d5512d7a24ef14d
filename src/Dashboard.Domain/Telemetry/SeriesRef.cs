namespace Dashboard.Domain.Telemetry;

/// <summary>
/// A series in the cache, resolved once and then used for every sample of it. A reference is never reused: when its
/// series has left the cache, an append answers <see cref="TimeSeries.AppendResult.Gone"/> and the caller resolves anew.
/// </summary>
/// <param name="Id">The cache's number for the series; 0 stands for no series.</param>
public readonly record struct SeriesRef(long Id)
{
    public static readonly SeriesRef None;

    public bool IsNone => Id == 0;
}
