using Dashboard.Ingest.Sources;

namespace Dashboard.Web.Api;

/// <summary>
/// Whether the server has something to show: every source that is to run has delivered once. Once ready it stays so;
/// a source that fails later is an alarm, not a reason to take the server away from its users.
/// </summary>
public sealed class Readiness(SourceRegistry sources)
{
    private volatile bool _ready;

    /// <summary>What is still missing, a sentence each; empty when the server is ready.</summary>
    public IReadOnlyList<string> Missing()
    {
        if (_ready)
            return [];
        var statuses = sources.Statuses();
        string[] missing =
        [
            .. from source in statuses
               where source.State != SourceState.Maintenance && source is not { State: SourceState.Inactive, IsSwitchedOff: true }
               // One without an interval waits for others to send, who may first want to see the server ready.
               where source.Description.Interval is not null && source.LastContact is null
               select $"source {source.Description.Id} has not delivered yet{(source.Reason.Length > 0 ? $": {source.Reason}" : "")}",
        ];
        _ready = missing.Length == 0;
        return missing;
    }
}
