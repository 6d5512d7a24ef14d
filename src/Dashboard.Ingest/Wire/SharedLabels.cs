using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Wire;

/// <summary>Label sets of which equal ones shall be one object: who sends spans. Thrown away as a whole when full. Safe from any thread.</summary>
internal sealed class SharedLabels(int capacity)
{
    private volatile ConcurrentDictionary<Labels, Labels> _known = new(); // bound: capacity, soft by concurrent callers

    public Labels Get(params ReadOnlySpan<Label> labels)
    {
        var known = _known;
        if (known.Count >= capacity)
            _known = known = new();
        return known.GetOrAdd(Labels.From(labels), static l => l);
    }
}
