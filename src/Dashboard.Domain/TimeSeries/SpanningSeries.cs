using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One series of which the past is read from the history and the rest from the cache.</summary>
/// <param name="older">The series in the history.</param>
/// <param name="recent">The same series in the cache, if it is there.</param>
/// <param name="boundary">From which time on the cache is enough, in milliseconds since 1970-01-01 UTC.</param>
internal sealed class SpanningSeries(ISeries older, ISeries? recent, long boundary) : ISeries
{
    public Labels Labels => recent?.Labels ?? older.Labels;

    public long Resolution => older.Resolution;

    public void Read(long from, long to, SampleColumns into) => Read(from, to, RollUp.Last, into);

    public void Read(long from, long to, RollUp rollUp, SampleColumns into)
    {
        var start = into.Count;
        if (from < boundary)
        {
            if (Resolution == 0)
            {
                ReadBoth(from, Math.Min(to, boundary - 1), into);
                rollUp = RollUp.Last;
            }
            else
            {
                older.Read(from, Math.Min(to, boundary - 1), rollUp, into);
            }
        }
        if (to < boundary || recent is null)
            return;
        if (rollUp is RollUp.Count or RollUp.Counter)
            Continue(Math.Max(from, boundary), to, rollUp, start, into);
        else
            recent.Read(Math.Max(from, boundary), to, into);
    }

    /// <summary>What the cache has not lost of the time before it is complete is newer than the history, which lags behind.</summary>
    private void ReadBoth(long from, long to, SampleColumns into)
    {
        var held = new SampleColumns();
        recent?.Read(from, to, held);
        if (held.Count == 0)
        {
            older.Read(from, to, into);
            return;
        }
        var written = new SampleColumns();
        older.Read(from, to, written);
        into.AddMerged(written.Timestamps, written.Values, held.Timestamps, held.Values);
    }

    /// <summary>Adds the cache's samples as roll-ups of themselves: each counts 1, or goes on where the counter stands.</summary>
    private void Continue(long from, long to, RollUp rollUp, int start, SampleColumns into)
    {
        var samples = new SampleColumns();
        // The last sample before says how far the counter had come; the history's own reading of it is in the total.
        var (total, before) = (0.0, default(double?));
        if (rollUp == RollUp.Counter && into.Count > start)
        {
            total = into.Values[^1];
            older.Read(into.Timestamps[^1], into.Timestamps[^1], samples);
            before = samples.Count > 0 ? samples.Values[^1] : null;
            samples.Clear();
        }
        recent!.Read(from, to, samples);
        for (var i = 0; i < samples.Count; i++)
        {
            var value = samples.Values[i];
            if (StaleMarker.Is(value))
                continue;
            if (rollUp == RollUp.Count)
            {
                into.Add(samples.Timestamps[i], 1);
                continue;
            }
            total = before is not { } last ? value : total + (value < last ? value : value - last);
            before = value;
            into.Add(samples.Timestamps[i], total);
        }
    }
}
