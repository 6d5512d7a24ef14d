using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>What one reading of a socket brought.</summary>
internal sealed class SyslogDelivery(long octets, int capacity) : IDisposable
{
    public TelemetryBatch<LogRecord> Logs { get; } = new(SyslogSource.Id, octets, capacity);

    public List<EventRecord> Events { get; } = []; // bound: messages of one reading

    /// <summary>Messages of senders that sent more than they may.</summary>
    public int TooMany { get; set; }

    /// <summary>The first thing that was wrong, as a sentence; null where nothing was.</summary>
    public string? Complaint { get; set; }

    public void Dispose() => Logs.Dispose();
}
