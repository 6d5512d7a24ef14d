using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Anomalies;

/// <summary>
/// Whether the program itself is well enough to judge others: it is not while it stands still, the collector of
/// garbage holds it up, or what came in waits to be stored. Used by one thread.
/// </summary>
internal sealed class OwnHealth(IngestPipeline pipeline, PipelineOptions options, TimeProvider time, TimeProvider wall, Func<TimeSpan> pauses)
{
    /// <summary>How long after it was unwell the program is not taken for well.</summary>
    public static readonly TimeSpan Recovery = TimeSpan.FromSeconds(30);

    private const double MostPaused = 0.25;

    private long _lookedAt;
    private TimeSpan _paused = pauses();

    /// <summary>The time up to which nothing should be concluded from what is missing or strange, in milliseconds since 1970-01-01 UTC.</summary>
    public long UnwellUntil { get; private set; } = long.MinValue;

    /// <summary>Why, in a sentence; empty while all is well.</summary>
    public string Complaint { get; private set; } = "";

    /// <summary>Looks after a beat that was to come after a time.</summary>
    /// <returns>Whether the program is well.</returns>
    public bool Look(TimeSpan beat)
    {
        var (now, paused) = (wall.GetTimestamp(), pauses());
        var since = _lookedAt == 0 ? beat : wall.GetElapsedTime(_lookedAt, now);
        var complaint = Judge(beat, since, paused - _paused);
        (_lookedAt, _paused) = (now, paused);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (complaint.Length > 0)
            (UnwellUntil, Complaint) = (at + (long)Recovery.TotalMilliseconds, complaint);
        else if (at > UnwellUntil)
            Complaint = "";
        return at > UnwellUntil;
    }

    private string Judge(TimeSpan beat, TimeSpan since, TimeSpan paused)
    {
        if (since > (3 * beat) + TimeSpan.FromSeconds(5))
            return $"This server stood still for {(since - beat).TotalSeconds:0} s.";
        if (paused > MostPaused * since && paused > TimeSpan.FromMilliseconds(500))
            return $"This server spent {100 * (paused / since):0} % of its time collecting garbage.";
        if (pipeline.QueuedRecords > options.QueueRecords / 2)
            return $"{pipeline.QueuedRecords:N0} records wait to be stored.";
        return "";
    }
}
