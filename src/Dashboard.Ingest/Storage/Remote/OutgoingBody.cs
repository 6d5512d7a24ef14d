namespace Dashboard.Ingest.Storage.Remote;

/// <summary>One body as it is to be sent to a store.</summary>
/// <param name="Octets">What is sent.</param>
/// <param name="Samples">How many samples it holds.</param>
internal readonly record struct OutgoingBody(ReadOnlyMemory<byte> Octets, int Samples);
