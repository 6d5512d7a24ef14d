using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary><c>count_over_time</c>: how many samples a window holds.</summary>
internal sealed class CountFunction : PerWindowFunction
{
    public override RollUp RollUp => RollUp.Count;

    public override bool GrowsWithWindow => true;

    public override void RunRollUps(ISeries series, SeriesReader reader, in Windows windows, Span<double> result)
    {
        // Each roll-up is itself a count.
        reader.ReadRange(series, RollUp, windows);
        new SumFunction(mean: false).Run(reader.Timestamps, reader.Values, windows, result);
    }

    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step) => values.Length;
}
