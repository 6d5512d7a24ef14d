using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>
/// A chart as bytes: <c>u32</c> length of the head; the head as JSON; then, as <c>f64</c> little-endian and NaN for none,
/// the values of line after line, each followed by where they lie across where the head says so, and the two bounds of
/// the band where there is one. The reader is <c>wwwroot-assets/scripts/chart-view.js</c>.
/// </summary>
/// <remarks>
/// A chart that moved on by some points is sent as that alone: its head says how many points left (<c>shift</c>), how many
/// of the rest stay as they are (<c>keep</c>), and what else can change, and only the values after those follow. Of 300
/// points of five lines a second brings five.
/// </remarks>
internal static class ChartEncoding
{
    public static ReadOnlyMemory<byte> Encode(ChartView view, ChartDefinition definition)
    {
        var head = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(head))
            WriteHead(json, view, definition);
        return Write(head, view, 0);
    }

    /// <summary>What turns one view into the next; empty where that is more than a move by some points, or where sending the whole is no dearer.</summary>
    public static ReadOnlyMemory<byte> EncodeDelta(ChartView? before, ChartView view, ChartDefinition definition)
    {
        if (before is null || !IsMove(before, view) || Moved(before, view) is not var (shift, keep) || keep < view.Grid.Points / 2)
            return default;
        var head = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteNumber("shift", shift);
            json.WriteNumber("keep", keep);
            json.WriteNumber("start", view.Grid.Start);
            json.WriteNumber("time", view.NewestSample);
            json.WriteNumber("spacing", view.Spacing);
            json.WriteString("severity", Lower(view.Severity));
            json.WriteStartArray("lines");
            foreach (var line in view.Lines)
            {
                json.WriteStartObject();
                WriteFigures(json, line, definition);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Write(head, view, keep);
    }

    private static bool IsMove(ChartView before, ChartView view) =>
        before.State == ViewState.Ready && view.State == ViewState.Ready && before.Message == view.Message && before.Headline == view.Headline
        && before.Form == view.Form && before.LeftOut == view.LeftOut && before.BandName == view.BandName && before.Band is null == view.Band is null
        && view.Grid.Step > 0 && before.Grid with { Start = view.Grid.Start } == view.Grid && before.Spans.SequenceEqual(view.Spans)
        && before.Lines.Count == view.Lines.Count && before.Lines.Zip(view.Lines).All(static p => IsSame(p.First, p.Second));

    private static bool IsSame(ChartLine before, ChartLine line) =>
        before.Name == line.Name && before.Colour == line.Colour && before.Dashed == line.Dashed && before.IsPast == line.IsPast
        && before.Across is null == line.Across is null;

    // How many points left, and how many of those that stayed are as they were, in every array.
    private static (int Shift, int Keep)? Moved(ChartView before, ChartView view)
    {
        var points = view.Grid.Points;
        var shift = (view.Grid.Start - before.Grid.Start) / view.Grid.Step;
        if (shift != Math.Floor(shift) || shift < 0 || shift >= points)
            return null;
        var keep = points - (int)shift;
        foreach (var (old, now) in before.Arrays.Zip(view.Arrays))
            keep = Math.Min(keep, MemoryMarshal.Cast<double, long>(now).CommonPrefixLength(MemoryMarshal.Cast<double, long>(old.AsSpan((int)shift))));
        return ((int)shift, keep);
    }

    private static byte[] Write(ArrayBufferWriter<byte> head, ChartView view, int from)
    {
        var bytes = new byte[4 + head.WrittenCount + (view.Arrays.Sum(a => a.Length - from) * sizeof(double))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.WrittenCount);
        head.WrittenSpan.CopyTo(bytes.AsSpan(4));
        var rest = bytes.AsSpan(4 + head.WrittenCount);
        foreach (var array in view.Arrays)
        {
            foreach (var value in array.AsSpan(from))
            {
                BinaryPrimitives.WriteDoubleLittleEndian(rest, value);
                rest = rest[sizeof(double)..];
            }
        }
        return bytes;
    }

    private static void WriteHead(Utf8JsonWriter json, ChartView view, ChartDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("state", Lower(view.State));
        json.WriteString("severity", Lower(view.Severity));
        json.WriteString("message", view.Message);
        json.WriteNumber("time", view.NewestSample);
        json.WriteNumber("spacing", view.Spacing);
        json.WriteString("form", Lower(view.Form));
        json.WriteBoolean("stacked", definition.IsStacked);
        json.WriteBoolean("log", definition.IsLogarithmic);
        json.WriteNumber("start", view.Grid.Start);
        json.WriteNumber("step", view.Grid.Step);
        json.WriteNumber("points", view.Grid.Points);
        json.WriteNumber("leftOut", view.LeftOut);
        json.WriteBoolean("band", view.Band is not null);
        json.WriteString("bandName", view.Band is null ? "" : view.BandName);
        json.WriteBoolean("across", view.Lines.Any(static l => l.Across is not null));
        if (definition.Form == ChartForm.Scatter)
            json.WriteString("acrossUnit", (definition.AcrossUnit ?? definition.Unit).ToString());
        json.WriteStartArray("axes");
        foreach (var query in definition.Form == ChartForm.Scatter ? definition.Series : [])
            json.WriteStringValue(query.Legend.Contains("{{", StringComparison.Ordinal) || query.Legend.Length == 0 ? query.Query : query.Legend);
        json.WriteEndArray();
        json.WriteStartArray("legend");
        foreach (var kind in definition.Legend)
            json.WriteStringValue(Lower(kind));
        json.WriteEndArray();
        json.WriteStartArray("lines");
        foreach (var line in view.Lines)
            WriteLine(json, line, definition);
        json.WriteEndArray();
        json.WriteStartArray("spans");
        foreach (var span in view.Spans)
        {
            json.WriteStartObject();
            json.WriteNumber("from", span.From);
            json.WriteNumber("to", span.To);
            json.WriteString("text", span.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("limits");
        foreach (var limit in definition.Thresholds)
        {
            json.WriteStartObject();
            json.WriteNumber("value", limit.Limit);
            json.WriteString("severity", Lower(limit.Severity));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (view.Headline is { } headline)
        {
            json.WriteString("value", headline.Value.Text);
            json.WriteString("unit", headline.Value.Unit);
            json.WriteString("detail", headline.Detail);
        }
        json.WriteEndObject();
    }

    private static void WriteLine(Utf8JsonWriter json, ChartLine line, ChartDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("name", line.IsPast ? $"{line.Name}, {KpiView.Ago(definition.Compare!.Value)} earlier" : line.Name);
        json.WriteNumber("colour", line.Colour);
        json.WriteBoolean("dashed", line.Dashed);
        json.WriteBoolean("past", line.IsPast);
        WriteFigures(json, line, definition);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, ChartLine line, ChartDefinition definition)
    {
        json.WriteString("latest", UnitFormat.Format(definition.Unit, line.Latest).ToString());
        json.WriteStartArray("figures");
        foreach (var figure in line.Figures)
            json.WriteStringValue(UnitFormat.Format(definition.Unit, figure).ToString());
        json.WriteEndArray();
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
