using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>Some files of the kernel and the series that their numbers become. What cannot be read is said to the meter.</summary>
internal abstract class HostReading
{
    /// <summary>What the last reading showed to have happened since the one before.</summary>
    public virtual IReadOnlyList<EventRecord> Events => [];

    /// <summary>Reads the files and adds what they say.</summary>
    public abstract void Read(Scrape<HostSeriesKey> into);
}
