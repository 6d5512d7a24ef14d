using System.Text;
using System.Text.Unicode;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>
/// Reads lines of Prometheus's text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/) and of
/// OpenMetrics 1.0 (https://prometheus.io/docs/specs/om/open_metrics_spec/), with the quoted names of Prometheus 3. Spaces
/// are taken as generously in the one as in the other. It never throws: what it does not understand gets a few words.
/// </summary>
internal static class PrometheusTextDecoder
{
    /// <summary>The media type of OpenMetrics.</summary>
    public const string OpenMetrics = "application/openmetrics-text";

    private const int MaxLabels = 256;

    /// <summary>Reads a line, without its line feed.</summary>
    public static PrometheusLine Read(ReadOnlySpan<byte> line, bool isOpenMetrics)
    {
        if (!line.IsEmpty && line[^1] == '\r')
            line = line[..^1];
        line = SkipSpaces(line);
        if (line.IsEmpty)
            return default;
        if (line[0] == '#')
            return ReadComment(line[1..], isOpenMetrics);
        var length = SeriesLength(line);
        return length == 0 ? PrometheusLine.Bad("does not begin with a metric") : ReadSample(line, length, isOpenMetrics);
    }

    /// <summary>Where the series ends that a line begins with, without the spaces after it; 0 where it begins with none.</summary>
    public static int SeriesLength(ReadOnlySpan<byte> line)
    {
        var name = NameLength(line, colons: true);
        var at = name;
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t')
            at++;
        if (at >= line.Length || line[at] != '{')
            return name;
        for (at++; at < line.Length;)
        {
            var next = line[at..].IndexOfAny((byte)'"', (byte)'}');
            if (next < 0)
                return 0;
            at += next;
            if (line[at] == '}')
                return at + 1;
            var quoted = QuotedLength(line[at..]);
            if (quoted == 0)
                return 0;
            at += quoted;
        }
        return 0;
    }

    /// <summary>Reads name and labels of a series. Names that only Prometheus 3 allows get underscores, as everywhere here.</summary>
    /// <param name="series">Its octets.</param>
    /// <param name="labels">What name and labels are added to.</param>
    /// <returns>What is wrong with it; null where nothing is.</returns>
    public static string? ReadSeries(ReadOnlySpan<byte> series, List<Label> labels)
    {
        labels.Clear();
        var name = NameLength(series, colons: true);
        if (name > 0)
            labels.Add(new Label(Labels.MetricName, Encoding.ASCII.GetString(series[..name])));
        var rest = SkipSpaces(series[name..]);
        if (!rest.IsEmpty && ReadLabels(rest, labels, quotedName: name == 0) is { } problem)
            return problem;
        return labels.Count == 0 || labels[0].Name != Labels.MetricName ? "has no metric's name" : null;
    }

    /// <summary>Reads an exemplar: <c>{trace_id="…"} value [time]</c>.</summary>
    /// <returns>Whether it is one.</returns>
    public static bool TryReadExemplar(ReadOnlySpan<byte> exemplar, List<Label> labels, out double value, out long? time)
    {
        labels.Clear();
        (value, time) = (0, null);
        var length = SeriesLength(exemplar);
        if (length == 0 || exemplar[0] != '{' || ReadLabels(exemplar[..length], labels, quotedName: false) is not null)
            return false;
        var line = ReadSample(exemplar, length, isOpenMetrics: true);
        (value, time) = (line.Value, line.HasTime ? line.Time : null);
        return line.Kind == PrometheusLineKind.Sample;
    }

    /// <summary>The type that <c># TYPE</c> tells; null where there is none of that name.</summary>
    public static MetricType? TypeOf(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("counter"u8) ? MetricType.Counter
        : text.SequenceEqual("gauge"u8) ? MetricType.Gauge
        : text.SequenceEqual("histogram"u8) ? MetricType.Histogram
        : text.SequenceEqual("gaugehistogram"u8) ? MetricType.GaugeHistogram
        : text.SequenceEqual("summary"u8) ? MetricType.Summary
        : text.SequenceEqual("info"u8) ? MetricType.Info
        : text.SequenceEqual("stateset"u8) ? MetricType.StateSet
        : text.SequenceEqual("untyped"u8) || text.SequenceEqual("unknown"u8) ? MetricType.Unknown
        : null;

    /// <summary>Text without the escapes that a backslash begins.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\\') < 0)
            return Encoding.UTF8.GetString(text);
        var plain = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var octet = text[i];
            if (octet == '\\' && i + 1 < text.Length && text[i + 1] is (byte)'\\' or (byte)'"' or (byte)'n')
                octet = text[++i] == 'n' ? (byte)'\n' : text[i];
            plain[length++] = octet;
        }
        return Encoding.UTF8.GetString(plain, 0, length);
    }

    private static PrometheusLine ReadSample(ReadOnlySpan<byte> line, int length, bool isOpenMetrics)
    {
        var rest = SkipSpaces(line[length..]);
        var octets = PrometheusNumber.Read(rest, out var value);
        if (octets == 0)
            return PrometheusLine.Bad(rest.IsEmpty ? "has no value" : "has a value that is no number");
        var sample = new PrometheusLine { Kind = PrometheusLineKind.Sample, Series = line[..length], Value = value };
        rest = SkipSpaces(rest[octets..]);
        if (!rest.IsEmpty && rest[0] != '#')
        {
            octets = PrometheusNumber.Read(rest, out var time);
            if (octets == 0 || !TryTime(time, isOpenMetrics, out var milliseconds))
                return PrometheusLine.Bad("has a time that is none");
            sample = sample with { HasTime = true, Time = milliseconds };
            rest = SkipSpaces(rest[octets..]);
        }
        if (rest.IsEmpty)
            return sample;
        if (!isOpenMetrics || rest[0] != '#')
            return PrometheusLine.Bad("has more than a value and a time");
        return sample with { Exemplar = SkipSpaces(rest[1..]) };
    }

    // Text format: whole milliseconds. OpenMetrics: seconds, with a fraction.
    private static bool TryTime(double time, bool isOpenMetrics, out long milliseconds)
    {
        time = isOpenMetrics ? Math.Round(time * 1000) : time;
        var isTime = Math.Abs(time) < 1L << 53 && double.IsInteger(time);
        milliseconds = isTime ? (long)time : 0;
        return isTime;
    }

    private static PrometheusLine ReadComment(ReadOnlySpan<byte> text, bool isOpenMetrics)
    {
        text = SkipSpaces(text);
        if (isOpenMetrics && text.SequenceEqual("EOF"u8))
            return new PrometheusLine { Kind = PrometheusLineKind.End };
        var word = WordLength(text);
        var kind = text[..word].SequenceEqual("HELP"u8) ? PrometheusLineKind.Help
            : text[..word].SequenceEqual("TYPE"u8) ? PrometheusLineKind.Type
            : isOpenMetrics && text[..word].SequenceEqual("UNIT"u8) ? PrometheusLineKind.Unit
            : PrometheusLineKind.Nothing;
        if (kind == PrometheusLineKind.Nothing)
            return default;
        text = SkipSpaces(text[word..]);
        var name = !text.IsEmpty && text[0] == '"' ? QuotedLength(text) : NameLength(text, colons: true);
        if (name == 0)
            return PrometheusLine.Bad("tells of no metric");
        var told = SkipSpaces(text[name..]);
        if (kind == PrometheusLineKind.Type && TypeOf(told = told[..WordLength(told)]) is null)
            return PrometheusLine.Bad("tells of a type that there is not");
        return new PrometheusLine { Kind = kind, Series = text[0] == '"' ? text[1..(name - 1)] : text[..name], Text = told };
    }

    private static string? ReadLabels(ReadOnlySpan<byte> text, List<Label> labels, bool quotedName)
    {
        if (text[0] != '{')
            return "has something between name and value";
        var rest = SkipSpaces(text[1..]);
        for (var first = true; rest.IsEmpty || rest[0] != '}'; first = false)
        {
            if (!first)
            {
                if (rest.IsEmpty || rest[0] != ',')
                    return "has labels without a comma between them";
                rest = SkipSpaces(rest[1..]);
                if (!rest.IsEmpty && rest[0] == '}')
                    break;
            }
            if (labels.Count > MaxLabels)
                return $"has more than {MaxLabels} labels";
            if (ReadLabel(ref rest, labels, quotedName) is { } problem)
                return problem;
        }
        return SkipSpaces(rest[1..]).IsEmpty ? null : "has something after its labels";
    }

    private static string? ReadLabel(ref ReadOnlySpan<byte> rest, List<Label> labels, bool quotedName)
    {
        string name;
        if (!rest.IsEmpty && rest[0] == '"')
        {
            var quoted = QuotedLength(rest);
            if (quoted == 0 || !Utf8.IsValid(rest[..quoted]))
                return "has a quoted name that is no text";
            name = Unescape(rest[1..(quoted - 1)]);
            rest = SkipSpaces(rest[quoted..]);
            if (quotedName && (rest.IsEmpty || rest[0] != '='))
                return Add(labels, Labels.MetricName, SafeName.Metric(name));
            name = SafeName.Label(name);
        }
        else
        {
            var length = NameLength(rest, colons: false);
            if (length == 0)
                return "has a label without a name";
            name = Encoding.ASCII.GetString(rest[..length]);
            rest = SkipSpaces(rest[length..]);
        }
        if (rest.IsEmpty || rest[0] != '=')
            return $"has label '{name}' without an equals sign";
        rest = SkipSpaces(rest[1..]);
        var value = rest.IsEmpty || rest[0] != '"' ? 0 : QuotedLength(rest);
        if (value == 0)
            return $"has label '{name}' without a value in quotes";
        if (!Utf8.IsValid(rest[..value]))
            return $"has label '{name}' with a value that is not UTF-8";
        var text = Unescape(rest[1..(value - 1)]);
        rest = SkipSpaces(rest[value..]);
        return Add(labels, name, text);
    }

    private static string? Add(List<Label> labels, string name, string value)
    {
        foreach (var label in labels)
        {
            if (label.Name == name)
                return $"has label '{name}' twice";
        }
        if (name == Labels.MetricName)
            labels.Insert(0, new Label(name, value));
        else
            labels.Add(new Label(name, value));
        return null;
    }

    private static int NameLength(ReadOnlySpan<byte> text, bool colons)
    {
        var at = 0;
        while (at < text.Length && (char.IsAsciiLetter((char)text[at]) || text[at] == '_' || (text[at] == ':' && colons) || (at > 0 && char.IsAsciiDigit((char)text[at]))))
            at++;
        return at;
    }

    /// <summary>The octets of a quoted text with its quotes; 0 where it does not end.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length;)
        {
            var next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return 0;
            at += next + 1;
            if (text[at - 1] == '"')
                return at;
            at++;
        }
        return 0;
    }

    private static int WordLength(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)' ', (byte)'\t') is var end and >= 0 ? end : text.Length;

    private static ReadOnlySpan<byte> SkipSpaces(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is (byte)' ' or (byte)'\t')
            text = text[1..];
        return text;
    }
}
