namespace Dashboard.Domain.Query.Evaluation;

/// <summary><c>irate</c> (a counter's, per second) and <c>idelta</c>: what happened between a window's last two samples.</summary>
internal sealed class InstantRateFunction(bool isRate) : PerWindowFunction
{
    protected override double Apply(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, int step)
    {
        if (values.Length < 2)
            return Absent.Value;
        var difference = isRate && values[^1] < values[^2] ? values[^1] : values[^1] - values[^2];
        return isRate ? difference / ((timestamps[^1] - timestamps[^2]) / 1000.0) : difference;
    }
}
