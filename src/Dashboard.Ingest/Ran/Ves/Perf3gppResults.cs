using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Quality;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Ran.Jobs;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>
/// Makes series of a collection of 3GPP measurements in JSON (common event format 30.2.1, <c>measDataCollection</c>; the
/// form that RANPM passes PM files on in). Results find their types by number, so a result too many or too few shifts
/// nothing. Allocates nothing for a series that is known. Used by one thread at a time.
/// </summary>
internal sealed class Perf3gppResults(OctetSeries series, RanNaming naming, VesAnomalies anomalies, DeliveryBook deliveries, MeasurementJob? job = null)
{
    /// <summary>The metric that is 1 where an object's values are said to be suspect, and 0 where they no longer are.</summary>
    public const string SuspectMetric = "pm_suspect";

    private const int MaxKeyBytes = 2048;
    private const byte Separator = 0x1f;

    // A period of more than a week is none: some write the time there.
    private const double LongestPeriod = 7 * 86_400;

    private readonly MeasurementFilter? _filter = job?.Filter;
    private readonly byte[] _key = new byte[MaxKeyBytes];
    private readonly List<(int Start, int Length)> _types = []; // bound: the block
    private readonly List<(int Start, int Length)> _values = []; // bound: the block
    private bool _isWanted = true;
    private bool _isSuspect;
    private bool _isMarked;

    /// <summary>Takes a collection.</summary>
    /// <param name="sender">What the instance is called where no name says.</param>
    /// <param name="collection">The collection: an object of JSON.</param>
    /// <param name="timestamp">The end of its period, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="into">What samples are added to.</param>
    /// <returns>The managed element that it is about, the label <c>instance</c>.</returns>
    public string Take(string sender, ReadOnlySpan<byte> collection, long timestamp, VesRecords into)
    {
        var entity = Text(collection, "measuredEntityDn"u8);
        var instance = MeasuredObject.Of("", entity, "", sender).Instance;
        _isWanted = _filter?.Wants(sender, entity, timestamp) != false;
        var json = new Utf8JsonReader(collection);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isList = json.ValueTextEquals("measInfoList"u8);
            var isPeriod = json.ValueTextEquals("granularityPeriod"u8);
            json.Read();
            if (isPeriod && json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var seconds))
                Period(sender, instance, timestamp, seconds);
            if (!isList || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)json.TokenStartIndex;
                json.Skip();
                Information(sender, entity, collection[start..(int)json.BytesConsumed], timestamp, into);
            }
        }
        return instance;
    }

    private void Period(string sender, string instance, long timestamp, double seconds)
    {
        if (seconds is <= 0 or > LongestPeriod)
            anomalies.Count(VesAnomalies.PeriodUnusable, sender);
        else
            deliveries.Period(instance, timestamp, TimeSpan.FromSeconds(seconds));
    }

    // Types and values may come in any order.
    private void Information(string sender, string entity, ReadOnlySpan<byte> information, long timestamp, VesRecords into)
    {
        _types.Clear();
        _values.Clear();
        var json = new Utf8JsonReader(information);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTypes = json.ValueTextEquals("measTypes"u8);
            var isValues = json.ValueTextEquals("measValuesList"u8);
            json.Read();
            if (isTypes)
            {
                Types(ref json);
            }
            else if (isValues && json.TokenType == JsonTokenType.StartArray)
            {
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)json.TokenStartIndex;
                    json.Skip();
                    _values.Add((start, (int)json.BytesConsumed - start));
                }
            }
            else
            {
                json.Skip();
            }
        }
        foreach (var (start, length) in CollectionsMarshal.AsSpan(_values))
            Values(sender, entity, information, information.Slice(start, length), timestamp, into);
    }

    // {"sMeasTypesList":[…]} or {"iMeasTypesList":[…]}
    private void Types(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)json.TokenStartIndex + (json.TokenType == JsonTokenType.String ? 1 : 0);
                _types.Add((start, json.ValueSpan.Length));
                json.Skip();
            }
        }
    }

    private void Values(string sender, string entity, ReadOnlySpan<byte> information, ReadOnlySpan<byte> values, long timestamp, VesRecords into)
    {
        var instance = RawText(values, "measObjInstId"u8);
        var isSuspect = RawText(values, "suspectFlag"u8).SequenceEqual("true"u8);
        var length = Begin(sender, entity, instance);
        if (_filter is null)
            Mark(sender, entity, instance, length, isSuspect, timestamp, into);
        else
            (_isSuspect, _isMarked) = (isSuspect, false);
        var json = new Utf8JsonReader(values);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isResults = json.ValueTextEquals("measResults"u8);
            json.Read();
            if (!isResults || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }
            var results = 0;
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                results++;
                Result(ref json, sender, entity, instance, information, length, timestamp, into);
            }
            if (results < _types.Count)
                anomalies.Count(VesAnomalies.FewerResultsThanTypes, sender);
        }
    }

    private void Result(ref Utf8JsonReader json, string sender, string entity, ReadOnlySpan<byte> instance, ReadOnlySpan<byte> information, int length, long timestamp, VesRecords into)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }
        var (number, isNull) = (0, false);
        ReadOnlySpan<byte> text = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isNumber = json.ValueTextEquals("p"u8);
            var isNone = json.ValueTextEquals("isNull"u8);
            var isValue = json.ValueTextEquals("iValue"u8) || json.ValueTextEquals("rValue"u8) || json.ValueTextEquals("sValue"u8);
            json.Read();
            var scalar = json.TokenType is JsonTokenType.Number or JsonTokenType.String ? json.ValueSpan : default;
            if (isNumber && !(Utf8Parser.TryParse(scalar, out number, out var read) && read == scalar.Length))
                number = 0;
            else if (isNone)
                isNull = json.TokenType == JsonTokenType.True || scalar.SequenceEqual("true"u8);
            else if (isValue)
                text = scalar;
            json.Skip();
        }
        var value = Number(text);
        if (isNull || text.IsEmpty || IsNil(text))
            return;
        if (number < 1 || number > _types.Count)
        {
            anomalies.Count(VesAnomalies.ResultWithoutType, sender);
            return;
        }
        var (start, typeLength) = _types[number - 1];
        var type = information.Slice(start, typeLength);
        if (!IsWanted(instance, type))
            return;
        if (_filter is not null && !_isMarked)
        {
            Mark(sender, entity, instance, length, _isSuspect, timestamp, into);
            _isMarked = true;
        }
        if (!double.IsNaN(value))
            Emit(sender, entity, instance, type, length, index: -1, value, timestamp, into);
        else if (text.Contains((byte)','))
            Vector(sender, entity, instance, type, text, length, timestamp, into);
        else
            anomalies.Count(VesAnomalies.ValueNoNumber, sender);
    }

    private bool IsWanted(ReadOnlySpan<byte> instance, ReadOnlySpan<byte> type)
    {
        if (_filter is null || (_isWanted && _filter.Wants(instance, type)))
            return true;
        job!.CountLeftOut(1);
        return false;
    }

    private void Vector(string sender, string entity, ReadOnlySpan<byte> instance, ReadOnlySpan<byte> type, ReadOnlySpan<byte> text, int length, long timestamp, VesRecords into)
    {
        anomalies.Count(VesAnomalies.Vector, sender);
        var index = 0;
        foreach (var range in text.Split((byte)','))
        {
            var part = text[range].Trim((byte)' ');
            if (Number(part) is var value && !double.IsNaN(value))
                Emit(sender, entity, instance, type, length, index, value, timestamp, into);
            else if (!part.IsEmpty && !IsNil(part))
                anomalies.Count(VesAnomalies.ValueNoNumber, sender);
            index++;
        }
    }

    private void Emit(string sender, string entity, ReadOnlySpan<byte> instance, ReadOnlySpan<byte> type, int length, int index, double value, long timestamp, VesRecords into)
    {
        var isWhole = length > 0 && length + type.Length + 16 <= _key.Length;
        if (isWhole)
        {
            type.CopyTo(_key.AsSpan(length));
            length += type.Length;
            if (index >= 0)
            {
                _key[length++] = Separator;
                isWhole = Utf8Formatter.TryFormat(index, _key.AsSpan(length), out var digits);
                length += digits;
            }
        }
        if (!isWhole || !series.TryGet(_key.AsSpan(0, length), out var found))
        {
            ReadOnlySpan<Label> further = index >= 0 ? [new Label("bin", index.ToString(System.Globalization.CultureInfo.InvariantCulture))] : [];
            var labels = naming.LabelsOf(MeasuredObject.Of("", entity, JsonReading.Unescape(instance), sender), MeasurementName.Read(JsonReading.Unescape(type)), further);
            found = isWhole ? series.Learn(_key.AsSpan(0, length), labels) : series.Resolve(labels);
        }
        into.Add(new MetricSample(found, timestamp, value));
    }

    // Values that are suspect are kept, and marked in a series beside them.
    private void Mark(string sender, string entity, ReadOnlySpan<byte> instance, int length, bool isSuspect, long timestamp, VesRecords into)
    {
        if (isSuspect)
            anomalies.Count(VesAnomalies.Suspect, sender);
        if (length == 0)
            return;
        if (!series.TryGet(_key.AsSpan(0, length), out var found))
        {
            if (!isSuspect)
                return;
            found = series.Learn(_key.AsSpan(0, length), naming.LabelsOf(MeasuredObject.Of("", entity, JsonReading.Unescape(instance), sender), SuspectMetric));
        }
        into.Add(new MetricSample(found, timestamp, isSuspect ? 1 : 0));
    }

    // The octets that all keys of an object begin with; 0 where there is no room for them.
    private int Begin(string sender, string entity, ReadOnlySpan<byte> instance)
    {
        if (!Encoding.UTF8.TryGetBytes(sender, _key, out var length) || length + 1 >= _key.Length)
            return 0;
        _key[length++] = Separator;
        if (!Encoding.UTF8.TryGetBytes(entity, _key.AsSpan(length), out var entityLength))
            return 0;
        length += entityLength;
        if (length + instance.Length + 2 > _key.Length)
            return 0;
        _key[length++] = Separator;
        instance.CopyTo(_key.AsSpan(length));
        length += instance.Length;
        _key[length++] = Separator;
        return length;
    }

    private static double Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double value, out var read) && read == text.Length && double.IsFinite(value) ? value : double.NaN;

    private static bool IsNil(ReadOnlySpan<byte> text) => text.SequenceEqual("NIL"u8) || text.SequenceEqual("null"u8) || text.SequenceEqual("NaN"u8) || text.SequenceEqual("-"u8);

    private static string Text(ReadOnlySpan<byte> block, ReadOnlySpan<byte> name) => JsonReading.Unescape(RawText(block, name));

    // The octets between the quotes of a text at the top of an object; empty where there is none. True and false count as texts.
    private static ReadOnlySpan<byte> RawText(ReadOnlySpan<byte> block, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(block);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
            return default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = json.ValueTextEquals(name);
            json.Read();
            if (isWanted && json.TokenType is (JsonTokenType.String or JsonTokenType.True or JsonTokenType.False))
                return json.ValueSpan;
            json.Skip();
        }
        return default;
    }
}
