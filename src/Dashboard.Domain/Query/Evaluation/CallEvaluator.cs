using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query.Evaluation;

/// <summary>Evaluates calls of functions.</summary>
internal sealed class CallEvaluator(Evaluator evaluator, SelectorEvaluator selectors)
{
    private readonly QueryRun _run = evaluator.Run;
    private readonly LabelFunctions _labels = new(evaluator);
    private readonly HistogramFunctions _histograms = new(evaluator);

    public double[] Scalars(CallNode call, StepGrid grid)
    {
        switch (call.Function)
        {
            case "pi":
                return Evaluator.Filled(Math.PI, grid.Count);
            case "time":
                return Times(grid);
            default:
                var only = new OnlyValueSink(grid.Count);
                evaluator.Stream(call.Arguments[0], grid, only);
                return only.Values;
        }
    }

    public void Stream(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var arguments = call.Arguments;
        if (ElementFunctions.Find(call.Function) is { } element)
        {
            if (arguments.Count == 0)
                sink.Accept(Labels.Empty, Array.ConvertAll(Times(grid), t => element(t)));
            else
                evaluator.Map(arguments[0], grid, sink, (value, _) => element(value));
            return;
        }
        if (RangeFunction(call, grid) is { } function)
        {
            RunOverRange(call, function, grid, sink);
            return;
        }
        switch (call.Function)
        {
            case "absent" or "absent_over_time":
                Absence(call, grid, sink);
                break;
            case "clamp":
                var (least, most) = (evaluator.Scalars(arguments[1], grid), evaluator.Scalars(arguments[2], grid));
                evaluator.Map(arguments[0], grid, sink, (v, i) => least[i] > most[i] ? Absent.Value : AtLeast(least[i], AtMost(most[i], v)));
                break;
            case "clamp_max":
                most = evaluator.Scalars(arguments[1], grid);
                evaluator.Map(arguments[0], grid, sink, (v, i) => AtMost(most[i], v));
                break;
            case "clamp_min":
                least = evaluator.Scalars(arguments[1], grid);
                evaluator.Map(arguments[0], grid, sink, (v, i) => AtLeast(least[i], v));
                break;
            case "round":
                // The inverse is multiplied by, so that 0.1 and the like round to exact decimals.
                var inverse = arguments.Count < 2 ? Evaluator.Filled(1, grid.Count) : Array.ConvertAll(evaluator.Scalars(arguments[1], grid), static to => 1 / to);
                evaluator.Map(arguments[0], grid, sink, (v, i) => Math.Floor((v * inverse[i]) + 0.5) / inverse[i]);
                break;
            case "timestamp":
                Timestamps(arguments[0], grid, sink);
                break;
            case "vector":
                sink.Accept(Labels.Empty, evaluator.Scalars(arguments[0], grid));
                break;
            case "label_replace":
                _labels.Replace(call, grid, sink);
                break;
            case "label_join":
                _labels.Join(call, grid, sink);
                break;
            case "sort" or "sort_desc" or "sort_by_label" or "sort_by_label_desc":
                _labels.Sort(call, grid, sink);
                break;
            case "histogram_quantile":
                _histograms.Quantile(call, grid, sink);
                break;
            case "histogram_fraction":
                _histograms.Fraction(call, grid, sink);
                break;
            default:
                throw new QueryException(QueryErrorKind.BadData, $"function {GoText.Quote(call.Function)} is not available here");
        }
    }

    private static double[] Times(StepGrid grid)
    {
        var times = new double[grid.Count];
        for (var i = 0; i < times.Length; i++)
            times[i] = grid.At(i) / 1000.0;
        return times;
    }

    // In Go's math.Max and math.Min, on which the clamp functions rest, an infinity that decides wins over NaN.
    private static double AtLeast(double bound, double value) =>
        double.IsPositiveInfinity(bound) || double.IsPositiveInfinity(value) ? double.PositiveInfinity : Math.Max(bound, value);

    private static double AtMost(double bound, double value) =>
        double.IsNegativeInfinity(bound) || double.IsNegativeInfinity(value) ? double.NegativeInfinity : Math.Min(bound, value);

    private WindowFunction? RangeFunction(CallNode call, StepGrid grid)
    {
        double[] Scalar(int argument) => evaluator.Scalars(call.Arguments[argument], grid);
        switch (call.Function)
        {
            case "rate":
                return new RateFunction(isCounter: true, perSecond: true);
            case "increase":
                return new RateFunction(isCounter: true, perSecond: false);
            case "delta":
                return new RateFunction(isCounter: false, perSecond: false);
            case "irate" or "idelta":
                return new InstantRateFunction(call.Function == "irate");
            case "deriv":
                return new DerivativeFunction();
            case "predict_linear":
                return new PredictionFunction(grid, Scalar(1));
            case "min_over_time" or "max_over_time":
                return new ExtremeFunction(call.Function == "max_over_time");
            case "sum_over_time":
                return new SumFunction(mean: false);
            case "avg_over_time":
                return new SumFunction(mean: true);
            case "count_over_time":
                return new CountFunction();
            case "stdvar_over_time":
                return new ValuesFunction(OverTime.Variance);
            case "stddev_over_time":
                return new ValuesFunction(static values => Math.Sqrt(OverTime.Variance(values)));
            case "last_over_time":
                return new ValuesFunction(static values => values[^1], keepsName: true);
            case "first_over_time":
                return new ValuesFunction(static values => values[0], keepsName: true);
            case "present_over_time":
                return new ValuesFunction(static _ => 1);
            case "changes":
                return new ValuesFunction(OverTime.Changes);
            case "resets":
                return new ValuesFunction(OverTime.Resets);
            case "mad_over_time":
                return new ValuesFunction(OverTime.MedianDeviation);
            case "ts_of_first_over_time":
                return SampleTimeFunction.First;
            case "ts_of_last_over_time":
                return SampleTimeFunction.Last;
            case "ts_of_max_over_time" or "ts_of_min_over_time":
                return SampleTimeFunction.Extreme(call.Function == "ts_of_max_over_time");
            case "double_exponential_smoothing":
                return new SmoothingFunction(Scalar(1), Scalar(2));
            case "quantile_over_time":
                var quantiles = Scalar(0);
                foreach (var quantile in quantiles)
                {
                    if (!Quantiles.IsValid(quantile))
                        _run.Warn(call.Arguments[0].Span, Quantiles.Problem(quantile));
                }
                return new QuantileFunction(quantiles);
            default:
                return null;
        }
    }

    private void RunOverRange(CallNode call, WindowFunction function, StepGrid grid, IColumnSink sink)
    {
        var range = call.Arguments[call.Function == "quantile_over_time" ? 1 : 0];
        var informed = call.Function is "rate" or "increase" ? range : null;
        var unique = function.KeepsName || (range.Unwrapped() is RangeSelectorNode selector ? selector.Selector.OnlyName is not null : Naming.AllAlike(((SubqueryNode)range.Unwrapped()).Inner));
        selectors.Stream(range, grid, new WindowSink(_run, function, grid.Count, informed, unique, sink));
    }

    private void Timestamps(QueryNode argument, StepGrid grid, IColumnSink sink)
    {
        if (argument.Unwrapped() is not SelectorNode selector)
        {
            evaluator.Map(argument, grid, sink, (_, i) => grid.At(i) / 1000.0);
            return;
        }
        var merger = new ColumnMerger(_run, sink);
        selectors.Stream(selector, grid, new NamelessSink(merger), timestamps: true);
        merger.Flush();
    }

    private void Absence(CallNode call, StepGrid grid, IColumnSink sink)
    {
        var presence = new PresenceSink(grid.Count);
        var argument = call.Arguments[0].Unwrapped();
        if (call.Function == "absent")
            evaluator.Stream(argument, grid, presence);
        else
            selectors.Stream(argument, grid, new WindowSink(_run, new ValuesFunction(static _ => 1), grid.Count, null, unique: true, presence));
        if (presence.IsPresent.Contains(false))
            sink.Accept(LabelFunctions.OfAbsent(argument), Array.ConvertAll(presence.IsPresent, static present => present ? Absent.Value : 1.0));
    }

    /// <summary>Runs a function over each series' windows.</summary>
    private sealed class WindowSink(QueryRun run, WindowFunction function, int steps, QueryNode? informed, bool unique, IColumnSink target) : IRangeSink
    {
        private readonly HashSet<Labels> _seen = []; // bound: selected series
        private double[] _column = new double[steps];
        private string? _informedOf;

        public void Accept(Labels labels, ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values, in Windows windows)
        {
            function.Run(timestamps, values, windows, _column);
            Pass(labels);
        }

        public void AcceptRollUps(ISeries series, SeriesReader reader, in Windows windows, double share)
        {
            function.RunRollUps(series, reader, windows, _column);
            for (var i = 0; function.GrowsWithWindow && share < 1 && i < _column.Length; i++)
            {
                if (!Absent.Is(_column[i]))
                    _column[i] *= share;
            }
            Pass(series.Labels);
        }

        private void Pass(Labels labels)
        {
            if (Absent.All(_column))
                return;
            if (informed is not null)
                Inform(labels.Name, informed);
            if (!function.KeepsName)
                labels = labels.WithoutName();
            if (!unique && !_seen.Add(labels))
                throw ColumnMerger.DuplicateSeries();
            if (target.Accept(labels, _column))
                _column = new double[steps];
        }

        private void Inform(string name, QueryNode range)
        {
            if (name == _informedOf)
                return;
            _informedOf = name;
            if (name.Length > 0 && !name.EndsWith("_total", StringComparison.Ordinal) && !name.EndsWith("_sum", StringComparison.Ordinal)
                && !name.EndsWith("_count", StringComparison.Ordinal) && !name.EndsWith("_bucket", StringComparison.Ordinal))
            {
                run.Inform(range.Span, $"metric might not be a counter, name does not end in _total/_sum/_count/_bucket: {GoText.Quote(name)}");
            }
        }
    }

    private sealed class NamelessSink(IColumnSink target) : IColumnSink
    {
        public bool Accept(Labels labels, double[] values) => target.Accept(labels.WithoutName(), values);
    }

    private sealed class PresenceSink(int steps) : IColumnSink
    {
        public bool[] IsPresent { get; } = new bool[steps];

        public bool Accept(Labels labels, double[] values)
        {
            for (var i = 0; i < values.Length; i++)
                IsPresent[i] |= !Absent.Is(values[i]);
            return false;
        }
    }

    /// <summary>The value of the only series at each step, NaN where there is none or more than one.</summary>
    private sealed class OnlyValueSink(int steps) : IColumnSink
    {
        private readonly int[] _seen = new int[steps];

        public double[] Values { get; } = Evaluator.Filled(double.NaN, steps);

        public bool Accept(Labels labels, double[] values)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if (!Absent.Is(values[i]))
                    Values[i] = ++_seen[i] == 1 ? values[i] : double.NaN;
            }
            return false;
        }
    }
}
