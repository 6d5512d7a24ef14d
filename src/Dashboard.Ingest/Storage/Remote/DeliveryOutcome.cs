namespace Dashboard.Ingest.Storage.Remote;

/// <summary>What became of a body that was sent.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The store has it.</summary>
    Taken,

    /// <summary>The store calls it bad, and would at every further try.</summary>
    Refused,

    /// <summary>It did not get there, or the store cannot take it now.</summary>
    Failed,
}
