using System.Buffers;
using System.Globalization;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>Writes metrics as text of the Prometheus exposition format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/).</summary>
public static class PrometheusText
{
    /// <summary>The media type of the text.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the families in the order they come in, as UTF-8.</summary>
    public static void Write(IReadOnlyList<MetricFamily> families, IBufferWriter<byte> into)
    {
        foreach (var family in families)
        {
            if (family.Help.Length > 0)
            {
                Write(into, "# HELP "u8);
                Write(into, family.Name);
                Write(into, " "u8);
                WriteEscaped(into, family.Help, quotes: false);
                Write(into, "\n"u8);
            }
            Write(into, "# TYPE "u8);
            Write(into, family.Name);
            Write(into, family.Type switch
            {
                MetricFamilyType.Counter => " counter\n"u8,
                MetricFamilyType.Histogram => " histogram\n"u8,
                _ => " gauge\n"u8,
            });
            foreach (var point in family.Points)
                Write(into, point);
        }
    }

    private static void Write(IBufferWriter<byte> into, MetricPoint point)
    {
        Write(into, point.Labels.Name);
        var before = "{"u8;
        foreach (var label in point.Labels.AsSpan())
        {
            if (label.Name == Labels.MetricName)
                continue;
            Write(into, before);
            Write(into, label.Name);
            Write(into, "=\""u8);
            WriteEscaped(into, label.Value, quotes: true);
            Write(into, "\""u8);
            before = ","u8;
        }
        Write(into, before[0] == ',' ? "} "u8 : " "u8);
        WriteNumber(into, point.Value);
        Write(into, "\n"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> into, double value)
    {
        if (!double.IsFinite(value))
        {
            Write(into, double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8);
            return;
        }
        var room = into.GetSpan(32);
        value.TryFormat(room, out var length, default, CultureInfo.InvariantCulture);
        into.Advance(length);
    }

    private static void WriteEscaped(IBufferWriter<byte> into, string text, bool quotes)
    {
        var special = quotes ? "\\\n\"" : "\\\n";
        var rest = text.AsSpan();
        while (rest.IndexOfAny(special) is var at and >= 0)
        {
            Write(into, rest[..at]);
            Write(into, rest[at] switch { '\\' => @"\\"u8, '\n' => @"\n"u8, _ => "\\\""u8 });
            rest = rest[(at + 1)..];
        }
        Write(into, rest);
    }

    private static void Write(IBufferWriter<byte> into, ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, into);

    private static void Write(IBufferWriter<byte> into, ReadOnlySpan<byte> text) => into.Write(text);
}
