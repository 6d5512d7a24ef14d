using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>Puts samples into a body, in the language that a store takes them in. Used again for the next body.</summary>
internal interface IBodyEncoder
{
    /// <summary>Samples in the body so far.</summary>
    int Samples { get; }

    /// <summary>Whether the body is to be finished before anything more comes.</summary>
    bool IsFull { get; }

    /// <summary>Begins a series; false where the language cannot name it.</summary>
    bool TryBegin(Labels labels);

    /// <summary>Adds a sample of the series that was begun; false where the language cannot express it.</summary>
    bool TryAdd(long timestamp, double value);

    /// <summary>Hands out the body, and empties it.</summary>
    OutgoingBody Finish();
}
