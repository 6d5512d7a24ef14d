using System.Globalization;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A KPI tile at one moment, down to the text on it.</summary>
public sealed record KpiView : WidgetView
{
    // The sparkline's own coordinates; the tile stretches them to its width.
    private const double Width = 120;
    private const double Height = 28;

    /// <summary>The digits.</summary>
    public string Value { get; init; } = "–";

    /// <summary>The unit with its prefix.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Target, change and breach, as one line.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The worst threshold that is passed.</summary>
    public PerceivedSeverity Severity { get; init; }

    /// <summary>The sparkline as an SVG path; empty where there are fewer than two points.</summary>
    public string Spark { get; init; } = "";

    /// <summary>The tile from its three answers: the value now, the same query earlier, and its recent course.</summary>
    public static KpiView From(KpiDefinition definition, LiveSnapshot now, LiveSnapshot earlier, LiveSnapshot course, long version)
    {
        var state = now switch { { Version: 0 } => ViewState.Loading, { Error: not null } => ViewState.Error, { Vector.Count: 0 } => ViewState.Empty, _ => ViewState.Ready };
        var value = state == ViewState.Ready ? now.Vector[0].Value : double.NaN;
        var formatted = definition.Unit.Format(value, definition.Decimals);
        var points = course.Series is [var first, ..] ? first : null;
        var view = new KpiView
        {
            Version = version,
            NewestSample = now.NewestSample,
            Spacing = now.Spacing,
            State = state,
            Message = state switch { ViewState.Error => now.Error!, ViewState.Empty => "No data. See Sources for what delivers.", _ => "" },
            Value = formatted.Text,
            Unit = formatted.Unit,
            Severity = Threshold.Judge(definition.Thresholds, value),
            Detail = state == ViewState.Ready ? DetailOf(definition, value, earlier, points) : "",
            Spark = points is null ? "" : Path(points, definition.SparkStep),
        };
        return view with { Encoded = Encode(view) };
    }

    private static string DetailOf(KpiDefinition definition, double value, LiveSnapshot earlier, RangeSeries? course)
    {
        var parts = new List<string>(3);
        if (definition.Thresholds is [var target, ..])
            parts.Add($"target {(target.Below ? "≥" : "≤")} {definition.Unit.FormatLimit(target.Limit)}");
        if (Threshold.Judge(definition.Thresholds, value) > PerceivedSeverity.Cleared && course is not null)
            parts.Add($"breached {Breached(definition, course)}");
        else if (earlier.Vector is [var before, ..] && Change(definition.Unit, value, before.Value) is { } change)
            parts.Add($"{change} on {Ago(definition.CompareWith)}");
        return string.Join(" · ", parts);
    }

    /// <summary>The change in per cent, or in points for what is a percentage itself; null where it cannot be told.</summary>
    private static string? Change(Unit unit, double now, double before)
    {
        if (!double.IsFinite(now) || !double.IsFinite(before))
            return null;
        if (unit == Domain.Telemetry.Unit.Ratio)
            return Signed((now - before) * 100, " pt");
        if (unit == Domain.Telemetry.Unit.Percent)
            return Signed(now - before, " pt");
        return before == 0 ? null : Signed((now - before) / Math.Abs(before) * 100, " %");
    }

    private static string Signed(double change, string unit)
    {
        var size = Math.Abs(change);
        var digits = size.ToString(size < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture);
        return size > 999 ? $"{(change < 0 ? "−" : "+")}>999{unit}" : digits is "0.0" ? "no change" : $"{(change < 0 ? "−" : "+")}{digits}{unit}";
    }

    // The course is walked back from now to the last point that kept the limits, or to its beginning.
    private static string Breached(KpiDefinition definition, RangeSeries course)
    {
        var kept = Array.FindLastIndex(course.Values, v => Threshold.Judge(definition.Thresholds, v) == PerceivedSeverity.Cleared);
        var span = TimeSpan.FromMilliseconds(course.Timestamps[^1] - course.Timestamps[Math.Max(kept, 0)]);
        return span == TimeSpan.Zero ? "now" : kept < 0 ? $"over {Ago(span)}" : Ago(span);
    }

    internal static string Ago(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{span.TotalDays:0.#} d",
        { TotalHours: >= 1 } => $"{span.TotalHours:0.#} h",
        { TotalMinutes: >= 1 } => $"{span.TotalMinutes:0} min",
        _ => $"{span.TotalSeconds:0} s",
    };

    // The line breaks where a point is missing: a gap in the data must not look like data.
    private static string Path(RangeSeries course, TimeSpan step)
    {
        var finite = course.Values.Where(double.IsFinite).ToArray();
        if (finite.Length < 2)
            return "";
        var (low, high) = (finite.Min(), finite.Max());
        var (from, span) = (course.Timestamps[0], Math.Max(1, course.Timestamps[^1] - course.Timestamps[0]));
        var path = new StringBuilder(finite.Length * 11);
        long? last = null;
        for (var i = 0; i < course.Values.Length; i++)
        {
            if (!double.IsFinite(course.Values[i]))
                continue;
            var x = (double)(course.Timestamps[i] - from) / span * Width;
            var y = high > low ? 1 + Height - ((course.Values[i] - low) / (high - low) * Height) : Height;
            path.Append(last is { } before && course.Timestamps[i] - before <= step.TotalMilliseconds ? 'L' : 'M')
                .Append(x.ToString("0.#")).Append(' ').Append(y.ToString("0.#"));
            last = course.Timestamps[i];
        }
        return path.ToString();
    }

    private static ReadOnlyMemory<byte> Encode(KpiView view)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("state", view.State.ToString().ToLowerInvariant());
            json.WriteString("severity", view.Severity.ToString().ToLowerInvariant());
            json.WriteString("value", view.Value);
            json.WriteString("unit", view.Unit);
            json.WriteString("detail", view.State == ViewState.Ready ? view.Detail : view.Message);
            json.WriteString("spark", view.Spark);
            json.WriteNumber("time", view.NewestSample);
            json.WriteNumber("spacing", view.Spacing);
            json.WriteEndObject();
        }
        return buffer.WrittenMemory.ToArray();
    }
}
