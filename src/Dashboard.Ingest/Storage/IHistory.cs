using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage;

/// <summary>
/// Where samples go that are to outlive the process, and where they are read from once they have left the cache. Each
/// engine has one; the program uses the one that <see cref="HistoryOptions.Engine"/> names.
/// </summary>
public interface IHistory : ISeriesSource
{
    /// <summary>
    /// Makes the store ready, once, before anything is written or read, and gives the cache back what of its window the
    /// store can give back. An engine elsewhere need not be reachable.
    /// </summary>
    /// <returns>
    /// From which time on (ms since 1970-01-01 UTC) the cache holds everything that the store holds;
    /// <see cref="long.MinValue"/> where the store is empty.
    /// </returns>
    /// <exception cref="IOException">It cannot be used; the message says why and what to do.</exception>
    Task<long> Open(CancellationToken cancellationToken);

    /// <summary>
    /// Takes samples over, of any age and in any order; of equal timestamps of a series the last one counts. When this
    /// returns they survive the end of the process. One caller at a time.
    /// </summary>
    /// <exception cref="IOException">They could not be written, none of them; the caller tries again.</exception>
    ValueTask Write(ReadOnlyMemory<MetricSample> samples, CancellationToken cancellationToken);

    /// <summary>Does what there is to do besides, such as compaction and retention, until it is cancelled.</summary>
    Task Maintain(CancellationToken cancellationToken);
}
