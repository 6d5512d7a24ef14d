using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>A chart at one moment: its series on one regular grid of times.</summary>
public sealed record ChartView : WidgetView
{
    public IReadOnlyList<ChartLine> Lines { get; init; } = [];

    /// <summary>Series that were left out because of <see cref="ChartDefinition.MaxSeries"/>.</summary>
    public int LeftOut { get; init; }

    /// <summary>The chart from the answers to its queries, in their order.</summary>
    public static ChartView From(ChartDefinition definition, IReadOnlyList<LiveSnapshot> answers, long version)
    {
        var failed = answers.FirstOrDefault(a => a.Error is not null);
        var step = (long)definition.Step!.Value.TotalMilliseconds;
        var points = (int)(definition.Range!.Value / definition.Step.Value) + 1;
        var lines = new List<ChartLine>();
        long end = 0;
        foreach (var series in answers.SelectMany(a => a.Series))
            end = Math.Max(end, series.Timestamps[^1]);
        var start = end - ((points - 1) * step);
        // Lines that mean the same thing in different directions share a colour: it follows the labels, not the place.
        var colours = new Dictionary<Labels, int>(); // bound: MaxSeries
        var leftOut = 0;
        foreach (var (query, answer) in definition.Series.Zip(answers))
        {
            foreach (var series in answer.Series.OrderBy(s => s.Labels.ToString(), StringComparer.Ordinal))
            {
                if (lines.Count >= definition.MaxSeries)
                {
                    leftOut++;
                    continue;
                }
                if (!colours.TryGetValue(series.Labels, out var colour))
                    colours[series.Labels] = colour = colours.Count;
                lines.Add(new ChartLine(LabelTemplate.Fill(query.Legend, series.Labels), colour, query.Dashed, OnGrid(series, start, step, points)));
            }
        }
        var view = new ChartView
        {
            Version = version,
            NewestSample = answers.Max(a => a.NewestSample),
            State = failed is not null ? ViewState.Error : answers.Any(a => a.Version == 0) ? ViewState.Loading : lines.Count == 0 ? ViewState.Empty : ViewState.Ready,
            Message = failed?.Error ?? (lines.Count == 0 ? "No data. See Sources for what delivers." : ""),
            Lines = lines,
            LeftOut = leftOut,
        };
        return view with { Encoded = Encode(view, start, step, points) };
    }

    private static double[] OnGrid(RangeSeries series, long start, long step, int points)
    {
        var values = new double[points];
        Array.Fill(values, double.NaN);
        for (var i = 0; i < series.Timestamps.Length; i++)
        {
            if ((series.Timestamps[i] - start) / step is var at && at >= 0 && at < points)
                values[at] = series.Values[i];
        }
        return values;
    }

    // u32 length of the head; the head as JSON; then the values of line after line as f64, little-endian, NaN for none.
    private static ReadOnlyMemory<byte> Encode(ChartView view, long start, long step, int points)
    {
        var head = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(head))
        {
            json.WriteStartObject();
            json.WriteString("state", view.State.ToString().ToLowerInvariant());
            json.WriteString("message", view.Message);
            json.WriteNumber("time", view.NewestSample);
            json.WriteNumber("start", start);
            json.WriteNumber("step", step);
            json.WriteNumber("points", points);
            json.WriteNumber("leftOut", view.LeftOut);
            json.WriteStartArray("lines");
            foreach (var line in view.Lines)
            {
                json.WriteStartObject();
                json.WriteString("name", line.Name);
                json.WriteNumber("colour", line.Colour);
                json.WriteBoolean("dashed", line.Dashed);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var bytes = new byte[4 + head.WrittenCount + (view.Lines.Count * points * sizeof(double))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, head.WrittenCount);
        head.WrittenSpan.CopyTo(bytes.AsSpan(4));
        var at = 4 + head.WrittenCount;
        foreach (var line in view.Lines)
        {
            foreach (var value in line.Values)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(at), value);
                at += sizeof(double);
            }
        }
        return bytes;
    }
}

/// <summary>One line of a chart.</summary>
/// <param name="Name">Its name in the legend.</param>
/// <param name="Colour">Its place in the order of series colours, from 0.</param>
/// <param name="Dashed">Drawn with a broken line.</param>
/// <param name="Values">A value for each point of the grid, NaN where there is none.</param>
public sealed record ChartLine(string Name, int Colour, bool Dashed, double[] Values);
