using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A span of time that is marked on a chart.</summary>
/// <param name="From">Its beginning, in milliseconds since 1970.</param>
/// <param name="To">Its end, in the same unit.</param>
/// <param name="Text">What it is called.</param>
public readonly record struct ChartSpan(long From, long To, string Text)
{
    /// <summary>Spans drawn at most, the latest ones.</summary>
    public const int Most = 50;

    /// <summary>The spans in which a series is not 0, called by a legend.</summary>
    public static IEnumerable<ChartSpan> In(RangeSeries series, string legend, long step)
    {
        long? from = null;
        for (var i = 0; i <= series.Values.Length; i++)
        {
            var isOn = i < series.Values.Length && series.Values[i] is not 0 and not double.NaN;
            var follows = i > 0 && i < series.Values.Length && series.Timestamps[i] - series.Timestamps[i - 1] <= step;
            if (from is { } begun && (!isOn || !follows))
            {
                yield return new(begun, series.Timestamps[i - 1] + step, LabelTemplate.Fill(legend, series.Labels, value: series.Values[i - 1].ToString("0.##")));
                from = null;
            }
            if (isOn)
                from ??= series.Timestamps[i];
        }
    }
}
