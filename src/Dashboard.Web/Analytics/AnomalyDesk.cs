using Dashboard.Domain.Analytics.Watching;
using Dashboard.Ingest.Storage.Anomalies;
using Dashboard.Web.Auth;

namespace Dashboard.Web.Analytics;

/// <summary>What operators do with anomalies: it is done, kept, and written into the audit trail.</summary>
internal sealed class AnomalyDesk(AnomalyWatch watch, AnomalyArchive archive, AuditTrail audit, TimeProvider time)
{
    /// <summary>Says that an anomaly is as it should be, or that something was wrong; its series learns from that.</summary>
    /// <returns>The anomaly and the tail score that its series is called unusual from; null where there is no such anomaly.</returns>
    public (Anomaly Anomaly, double Threshold)? Mark(long id, AnomalyMark mark, Actor actor)
    {
        if (watch.Mark(id, mark, actor.Name) is not { } marked)
            return null;
        archive.Write([marked.Anomaly]);
        if (mark != AnomalyMark.None)
            archive.Write(marked.Anomaly.Rule, marked.Anomaly.Labels, marked.Threshold);
        audit.Add(actor, $"marked anomaly {mark.ToString().ToLowerInvariant()}", $"{id} {marked.Anomaly.Entity}");
        return marked;
    }

    /// <summary>Forgets what was over for a time.</summary>
    /// <returns>How many.</returns>
    public int Clear(TimeSpan olderThan, Actor actor)
    {
        var before = (time.GetUtcNow() - olderThan).ToUnixTimeMilliseconds();
        var cleared = watch.Book.Clear(before);
        archive.Clear(before);
        audit.Add(actor, "cleared anomalies", $"{cleared}, over for {olderThan.TotalHours:0.#} h");
        return cleared;
    }
}
