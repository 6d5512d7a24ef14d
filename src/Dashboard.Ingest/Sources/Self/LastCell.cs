using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>A gauge, or an instrument that is asked for its value: the last measurement counts.</summary>
internal sealed class LastCell(Labels labels) : MeterCell
{
    private double _value;

    public override int Series => 1;

    public override void Measure(double value) => Volatile.Write(ref _value, value);

    public override void AddTo(List<MetricPoint> points) => points.Add(new MetricPoint(labels, Volatile.Read(ref _value)));
}
