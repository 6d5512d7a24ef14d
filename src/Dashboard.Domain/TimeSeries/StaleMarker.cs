namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The value that says "this series has ended here": one particular NaN, told from all others by its bits
/// (Prometheus, https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness).
/// </summary>
public static class StaleMarker
{
    private const long Bits = 0x7ff0000000000002;

    public static readonly double Value = BitConverter.Int64BitsToDouble(Bits);

    public static bool Is(double value) => BitConverter.DoubleToInt64Bits(value) == Bits;
}
