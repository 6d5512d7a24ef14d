namespace Dashboard.Domain.Query.Evaluation;

/// <summary>What a group of series comes to: series are added column by column, each step by itself.</summary>
internal abstract class GroupAccumulator
{
    /// <summary>How many values it holds for each step.</summary>
    public abstract int ValuesPerStep { get; }

    public abstract void Add(ReadOnlySpan<double> column);

    /// <summary>The group's value at each step.</summary>
    public abstract double[] Result();
}

internal sealed class SumAccumulator(int steps) : GroupAccumulator
{
    private readonly double[] _sums = Evaluator.Filled(Absent.Value, steps);
    private readonly double[] _lost = new double[steps];

    public override int ValuesPerStep => 2;

    public override void Add(ReadOnlySpan<double> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            if (Absent.Is(column[i]))
                continue;
            if (Absent.Is(_sums[i]))
                _sums[i] = column[i];
            else
                Compensated.Add(column[i], ref _sums[i], ref _lost[i]);
        }
    }

    public override double[] Result()
    {
        for (var i = 0; i < _sums.Length; i++)
        {
            if (!Absent.Is(_sums[i]) && !double.IsInfinity(_sums[i]))
                _sums[i] += _lost[i];
        }
        return _sums;
    }
}

internal sealed class MeanAccumulator(int steps) : GroupAccumulator
{
    private readonly CompensatedMean[] _means = new CompensatedMean[steps];
    private readonly bool[] _present = new bool[steps];

    public override int ValuesPerStep => 6;

    public override void Add(ReadOnlySpan<double> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            if (Absent.Is(column[i]))
                continue;
            _means[i].Add(column[i]);
            _present[i] = true;
        }
    }

    public override double[] Result()
    {
        var result = new double[_means.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = _present[i] ? _means[i].Value : Absent.Value;
        return result;
    }
}

/// <summary>The group's extreme; NaN only where there is nothing else.</summary>
internal sealed class ExtremeAccumulator(int steps, bool largest) : GroupAccumulator
{
    private readonly double[] _extremes = Evaluator.Filled(Absent.Value, steps);

    public override int ValuesPerStep => 1;

    public override void Add(ReadOnlySpan<double> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            // An absence is a NaN: the first value replaces it too.
            if (!Absent.Is(column[i]) && (double.IsNaN(_extremes[i]) || (largest ? column[i] > _extremes[i] : column[i] < _extremes[i])))
                _extremes[i] = column[i];
        }
    }

    public override double[] Result() => _extremes;
}

/// <summary>How many series have a value, or just 1 where any has.</summary>
internal sealed class CountAccumulator(int steps, bool onlyOne) : GroupAccumulator
{
    private readonly double[] _counts = new double[steps];

    public override int ValuesPerStep => 1;

    public override void Add(ReadOnlySpan<double> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            if (!Absent.Is(column[i]))
                _counts[i]++;
        }
    }

    public override double[] Result() => Array.ConvertAll(_counts, count => count == 0 ? Absent.Value : onlyOne ? 1 : count);
}

/// <summary>The population variance, or its root, by Welford's method.</summary>
internal sealed class VarianceAccumulator(int steps, bool root) : GroupAccumulator
{
    private readonly double[] _counts = new double[steps];
    private readonly double[] _means = new double[steps];
    private readonly double[] _squares = new double[steps];

    public override int ValuesPerStep => 3;

    public override void Add(ReadOnlySpan<double> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            var value = column[i];
            if (Absent.Is(value))
                continue;
            _counts[i]++;
            var before = value - _means[i];
            _means[i] += before / _counts[i];
            _squares[i] += before * (value - _means[i]);
        }
    }

    public override double[] Result()
    {
        for (var i = 0; i < _squares.Length; i++)
        {
            var variance = _squares[i] / _counts[i];
            _squares[i] = _counts[i] == 0 ? Absent.Value : root ? Math.Sqrt(variance) : variance;
        }
        return _squares;
    }
}
