using Dashboard.Ingest.Sources.Gnmi.Messages;

namespace Dashboard.Ingest.Sources.Gnmi.Modules;

/// <summary>A set of paths that are subscribed to together, and what becomes of their leaves.</summary>
/// <param name="Name">Its name in settings: <c>interfaces</c>.</param>
/// <param name="Subscriptions">What is subscribed to; the interval of samples is zero where that of the target counts.</param>
/// <param name="Metrics">What becomes of leaves, whoever subscribed to them.</param>
/// <param name="ListKeys">By a list's path, which leaves of its entries are its keys; by a star, which are in any list. For lists in JSON, which does not say.</param>
public sealed record GnmiModule(
    string Name, IReadOnlyList<GnmiModuleSubscription> Subscriptions, IReadOnlyList<GnmiMetric> Metrics, IReadOnlyDictionary<string, IReadOnlyList<string>> ListKeys);

/// <summary>A path of a module.</summary>
/// <param name="Path">The path.</param>
/// <param name="Mode">When it is sent.</param>
/// <param name="Interval">Of samples, the time between two; null for that of the target.</param>
public sealed record GnmiModuleSubscription(GnmiPath Path, GnmiSubscriptionMode Mode, TimeSpan? Interval);

/// <summary>A file of modules cannot be used; the message says which, where and why.</summary>
public sealed class GnmiModuleException(string message, Exception? inner = null) : Exception(message, inner);
