using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>
/// Makes series of the numbers in a block of measurements, whatever objects they lie in: the metric is named after the
/// objects and the field, <c>ves_cpu_usage_percent_usage</c>, and what names an object, <c>cpuIdentifier</c>, becomes a
/// label. Allocates nothing for a series that is known.
/// </summary>
internal sealed class VesMeasurements(OctetSeries series, MetricCatalogue catalogue, VesAnomalies anomalies)
{
    private const int MaxKeyBytes = 1024;
    private const byte Separator = 0x1f;
    private const byte Path = (byte)'p';
    private const byte Named = (byte)'l';
    private const byte Field = (byte)'f';

    /// <summary>Takes the numbers of a block.</summary>
    /// <param name="read">The event.</param>
    /// <param name="block">The block: an object of JSON.</param>
    /// <param name="timestamp">Milliseconds since 1970-01-01 UTC.</param>
    /// <param name="into">What samples are added to.</param>
    public void Take(VesEvent read, ReadOnlySpan<byte> block, long timestamp, VesRecords into)
    {
        Span<byte> octets = stackalloc byte[MaxKeyBytes];
        var key = new Key(octets);
        var source = read.SourceName;
        key.Add(source);
        var json = new Utf8JsonReader(block);
        json.Read();
        Object(ref json, key, source, timestamp, into);
    }

    private void Object(ref Utf8JsonReader json, scoped Key key, string source, long timestamp, VesRecords into)
    {
        Identify(json, ref key);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json;
            json.Read();
            switch (json.TokenType)
            {
                case JsonTokenType.Number:
                    if (!IsBound(ref name) && json.TryGetDouble(out var value))
                        Emit(key, ref name, value, source, timestamp, into);
                    break;
                case JsonTokenType.String:
                    Text(ref name, ref json, key, source, timestamp, into);
                    break;
                case JsonTokenType.StartObject:
                    var below = key;
                    below.Add(Path, name.ValueSpan);
                    Object(ref json, below, source, timestamp, into);
                    break;
                case JsonTokenType.StartArray when !name.ValueTextEquals("objectKeys"u8):
                    var each = key;
                    each.Add(Path, name.ValueSpan);
                    Array(ref json, each, source, timestamp, into);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }
    }

    private void Array(ref Utf8JsonReader json, scoped Key key, string source, long timestamp, VesRecords into)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType == JsonTokenType.StartObject)
                Object(ref json, key, source, timestamp, into);
            else
                json.Skip();
        }
    }

    // What names an object may come after its numbers.
    private static void Identify(Utf8JsonReader json, scoped ref Key key)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json;
            json.Read();
            if ((json.TokenType == JsonTokenType.String && IsIdentifier(name.ValueSpan)) || (json.TokenType == JsonTokenType.Number && IsBound(ref name)))
            {
                key.Add(Named, name.ValueSpan);
                key.Add((byte)'=', json.ValueSpan);
            }
            else if (json.TokenType == JsonTokenType.StartArray && name.ValueTextEquals("objectKeys"u8))
            {
                ObjectKeys(ref json, ref key);
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static void ObjectKeys(ref Utf8JsonReader json, scoped ref Key key)
    {
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            ReadOnlySpan<byte> name = default, value = default;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isName, isValue) = (json.ValueTextEquals("keyName"u8), json.ValueTextEquals("keyValue"u8));
                json.Read();
                if (isName)
                    name = json.ValueSpan;
                else if (isValue)
                    value = json.ValueSpan;
                json.Skip();
            }
            key.Add(Named, name);
            key.Add((byte)'=', value);
        }
    }

    private static bool IsIdentifier(ReadOnlySpan<byte> name) => name.EndsWith("Identifier"u8) || name.EndsWith("Name"u8) || name.SequenceEqual("name"u8);

    private static bool IsBound(ref Utf8JsonReader name) => name.ValueTextEquals("lowEndOfLatencyBucket"u8) || name.ValueTextEquals("highEndOfLatencyBucket"u8);

    private void Text(ref Utf8JsonReader name, ref Utf8JsonReader json, scoped Key key, string source, long timestamp, VesRecords into)
    {
        var text = json.ValueSpan;
        if (IsIdentifier(name.ValueSpan) || name.ValueSpan.EndsWith("Version"u8))
            return;
        if (text.SequenceEqual("true"u8) || text.SequenceEqual("inService"u8))
            Emit(key, ref name, 1, source, timestamp, into);
        else if (text.SequenceEqual("false"u8) || text.SequenceEqual("outOfService"u8))
            Emit(key, ref name, 0, source, timestamp, into);
        else if (Utf8Parser.TryParse(text, out double value, out var read) && read == text.Length && double.IsFinite(value))
            Emit(key, ref name, value, source, timestamp, into);
        else
            anomalies.Count(VesAnomalies.ValueNoNumber, source);
        if (name.ValueTextEquals("valuesAreSuspect"u8) && text.SequenceEqual("true"u8))
            anomalies.Count(VesAnomalies.Suspect, source);
    }

    private void Emit(scoped Key key, ref Utf8JsonReader name, double value, string source, long timestamp, VesRecords into)
    {
        key.Add(Field, name.ValueSpan);
        var found = key.IsWhole && series.TryGet(key.Octets, out var known) ? known : Learn(key, source);
        into.Add(new MetricSample(found, timestamp, value));
    }

    private SeriesRef Learn(scoped Key key, string source)
    {
        var labels = new List<Label> { new("instance", source) }; // bound: MaxKeyBytes
        var name = "";
        var path = new StringBuilder("VES 7.2 measurement ");
        var label = "";
        var isSource = true;
        foreach (var range in key.Octets.Split(Separator))
        {
            var part = key.Octets[range];
            if (isSource || part.Length < 2)
            {
                isSource = false;
                continue;
            }
            var text = JsonReading.Unescape(part[1..]);
            switch (part[0])
            {
                case Path:
                    path.Append(text).Append('.');
                    name = Join(name, text.EndsWith("Array", StringComparison.Ordinal) ? text[..^"Array".Length] : text);
                    break;
                case Named:
                    label = SafeName.Label(Snake(text));
                    break;
                case (byte)'=':
                    labels.Add(new Label(label, text));
                    break;
                case Field:
                    path.Append(text);
                    name = Join(name, text);
                    break;
            }
        }
        var metric = SafeName.Metric($"ves_{name}");
        catalogue.Describe(metric, new MetricMetadata(MetricType.Gauge, path.Append('.').ToString(), ""));
        labels.Add(new Label(Labels.MetricName, metric));
        var all = Labels.From([.. labels]);
        return key.IsWhole ? series.Learn(key.Octets, all) : series.Resolve(all);
    }

    // cpuUsage and cpuIdle make cpu_idle, and additionalMeasurements, hashMap and rsrp make additional_measurements_rsrp.
    private static string Join(string before, string name)
    {
        if (name is "hashMap" or "objectInstances" or "objectInstance")
            return before;
        var next = Snake(name);
        return before.Length == 0 || FirstWord(before).SequenceEqual(FirstWord(next)) ? next : $"{before}_{next}";

        static ReadOnlySpan<char> FirstWord(string text) => text.IndexOf('_', StringComparison.Ordinal) is var end and > 0 ? text.AsSpan(0, end) : text;
    }

    private static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsAsciiLetterUpper(name[i]) && i > 0 && char.IsAsciiLetterLower(name[i - 1]))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>What a series is known by: the parts that lead to it, as they came. A copy goes on from where it was made.</summary>
    private ref struct Key(Span<byte> octets)
    {
        private readonly Span<byte> _octets = octets;
        private int _length;

        /// <summary>Whether all of it had room; what has not is not remembered.</summary>
        public bool IsWhole { get; private set; } = true;

        public readonly ReadOnlySpan<byte> Octets => _octets[.._length];

        public void Add(string source)
        {
            IsWhole = Encoding.UTF8.TryGetBytes(source, _octets, out var length);
            _length = IsWhole ? length : 0;
        }

        public void Add(byte kind, scoped ReadOnlySpan<byte> part)
        {
            if (_length + part.Length + 2 > _octets.Length)
            {
                IsWhole = false;
                return;
            }
            _octets[_length++] = Separator;
            _octets[_length++] = kind;
            part.CopyTo(_octets[_length..]);
            _length += part.Length;
        }
    }
}
