using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Ran;

/// <summary>A measurement as a standard defines it.</summary>
/// <param name="Name">Its name: <c>RRU.PrbTotDl</c>.</param>
/// <param name="Clause">Where it is defined: <c>TS 28.552 5.1.1.2.1</c>.</param>
/// <param name="Method">How it comes about.</param>
/// <param name="Unit">The unit that its series have, that of PM files: <c>kbit/s</c>, <c>Mbit</c>, <c>s</c>, <c>0.1 ms</c>, <c>1e-6</c>, <c>%</c>; empty for what is counted.</param>
/// <param name="ObjectClasses">The classes of managed objects that it is measured of.</param>
/// <param name="Splits">What its subcounters tell apart.</param>
/// <param name="Help">What it says, for people.</param>
public sealed record MeasurementType(
    string Name, string Clause, CollectionMethod Method, string Unit, IReadOnlyList<string> ObjectClasses, MeasurementSplits Splits, string Help)
{
    /// <summary>What the metric catalogue says of its series. They are gauges to those who query: each value is that of one period.</summary>
    public MetricMetadata Metadata { get; } = new(MetricType.Gauge, $"{Help} {Name} of {Clause}.", Unit);

    /// <summary>What a value of this origin is to be multiplied with to have <see cref="Unit"/>.</summary>
    public double FactorFrom(MeasurementOrigin origin) => origin == MeasurementOrigin.E2Kpm && (Unit is "Mbit" or "s") ? 1e-3 : 1;
}
