namespace Dashboard.Ingest.Storage.Remote;

/// <summary>Samples that were put into bodies, and how many were not.</summary>
/// <param name="Bodies">The bodies, in order.</param>
/// <param name="Unknown">Samples whose series had left the cache, and with it their labels.</param>
/// <param name="Unwritable">Samples that the store's language cannot express.</param>
internal readonly record struct EncodedSamples(IReadOnlyList<OutgoingBody> Bodies, int Unknown, int Unwritable);
