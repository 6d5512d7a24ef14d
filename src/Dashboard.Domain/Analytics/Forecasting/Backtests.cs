namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>
/// Forecasts from up to twelve places of a series' own past, held against what came. All models and their median are fitted
/// anew at each, to nothing but what was before.
/// </summary>
internal sealed class Backtests
{
    private const int MostOrigins = 12;

    private readonly IForecastModel[] _models;
    private readonly double[][] _forecasts;

    /// <summary>Where the origins lie: the last so that as many steps as are tested came after it, each other so much before the next.</summary>
    /// <param name="count">How many values the series has.</param>
    /// <param name="least">The fewest that lie before an origin.</param>
    /// <param name="horizon">How many steps are forecast.</param>
    /// <param name="season">The short season: origins are a season apart where there is room, as what is hard at night is not what is hard by day.</param>
    public static (int Origins, int Apart, int Tested) Plan(int count, int least, int horizon, int season)
    {
        var room = count - least;
        // No more than half of what there is, so that there are several origins for each step.
        var tested = Math.Max(1, Math.Min(horizon, room / 2));
        var apart = Math.Clamp((room - tested) / (MostOrigins - 1), 1, Math.Max(1, season));
        return (Math.Min(MostOrigins, 1 + ((room - tested) / apart)), apart, tested);
    }

    /// <param name="values">The series without gaps.</param>
    /// <param name="models">Those that take part.</param>
    /// <param name="plan">Where the origins lie.</param>
    /// <param name="floor">What no forecast is below.</param>
    public Backtests(ReadOnlySpan<double> values, IForecastModel[] models, (int Origins, int Apart, int Tested) plan, double floor)
    {
        (_models, Origins, Tested) = (models, plan.Origins, plan.Tested);
        // bound: twelve origins times the horizon, for each model and for the median, which is the first.
        _forecasts = [.. Enumerable.Range(0, models.Length + 1).Select(_ => new double[Origins * Tested])];
        Actual = new double[Origins * Tested];
        for (var origin = 0; origin < Origins; origin++)
        {
            var at = values.Length - Tested - ((Origins - 1 - origin) * plan.Apart);
            values.Slice(at, Tested).CopyTo(Actual.AsSpan(origin * Tested));
            Combine(values[..at], models, floor, origin * Tested, Tested, _forecasts);
        }
        Errors = [.. Actual.Zip(_forecasts[0], static (came, said) => Math.Abs(came - said))];
    }

    public int Origins { get; }

    /// <summary>How many steps from each origin.</summary>
    public int Tested { get; }

    /// <summary>The median's absolute errors, by origin and then by step.</summary>
    public double[] Errors { get; }

    private double[] Actual { get; }

    /// <summary>Each model's forecast from the second on, and their median as the first.</summary>
    public static void Combine(ReadOnlySpan<double> history, IForecastModel[] models, double floor, int from, int steps, double[][] into)
    {
        for (var model = 0; model < models.Length; model++)
        {
            var said = into[model + 1].AsSpan(from, steps);
            models[model].Forecast(history, said);
            foreach (ref var value in said)
                value = Math.Max(floor, value);
        }
        Span<double> votes = stackalloc double[models.Length];
        for (var step = from; step < from + steps; step++)
        {
            for (var model = 0; model < models.Length; model++)
                votes[model] = into[model + 1][step];
            votes.Sort();
            into[0][step] = (votes[(votes.Length - 1) / 2] + votes[votes.Length / 2]) / 2;
        }
    }

    /// <summary>How the median and each model did.</summary>
    /// <param name="scale">The unit of MASE.</param>
    public BacktestAccuracy[] Judge(double scale) =>
        [.. _forecasts.Select((said, at) => Judge(at == 0 ? Forecast.Median : _models[at - 1].Name, said, scale))];

    private BacktestAccuracy Judge(string name, double[] said, double scale)
    {
        var errors = new double[said.Length];
        for (var at = 0; at < said.Length; at++)
            errors[at] = Math.Abs(Actual[at] - said[at]);
        var steps = new BacktestStep[Tested];
        for (var step = 0; step < Tested; step++)
        {
            double smape = 0, mase = 0;
            for (var at = step; at < said.Length; at += Tested)
            {
                smape += ForecastErrors.Smape(Actual[at], said[at]) / Origins;
                mase += ForecastErrors.Scaled(errors[at], scale) / Origins;
            }
            var (within80, within95) = ConformalIntervals.Coverage(errors, Tested, step);
            steps[step] = new BacktestStep(smape, mase, within80, within95);
        }
        var mean = new BacktestStep(steps.Average(static s => s.Smape), steps.Average(static s => s.Mase), steps.Average(static s => s.Coverage80), steps.Average(static s => s.Coverage95));
        return new BacktestAccuracy(name, mean, steps);
    }
}
