using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query;

/// <summary>A book of samples that hands out roll-ups of them, worked out in the plainest way.</summary>
internal sealed class RolledUpBook(SampleBook book, long resolution) : ISeriesSource
{
    /// <summary>What was asked for, by call.</summary>
    public List<(long From, long To, SelectHints Hints)> Asked { get; } = [];

    public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
    {
        Asked.Add((from, to, hints));
        return new([.. book.Series.Where(s => matchers.All(m => m.Matches(s.Labels.Get(m.Name)))).Select(s => new RolledUpSeries(s, resolution))]);
    }

    private sealed class RolledUpSeries(BookSeries samples, long resolution) : ISeries
    {
        public Labels Labels => samples.Labels;

        public long Resolution => resolution;

        public void Read(long from, long to, SampleColumns into) => Read(from, to, RollUp.Last, into);

        public void Read(long from, long to, RollUp rollUp, SampleColumns into)
        {
            var all = samples.Timestamps.ToArray().Zip(samples.Values.ToArray(), (t, v) => (Time: t, Value: v)).Where(s => !StaleMarker.Is(s.Value)).ToList();
            var total = 0.0;
            double? before = null;
            foreach (var bucket in all.GroupBy(s => Math.DivRem(s.Time, resolution).Quotient))
            {
                var last = bucket.Last();
                if (last.Time < from || last.Time > to)
                    continue;
                foreach (var (_, value) in before is null ? [last] : bucket.ToArray())
                {
                    total = before is { } one ? total + (value < one ? value : value - one) : value;
                    before = value;
                }
                into.Add(last.Time, rollUp switch
                {
                    RollUp.Min => bucket.Min(s => s.Value),
                    RollUp.Max => bucket.Max(s => s.Value),
                    RollUp.Sum => bucket.Sum(s => s.Value),
                    RollUp.Count => bucket.Count(),
                    RollUp.Counter => total,
                    _ => last.Value,
                });
            }
        }
    }
}
