using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Storage.Influx;

/// <summary>
/// Labels as tags of InfluxDB: the metric's name is the measurement, every other label a tag of its own name. Names that
/// mean something else to InfluxDB get <c>label.</c> before them, which no label of Prometheus can begin with.
/// </summary>
internal static class TagName
{
    /// <summary>The field that holds the value.</summary>
    public const string Field = "value";

    /// <summary>The column of the measurement.</summary>
    public const string Measurement = "_measurement";

    private const string Prefix = "label.";

    public static string Of(string label) =>
        label == Labels.MetricName ? Measurement
        : label is ['_', ..] or "time" or "result" or "table" or "error" or "reference" || label.StartsWith(Prefix, StringComparison.Ordinal) ? Prefix + label
        : label;

    public static string LabelOf(string tag) =>
        tag == Measurement ? Labels.MetricName
        : tag.StartsWith(Prefix, StringComparison.Ordinal) ? tag[Prefix.Length..]
        : tag;
}
