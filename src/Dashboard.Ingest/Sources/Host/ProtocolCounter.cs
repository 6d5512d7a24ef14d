namespace Dashboard.Ingest.Sources.Host;

/// <summary>A number that the kernel keeps of a protocol.</summary>
/// <param name="Protocol">Where in the text the protocol's name is, <c>Tcp</c>.</param>
/// <param name="Field">Where in the text the number's name is, <c>RetransSegs</c>.</param>
/// <param name="Value">The number; some are totals, some are not.</param>
public readonly record struct ProtocolCounter(Range Protocol, Range Field, double Value);
