using Dashboard.Ingest.Sources;

namespace Dashboard.Web.Live;

/// <summary>The state of all sources, looked up at most once a second, however many screens show it.</summary>
public sealed class SourceBoard(SourceRegistry registry, TimeProvider time)
{
    private readonly Lock _gate = new();
    private IReadOnlyList<SourceStatus> _statuses = [];
    private long? _readAt;

    public IReadOnlyList<SourceStatus> Read()
    {
        lock (_gate)
        {
            if (_readAt is not { } readAt || time.GetElapsedTime(readAt) >= TimeSpan.FromSeconds(1))
            {
                _statuses = registry.Statuses();
                _readAt = time.GetTimestamp();
            }
            return _statuses;
        }
    }
}
