using Dashboard.Ingest.Demo;

namespace Dashboard.Web.Demo;

/// <summary>Whether what is shown is simulated.</summary>
/// <param name="Network">The simulated network; null where there is none.</param>
public sealed record DemoState(DemoNetwork? Network);
