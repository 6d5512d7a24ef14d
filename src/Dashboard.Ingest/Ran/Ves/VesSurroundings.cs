using Dashboard.Domain.Inventory;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>What records of events are made with, shared by every source that takes events.</summary>
public sealed class VesSurroundings(
    IngestPipeline pipeline, TimeSeriesCache cache, TimeSeriesCacheOptions cacheOptions, RanNaming naming, DeviceInventory inventory, VesHeartbeats heartbeats, VesAnomalies anomalies,
    TimeProvider time, IAnnouncedFiles? files = null)
{
    public IngestPipeline Pipeline => pipeline;

    public TimeSeriesCache Cache => cache;

    public TimeSeriesCacheOptions CacheOptions => cacheOptions;

    public RanNaming Naming => naming;

    public DeviceInventory Inventory => inventory;

    public VesHeartbeats Heartbeats => heartbeats;

    public VesAnomalies Anomalies => anomalies;

    public TimeProvider Time => time;

    /// <summary>Who fetches files that are announced; null where nobody does.</summary>
    public IAnnouncedFiles? Files => files;
}
