using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>
/// Puts samples into bodies, series by series and ascending in time; of equal timestamps of a series the last one counts.
/// Used by one thread at a time.
/// </summary>
internal sealed class SampleEncoding(TimeSeriesCache cache, IBodyEncoder encoder)
{
    private Place[] _order = []; // bound: half of HistoryOptions.WaitingSamples

    public EncodedSamples Encode(ReadOnlySpan<MetricSample> samples)
    {
        if (_order.Length < samples.Length)
            _order = new Place[samples.Length];
        var order = _order.AsSpan(0, samples.Length);
        for (var i = 0; i < samples.Length; i++)
            order[i] = new Place(samples[i].Series.Id, samples[i].Timestamp, i);
        order.Sort(Compare);
        var bodies = new List<OutgoingBody>();
        var (unknown, unwritable) = (0, 0);
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && order[end].Series == order[start].Series)
                end++;
            var series = new SeriesRef(order[start].Series);
            if (series.IsNone)
            {
                // Refused by the cache and counted there.
            }
            else if (!cache.TryDescribe(series, out var labels, out _))
                unknown += end - start;
            else
                unwritable += Encode(samples, order[start..end], labels, bodies);
            start = end;
        }
        if (encoder.Samples > 0)
            bodies.Add(encoder.Finish());
        return new EncodedSamples(bodies, unknown, unwritable);
    }

    private int Encode(ReadOnlySpan<MetricSample> samples, ReadOnlySpan<Place> run, Labels labels, List<OutgoingBody> bodies)
    {
        if (!encoder.TryBegin(labels))
            return run.Length;
        var unwritable = 0;
        for (var i = 0; i < run.Length; i++)
        {
            if (i + 1 < run.Length && run[i + 1].Timestamp == run[i].Timestamp)
                continue;
            if (encoder.IsFull)
            {
                bodies.Add(encoder.Finish());
                encoder.TryBegin(labels);
            }
            if (!encoder.TryAdd(run[i].Timestamp, samples[run[i].Index].Value))
                unwritable++;
        }
        return unwritable;
    }

    private static int Compare(Place one, Place other)
    {
        var bySeries = one.Series.CompareTo(other.Series);
        var byTime = bySeries != 0 ? bySeries : one.Timestamp.CompareTo(other.Timestamp);
        return byTime != 0 ? byTime : one.Index.CompareTo(other.Index);
    }

    private readonly record struct Place(long Series, long Timestamp, int Index);
}
