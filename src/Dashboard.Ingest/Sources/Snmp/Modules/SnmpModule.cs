namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>A set of objects that are polled together: <c>if_mib</c>.</summary>
/// <param name="Name">Its name in settings.</param>
/// <param name="Interval">How often it is polled at most; null for every poll. In between, the last values are repeated.</param>
/// <param name="Metrics">The objects.</param>
public sealed record SnmpModule(string Name, TimeSpan? Interval, IReadOnlyList<SnmpMetric> Metrics);

/// <summary>A file of modules cannot be used; the message says which, where and why.</summary>
public sealed class SnmpModuleException(string message, Exception? inner = null) : Exception(message, inner);
