using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>A counter, or an up-down counter: what is measured adds up.</summary>
internal sealed class SumCell(Labels labels) : MeterCell
{
    private double _sum;

    public override int Series => 1;

    public override void Measure(double value)
    {
        double before, sum = Volatile.Read(ref _sum);
        do
        {
            before = sum;
            sum = Interlocked.CompareExchange(ref _sum, before + value, before);
        }
        while (!sum.Equals(before));
    }

    public override void AddTo(List<MetricPoint> points) => points.Add(new MetricPoint(labels, Volatile.Read(ref _sum)));
}
