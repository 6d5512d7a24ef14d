using System.Globalization;
using System.Text;
using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Components.Forecasts;

/// <summary>
/// A series' past, its forecast dashed with the 80 and 95 % intervals shaded, and its limits. The table of horizons beside it
/// says the same in words.
/// </summary>
internal static class CourseDrawing
{
    private const int Height = 220;
    private const int Width = 1000;
    private const int Lines = 4;
    private const int Times = 4;

    /// <summary>The drawing.</summary>
    /// <param name="rule">The rule, for its unit and limits.</param>
    /// <param name="course">What is drawn; it has values.</param>
    public static string Draw(ForecastRule rule, SeriesCourse course)
    {
        var (past, steps) = (course.Past, course.Forecast.Steps);
        var (low, high) = Bounds(rule, course);
        var columns = past.Count + steps.Count;
        var text = new StringBuilder("<div class=\"course\"><svg class=\"scale\" width=\"72\" height=\"245\" aria-hidden=\"true\">");
        for (var line = 0; line <= Lines; line++)
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"66\" y=\"{Math.Clamp(Y(low + ((high - low) * line / Lines)) + 4, 11, Height):0.#}\" text-anchor=\"end\">{MarkupView.Text(rule.Unit.Format(low + ((high - low) * line / Lines)).ToString())}</text>");
        text.Append(CultureInfo.InvariantCulture, $"</svg><svg class=\"plot\" width=\"100%\" height=\"245\" role=\"img\" aria-label=\"{MarkupView.Text(Words(rule, course))}\"><svg viewBox=\"0 0 {Width} {Height}\" width=\"100%\" height=\"{Height}\" preserveAspectRatio=\"none\">");
        for (var line = 0; line <= Lines; line++)
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M0 {Height * line / Lines}H{Width}\"/>");
        Band(static s => (s.Lower95, s.Upper95), "band95");
        Band(static s => (s.Lower80, s.Upper80), "band80");
        foreach (var limit in rule.Limits.Where(l => l.Value >= low && l.Value <= high))
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"limit\" d=\"M0 {Y(limit.Value):0.#}H{Width}\"/>");
        Line("past", past, 0);
        if (steps.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"now\" d=\"M{X(past.Count - 1):0.#} 0V{Height}\"/>");
            Line("forecast", [past[^1], .. steps.Select(static s => s.Point)], past.Count - 1);
        }
        text.Append("</svg>");
        foreach (var limit in rule.Limits.Where(l => l.Value >= low && l.Value <= high))
            text.Append(CultureInfo.InvariantCulture, $"<text class=\"limit\" x=\"4\" y=\"{(Y(limit.Value) < 16 ? Y(limit.Value) + 13 : Y(limit.Value) - 4):0.#}\">limit {MarkupView.Text(ForecastText.Limit(rule, limit))}</text>");
        var (from, step) = (course.LastAt - ((past.Count - 1) * (long)course.Step.TotalMilliseconds), (long)course.Step.TotalMilliseconds);
        for (var i = 0; i < Times; i++)
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{i * 100 / Times}%\" y=\"{Height + 16}\">{Clock(from + (columns * step * i / Times), columns * step)}</text>");
        return text.Append("</svg></div>").ToString();

        double X(int column) => columns < 2 ? 0 : Width * (double)column / (columns - 1);

        double Y(double value) => Height - (Height * Math.Clamp((value - low) / (high - low), 0, 1));

        void Line(string name, IReadOnlyList<double> values, int first)
        {
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"{name}\" d=\"");
            for (var at = 0; at < values.Count; at++)
            {
                // Where a value is missing the line begins anew after it.
                if (double.IsFinite(values[at]))
                    text.Append(CultureInfo.InvariantCulture, $"{(at > 0 && double.IsFinite(values[at - 1]) ? 'L' : 'M')}{X(first + at):0.#} {Y(values[at]):0.#}");
            }
            text.Append("\"/>");
        }

        void Band(Func<ForecastStep, (double Lower, double Upper)> of, string name)
        {
            if (steps.Count == 0)
                return;
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"{name}\" d=\"M{X(past.Count - 1):0.#} {Y(past[^1]):0.#}");
            for (var at = 0; at < steps.Count; at++)
                text.Append(CultureInfo.InvariantCulture, $"L{X(past.Count + at):0.#} {Y(of(steps[at]).Upper):0.#}");
            for (var at = steps.Count - 1; at >= 0; at--)
                text.Append(CultureInfo.InvariantCulture, $"L{X(past.Count + at):0.#} {Y(of(steps[at]).Lower):0.#}");
            text.Append("Z\"/>");
        }
    }

    // All that is drawn, and limits that are near enough not to press it flat.
    private static (double Low, double High) Bounds(ForecastRule rule, SeriesCourse course)
    {
        var values = course.Past.Where(double.IsFinite).Concat(course.Forecast.Steps.SelectMany(static s => new[] { s.Lower95, s.Upper95 })).ToList();
        var (low, high) = (values.Min(), values.Max());
        var room = Math.Max(high - low, Math.Max(Math.Abs(high), 1) * 0.02);
        foreach (var limit in rule.Limits)
        {
            if (limit.Value >= low - room && limit.Value <= high + room)
                (low, high) = (Math.Min(low, limit.Value), Math.Max(high, limit.Value));
        }
        // A little air, but none below nought where nothing is.
        var air = Math.Max((high - low) * 0.05, room * 0.05);
        var whole = rule.Unit == Unit.Percent && high <= 100 ? 100 : double.PositiveInfinity;
        return (low >= 0 ? Math.Max(0, low - air) : low - air, Math.Min(whole, high + air));
    }

    private static string Words(ForecastRule rule, SeriesCourse course) => course.Forecast.Steps is [.., var end]
        ? $"{rule.Title}: {rule.Unit.Format(course.Past[^1])} at {ForecastText.Date(course.LastAt)} UTC, forecast {rule.Unit.Format(end.Point)} at {ForecastText.Date(course.LastAt + (course.Forecast.Steps.Count * (long)course.Step.TotalMilliseconds))} UTC, between {rule.Unit.Format(end.Lower95)} and {rule.Unit.Format(end.Upper95)} with 95 %."
        : $"{rule.Title}: {rule.Unit.Format(course.Past[^1])} at {ForecastText.Date(course.LastAt)} UTC, without a forecast.";

    private static string Clock(long time, long span) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).ToString(span <= 86_400_000 ? "HH:mm" : span <= 14 * 86_400_000L ? "MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
