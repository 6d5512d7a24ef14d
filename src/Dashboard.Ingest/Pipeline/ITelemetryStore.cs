using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Where records of one kind end up. The pipeline has at most one for each kind.</summary>
public interface ITelemetryStore
{
    TelemetryKind Kind { get; }

    /// <summary>Takes a batch over and says what became of its records. The pipeline makes one call at a time.</summary>
    StoreReport Store(TelemetryBatch batch);
}

/// <summary>What became of a batch's records.</summary>
/// <param name="Stored">Records that are held now.</param>
/// <param name="TooOld">Records older than the store accepts.</param>
/// <param name="TooNew">Records further ahead of the clock than the store accepts.</param>
/// <param name="Homeless">Samples whose series has left the cache; resolving it again helps.</param>
/// <param name="Refused">Samples of series that the cache did not take; resolving them again does not help.</param>
public readonly record struct StoreReport(int Stored, int TooOld = 0, int TooNew = 0, int Homeless = 0, int Refused = 0)
{
    /// <summary>Records that found no room because they cannot be written to the disk.</summary>
    public int Lost { get; init; }

    /// <summary>Spans without a trace's or their own id.</summary>
    public int Nameless { get; init; }
}
