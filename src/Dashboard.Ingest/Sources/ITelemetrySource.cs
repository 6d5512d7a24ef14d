namespace Dashboard.Ingest.Sources;

/// <summary>Something telemetry comes from. Each protocol has its folder beside this file, and no folder knows another.</summary>
public interface ITelemetrySource
{
    SourceDescription Description { get; }

    /// <summary>What the source counts; the registry makes it, the Sources page shows it.</summary>
    SourceMeter Meter { get; }

    /// <summary>
    /// Collects until it is cancelled. An exception that escapes is shown on the Sources page, and the source is run
    /// again after a pause; failures of single readings are reported to the meter instead, and collecting goes on.
    /// </summary>
    Task Run(CancellationToken cancellationToken);
}
