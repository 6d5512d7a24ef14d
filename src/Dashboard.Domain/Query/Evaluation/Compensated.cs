using System.Runtime.CompilerServices;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>A sum that keeps what rounding would lose (Neumaier's variant of Kahan's summation).</summary>
internal struct Compensated
{
    public double Sum;
    public double Lost;

    /// <summary>The sum; where it is infinite what was lost means nothing.</summary>
    public readonly double Total => double.IsInfinity(Sum) ? Sum : Sum + Lost;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value) => Add(value, ref Sum, ref Lost);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(double value, ref double sum, ref double lost)
    {
        var total = sum + value;
        if (double.IsInfinity(total))
            lost = 0;
        else if (Math.Abs(sum) >= Math.Abs(value))
            lost += sum - total + value;
        else
            lost += value - total + sum;
        sum = total;
    }
}

/// <summary>
/// A mean that is a compensated sum until the sum would overflow, and a running mean from then on
/// (Prometheus, "Operators", section "Aggregation operators", avg).
/// </summary>
internal struct CompensatedMean
{
    private Compensated _sum;
    private Compensated _mean;
    private double _count;
    private bool _running;

    public void Add(double value)
    {
        _count++;
        if (!_running)
        {
            var next = _sum;
            next.Add(value);
            // The first value may be infinite itself: then there is nothing to save.
            if (_count == 1 || !double.IsInfinity(next.Sum))
            {
                _sum = next;
                return;
            }
            _running = true;
            _mean.Sum = _sum.Sum / (_count - 1);
            _mean.Lost = _sum.Lost / (_count - 1);
        }
        // An infinite mean stays as it is unless the opposite infinity or NaN comes.
        if (double.IsInfinity(_mean.Sum) && ((double.IsInfinity(value) && _mean.Sum > 0 == value > 0) || double.IsFinite(value)))
            return;
        var share = (_count - 1) / _count;
        var scaled = new Compensated { Sum = share * _mean.Sum, Lost = share * _mean.Lost };
        scaled.Add(value / _count);
        _mean = scaled;
    }

    public readonly double Value => _running ? _mean.Total : _count == 0 ? double.NaN
        : double.IsInfinity(_sum.Sum) ? _sum.Sum / _count : (_sum.Sum / _count) + (_sum.Lost / _count);
}
