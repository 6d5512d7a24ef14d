using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Live;

/// <summary>
/// A chart as bytes: <c>u32</c> length of the head; the head as JSON; then, as <c>f64</c> little-endian and NaN for none,
/// the values of line after line, each followed by where they lie across where the head says so, and the two bounds of
/// the band where there is one. The reader is <c>wwwroot-assets/scripts/chart.js</c>.
/// </summary>
internal static class ChartEncoding
{
    public static ReadOnlyMemory<byte> Encode(ChartView view, ChartDefinition definition)
    {
        var head = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(head))
            WriteHead(json, view, definition);
        var arrays = view.Lines.SelectMany(static l => l.Across is null ? [l.Values] : new[] { l.Values, l.Across });
        if (view.Band is { } band)
            arrays = arrays.Append(band.Lower).Append(band.Upper);
        var all = arrays.ToList();
        var bytes = new byte[4 + head.WrittenCount + (all.Sum(static a => a.Length) * sizeof(double))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.WrittenCount);
        head.WrittenSpan.CopyTo(bytes.AsSpan(4));
        var at = 4 + head.WrittenCount;
        foreach (var value in all.SelectMany(static a => a))
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
            at += sizeof(double);
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
        json.WriteString("latest", Domain.Telemetry.UnitFormat.Format(definition.Unit, line.Latest).ToString());
        json.WriteStartArray("figures");
        foreach (var figure in line.Figures)
            json.WriteStringValue(Domain.Telemetry.UnitFormat.Format(definition.Unit, figure).ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
