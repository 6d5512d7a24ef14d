using Dashboard.Ingest;

namespace Dashboard.Web.Live;

/// <summary>How many browsers are connected.</summary>
public sealed class ScreenCount
{
    private int _connected;

    public ScreenCount(IngestMetrics metrics) => metrics.Observe("noc_circuits", "Browsers that are connected.", () => Now);

    public int Now => Volatile.Read(ref _connected);

    internal void Connected() => Interlocked.Increment(ref _connected);

    internal void Disconnected() => Interlocked.Decrement(ref _connected);
}
