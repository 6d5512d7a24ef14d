using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>All lines at one moment.</summary>
/// <param name="Blocks">Those in memory.</param>
/// <param name="Files">Those on disk.</param>
internal sealed record LogView(IReadOnlyList<LogBlockView> Blocks, IReadOnlyList<LogSegmentView> Files);

/// <summary>A block in memory at one moment.</summary>
internal sealed record LogBlockView(LogHead Head, ReadOnlyMemory<byte> Octets, IReadOnlyDictionary<int, Labels> Origins);

/// <summary>A file at one moment.</summary>
internal sealed record LogSegmentView(LogSegment Segment, ReadOnlyMemory<LogHead> Heads, IReadOnlyDictionary<int, Labels> Origins, long LastTime);
