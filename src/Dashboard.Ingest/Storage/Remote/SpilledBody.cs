namespace Dashboard.Ingest.Storage.Remote;

/// <summary>A body that was read back from the spill, and where it stands there.</summary>
internal sealed record SpilledBody(SpillSegment Segment, long Offset, ReadOnlyMemory<byte> Octets, int Samples);
