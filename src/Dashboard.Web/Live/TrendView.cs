using System.Globalization;
using Dashboard.Domain.Analytics;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>
/// A value's course and its forecast as a chart: the forecast dashed, its interval shaded, and both in words above. Where
/// no query forecasts, the straight line through the course does, which is what <c>predict_linear</c> draws.
/// </summary>
internal static class TrendView
{
    public static ChartView From(TrendDefinition definition, IReadOnlyList<LiveSnapshot> answers, long version)
    {
        var failed = answers.FirstOrDefault(a => a.Error is not null);
        var course = answers[0].Series is [var first, ..] ? first : null;
        var chart = new ChartDefinition
        {
            Id = definition.Id,
            Title = definition.Title,
            Unit = definition.Unit,
            Thresholds = definition.Thresholds,
            Series = [new(definition.Query, "measured"), new(definition.Query, "forecast", Dashed: true)],
        };
        var drawn = course is null ? ChartView.Of([]) : Draw(definition, course, answers);
        var view = drawn with
        {
            Version = version,
            NewestSample = answers[0].NewestSample,
            Spacing = answers[0].Spacing,
            State = failed is not null ? ViewState.Error : answers[0].Version == 0 ? ViewState.Loading : course is null ? ViewState.Empty : ViewState.Ready,
            Message = failed?.Error ?? (course is null ? "No data. See Sources for what delivers." : ""),
            Severity = course is null ? PerceivedSeverity.Cleared : Threshold.Judge(definition.Thresholds, course.Values[^1]),
        };
        return view with { Encoded = ChartEncoding.Encode(view, chart) };
    }

    private static ChartView Draw(TrendDefinition definition, RangeSeries course, IReadOnlyList<LiveSnapshot> answers)
    {
        var step = (long)definition.Step.TotalMilliseconds;
        var past = (int)(definition.Range!.Value.TotalMilliseconds / step) + 1;
        // However far it looks ahead, the past keeps half of the width.
        var ahead = Math.Min(past, Math.Max(2, (int)(definition.Horizon.TotalMilliseconds / step)));
        var end = course.Timestamps[^1];
        var horizon = end + (long)definition.Horizon.TotalMilliseconds;
        var grid = new ChartGrid(end - ((past - 1) * (double)step), step, past + ahead);
        var measured = grid.Place(course, 0);
        var latest = course.Values[^1];
        var (forecast, lower, upper) = Ahead(definition, course, answers, horizon);
        var (least, most) = Bounds(definition, course);
        (forecast, lower, upper) = (Within(forecast), Within(lower), Within(upper));
        var lines = new List<ChartLine> { new("measured", 0, false, measured) { Latest = latest } };
        var view = ChartView.Of(lines, grid);
        if (forecast is null)
            return view with { Headline = new(definition.Unit.Format(latest), "too few values for a forecast") };
        double[] line = Empty(grid), low = Empty(grid), high = Empty(grid);
        for (var i = past - 1; i < grid.Points; i++)
        {
            var time = i == grid.Points - 1 ? horizon : end + ((i - past + 1) * step);
            (line[i], low[i], high[i]) = i == past - 1 ? (latest, latest, latest) : (forecast(time), lower?.Invoke(time) ?? double.NaN, upper?.Invoke(time) ?? double.NaN);
        }
        var last = forecast(horizon);
        lines.Add(new("forecast", 0, true, line) { Latest = last });
        return view with
        {
            Band = lower is null ? null : (low, high),
            BandName = "shaded: 95 % interval",
            Headline = new(definition.Unit.Format(latest), Sentence(definition, last, horizon, lower?.Invoke(horizon), upper?.Invoke(horizon))),
        };

        Func<long, double>? Within(Func<long, double>? at) => at is null ? null : time => Math.Clamp(at(time), least, most);
    }

    private static (Func<long, double>? Forecast, Func<long, double>? Lower, Func<long, double>? Upper) Ahead(TrendDefinition definition, RangeSeries course, IReadOnlyList<LiveSnapshot> answers, long horizon)
    {
        if (definition.Forecast.Length == 0)
        {
            if (StraightLine.Through(course.Timestamps, course.Values) is not { } line)
                return default;
            return (line.At, time => line.At(time) - line.Margin(time), time => line.At(time) + line.Margin(time));
        }
        var (from, start) = (course.Timestamps[^1], course.Values[^1]);
        return (Towards(1), definition.Lower.Length > 0 ? Towards(2) : null, definition.Upper.Length > 0 ? Towards(3) : null);

        // A query tells the end of the horizon; the way there is drawn straight.
        Func<long, double>? Towards(int query) => answers[query].Vector is [var answer, ..]
            ? time => start + ((answer.Value - start) * (time - from) / (horizon - from))
            : null;
    }

    // What has never been below nought, as traffic, is not forecast below it; nor a share above the whole.
    private static (double Least, double Most) Bounds(TrendDefinition definition, RangeSeries course)
    {
        var whole = definition.Unit switch { Unit.Percent => 100, Unit.Ratio => 1, _ => double.PositiveInfinity };
        var values = course.Values.Where(double.IsFinite).ToList();
        return (values.TrueForAll(static v => v >= 0) ? 0 : double.NegativeInfinity, values.TrueForAll(v => v <= whole) ? whole : double.PositiveInfinity);
    }

    private static string Sentence(TrendDefinition definition, double forecast, long horizon, double? lower, double? upper)
    {
        var format = definition.Horizon >= TimeSpan.FromDays(1) ? "d MMM HH:mm" : "HH:mm";
        var at = DateTimeOffset.FromUnixTimeMilliseconds(horizon).ToString(format, CultureInfo.InvariantCulture);
        var sentence = $"forecast {definition.Unit.Format(forecast)} at {at} UTC";
        return lower is { } low && upper is { } high ? $"{sentence} · {definition.Unit.Format(low)} to {definition.Unit.Format(high)}" : sentence;
    }

    private static double[] Empty(ChartGrid grid)
    {
        var values = new double[grid.Points];
        Array.Fill(values, double.NaN);
        return values;
    }
}
