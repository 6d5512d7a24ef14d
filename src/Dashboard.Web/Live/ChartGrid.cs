using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Web.Live;

/// <summary>The times that a chart's values stand for.</summary>
/// <param name="Start">The first, in milliseconds since 1970.</param>
/// <param name="Step">From one to the next, in milliseconds.</param>
/// <param name="Points">How many.</param>
/// <param name="Reduction">How several values of one point become one or two.</param>
public readonly record struct ChartGrid(double Start, double Step, int Points, Reduction Reduction = Reduction.None)
{
    /// <summary>The grid that ends when the answers do, whether or not a series reaches that far: charts of a page share their times.</summary>
    public static ChartGrid Under(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers)
    {
        var step = (long)definition.Step!.Value.TotalMilliseconds;
        var spans = (int)(definition.Range!.Value / definition.Step.Value) + 1;
        var end = answers.Max(static a => a.At);
        if (!WidgetQueries.IsReduced(definition))
            return new(end - ((spans - 1) * step), step, spans);
        // Whole spans since 1970: what has been drawn once stays as it is.
        var start = ((end / step) - spans + 1) * step;
        return definition.Form is ChartForm.Line or ChartForm.Area && !definition.IsStacked
            ? new(start, step / 2.0, spans * 2, Reduction.Extremes)
            : new(start, step, spans, Reduction.Means);
    }

    /// <summary>A series' values on the grid, NaN where it has none.</summary>
    /// <param name="series">The series.</param>
    /// <param name="later">Milliseconds that are added to its times.</param>
    public double[] Place(RangeSeries series, long later)
    {
        if (Reduction != Reduction.None)
        {
            var times = later == 0 ? series.Timestamps : Array.ConvertAll(series.Timestamps, t => t + later);
            var span = (long)(Reduction == Reduction.Extremes ? Step * 2 : Step);
            return Reduction == Reduction.Extremes
                ? Envelope.Extremes(times, series.Values, (long)Start / span, span, Points / 2)
                : Envelope.Means(times, series.Values, (long)Start / span, span, Points);
        }
        var values = new double[Points];
        Array.Fill(values, double.NaN);
        for (var i = 0; i < series.Timestamps.Length; i++)
        {
            if ((int)Math.Round((series.Timestamps[i] + later - Start) / Step) is var at && at >= 0 && at < Points)
                values[at] = series.Values[i];
        }
        return values;
    }
}

/// <summary>How several values of one point become one or two.</summary>
public enum Reduction
{
    /// <summary>There are not several.</summary>
    None,

    /// <summary>The least and the greatest, in the order in which they came.</summary>
    Extremes,

    /// <summary>Their mean, for what is added up.</summary>
    Means,
}
