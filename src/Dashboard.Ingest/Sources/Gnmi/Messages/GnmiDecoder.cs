using System.Runtime.InteropServices;
using System.Text;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Gnmi.Messages;

/// <summary>
/// Reads the messages of gNMI (openconfig/gnmi, <c>gnmi.proto</c>, service version 0.7 to 0.10). Nothing throws on bad
/// input: what could be read is handed out, and a sentence says where reading stopped.
/// </summary>
internal static class GnmiDecoder
{
    /// <summary>Elements of a path, and keys of an element, that are read at most.</summary>
    public const int MaxElements = 128;

    private const int MaxListed = 10_000;

    /// <summary>Reads a <c>SubscribeResponse</c> as far as to know what it says.</summary>
    /// <returns>Null, or why it could not be read.</returns>
    public static string? ReadResponse(ReadOnlySpan<byte> octets, out GnmiResponse response)
    {
        response = default;
        var reader = new ProtobufReader(octets, ..octets.Length);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    var body = reader.Chunk();
                    if (ReadNotification(octets, body, out var notification) is { } problem)
                        return problem;
                    response = new GnmiResponse(GnmiResponseKind.Update, notification, default);
                    break;
                case 3:
                    response = reader.Number() == 0 ? default : new GnmiResponse(GnmiResponseKind.Sync, default, default);
                    break;
                case 4:
                    response = new GnmiResponse(GnmiResponseKind.Error, default, FieldOf(octets, reader.Chunk(), 2));
                    break;
                default:
                    break;
            }
        }
        return reader.IsBad ? Stopped("SubscribeResponse", reader.Position) : null;
    }

    /// <summary>The updates of a notification, one after another.</summary>
    public static GnmiUpdates Updates(ReadOnlySpan<byte> octets, in GnmiNotification notification) => new(octets, notification.Body);

    /// <summary>The paths of a notification that are no longer there, one after another.</summary>
    public static GnmiDeletes Deletes(ReadOnlySpan<byte> octets, in GnmiNotification notification) => new(octets, notification.Body);

    /// <summary>Reads a <c>TypedValue</c>.</summary>
    /// <returns>Whether it is well-formed.</returns>
    public static bool ReadValue(ReadOnlySpan<byte> octets, Range message, out GnmiValue value)
    {
        value = default;
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            // Of the forms of a value the last one counts, as Protocol Buffers says of a oneof.
            value = reader.Field switch
            {
                1 => new GnmiValue(GnmiValueKind.Text, 0, reader.Chunk()),
                2 => new GnmiValue(GnmiValueKind.Number, (long)reader.Number(), default),
                3 => new GnmiValue(GnmiValueKind.Number, reader.Number(), default),
                4 => new GnmiValue(GnmiValueKind.Truth, reader.Number() != 0 ? 1 : 0, default),
                5 => new GnmiValue(GnmiValueKind.Octets, 0, reader.Chunk()),
                6 => new GnmiValue(GnmiValueKind.Number, reader.Single(), default),
                7 => new GnmiValue(GnmiValueKind.Number, Decimal(octets, reader.Chunk(), ref reader), default),
                8 => new GnmiValue(GnmiValueKind.List, 0, reader.Chunk()),
                9 or 13 => new GnmiValue(GnmiValueKind.Message, 0, reader.Chunk()),
                10 or 11 => new GnmiValue(GnmiValueKind.Json, 0, reader.Chunk()),
                12 => new GnmiValue(GnmiValueKind.Ascii, 0, reader.Chunk()),
                // double_val, since version 0.8 of the service.
                14 => new GnmiValue(GnmiValueKind.Number, reader.Double(), default),
                _ => value,
            };
        }
        return !reader.IsBad;
    }

    /// <summary>Reads the <c>Value</c> of before version 0.3, whose type says how it is written.</summary>
    public static bool ReadOldValue(ReadOnlySpan<byte> octets, Range message, out GnmiValue value)
    {
        var (text, type) = (default(Range), GnmiEncoding.Json);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                text = reader.Chunk();
            else if (reader.Field == 2)
                type = (GnmiEncoding)reader.Number();
        }
        var kind = type switch
        {
            GnmiEncoding.Json or GnmiEncoding.JsonIetf => GnmiValueKind.Json,
            GnmiEncoding.Bytes => GnmiValueKind.Octets,
            GnmiEncoding.Ascii => GnmiValueKind.Ascii,
            _ => GnmiValueKind.Message,
        };
        value = new GnmiValue(kind, 0, text);
        return !reader.IsBad;
    }

    /// <summary>Reads a <c>Path</c>; null where it is not well-formed or longer than <see cref="MaxElements"/>.</summary>
    public static GnmiPath? ReadPath(ReadOnlySpan<byte> octets, Range message)
    {
        var (origin, target) = ("", "");
        var elements = new List<GnmiPathElement>(); // bound: MaxElements
        var reader = new ProtobufReader(octets, message);
        while (reader.Next() && elements.Count <= MaxElements)
        {
            switch (reader.Field)
            {
                case 1:
                    // Before version 0.4, an element was written as text.
                    var (old, at) = (Text(octets, reader.Chunk()), 0);
                    if (GnmiPath.ReadElement(old, ref at, out var step) is not null || at < old.Length)
                        step = new GnmiPathElement(old, []);
                    if (step is not null)
                        elements.Add(step);
                    break;
                case 2:
                    origin = Text(octets, reader.Chunk());
                    break;
                case 3:
                    if (ReadElement(octets, reader.Chunk()) is not { } element)
                        return null;
                    elements.Add(element);
                    break;
                case 4:
                    target = Text(octets, reader.Chunk());
                    break;
                default:
                    break;
            }
        }
        return reader.IsBad || elements.Count > MaxElements ? null : new GnmiPath { Origin = origin, Target = target, Elements = elements };
    }

    /// <summary>Reads a <c>CapabilityResponse</c>.</summary>
    /// <returns>Null, or why it could not be read.</returns>
    public static string? ReadCapabilities(ReadOnlySpan<byte> octets, out GnmiCapabilities capabilities)
    {
        var version = "";
        var encodings = new List<uint>(); // bound: the message
        var models = new List<string>(); // bound: MaxListed
        var reader = new ProtobufReader(octets, ..octets.Length);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                var model = FieldOf(octets, reader.Chunk(), 1);
                if (models.Count < MaxListed)
                    models.Add(Text(octets, model));
            }
            else if (reader.Field == 2)
            {
                reader.Numbers(encodings);
            }
            else if (reader.Field == 3)
            {
                version = Text(octets, reader.Chunk());
            }
        }
        capabilities = new GnmiCapabilities(version, [.. encodings.Where(e => e <= (uint)GnmiEncoding.JsonIetf).Distinct().Select(e => (GnmiEncoding)e)], models);
        return reader.IsBad ? Stopped("CapabilityResponse", reader.Position) : null;
    }

    public static string Text(ReadOnlySpan<byte> octets, Range range) => Encoding.UTF8.GetString(octets[range]);

    internal static string Stopped(string message, int octet) => $"{message} is not well-formed at octet {octet}";

    private static string? ReadNotification(ReadOnlySpan<byte> octets, Range body, out GnmiNotification notification)
    {
        var (timestamp, prefix, alias, isAtomic) = (0L, default(Range), default(Range), false);
        var reader = new ProtobufReader(octets, body);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    timestamp = (long)reader.Number();
                    break;
                case 2:
                    prefix = reader.Chunk();
                    break;
                case 3:
                    alias = reader.Chunk();
                    break;
                case 6:
                    isAtomic = reader.Number() != 0;
                    break;
                default:
                    break;
            }
        }
        notification = new GnmiNotification(timestamp, prefix, alias, isAtomic, body);
        return reader.IsBad ? Stopped("Notification", reader.Position) : null;
    }

    private static GnmiPathElement? ReadElement(ReadOnlySpan<byte> octets, Range message)
    {
        var name = "";
        var keys = new List<KeyValuePair<string, string>>(); // bound: MaxElements
        var reader = new ProtobufReader(octets, message);
        while (reader.Next() && keys.Count <= MaxElements)
        {
            if (reader.Field == 1)
            {
                name = Text(octets, reader.Chunk());
            }
            else if (reader.Field == 2)
            {
                var (key, value) = ("", "");
                var entry = new ProtobufReader(octets, reader.Chunk());
                while (entry.Next())
                {
                    if (entry.Field == 1)
                        key = Text(octets, entry.Chunk());
                    else if (entry.Field == 2)
                        value = Text(octets, entry.Chunk());
                }
                if (entry.IsBad)
                    return null;
                // Of equal keys of a map the last one counts.
                keys.RemoveAll(k => k.Key == key);
                keys.Add(new(key, value));
            }
        }
        return reader.IsBad || keys.Count > MaxElements ? null : GnmiPathElement.Of(name, keys);
    }

    private static double Decimal(ReadOnlySpan<byte> octets, Range message, ref ProtobufReader outer)
    {
        if (outer.IsBad)
            return 0;
        var (digits, precision) = (0L, 0UL);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                digits = (long)reader.Number();
            else if (reader.Field == 2)
                precision = reader.Number();
        }
        // Dividing by a power of ten that is exact gives the number nearest to the decimal one.
        return reader.IsBad || precision > 300 ? double.NaN : digits / Math.Pow(10, precision);
    }

    private static Range FieldOf(ReadOnlySpan<byte> octets, Range message, int field)
    {
        var found = default(Range);
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == field)
                found = reader.Chunk();
        }
        return found;
    }
}

/// <summary>Goes through the updates of a notification.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct GnmiUpdates(ReadOnlySpan<byte> octets, Range body)
{
    private readonly ReadOnlySpan<byte> _octets = octets;
    private ProtobufReader _reader = new(octets, body);

    /// <summary>Where the path stands, below the notification's prefix.</summary>
    public Range Path { get; private set; }

    /// <summary>What is there.</summary>
    public GnmiValue Value { get; private set; }

    /// <summary>Values that the device left out because they came faster than they could be sent.</summary>
    public ulong Duplicates { get; private set; }

    /// <summary>Why reading stopped; null where it came to the end.</summary>
    public string? Problem { get; private set; }

    /// <summary>Goes to the next update.</summary>
    public bool Next()
    {
        while (Problem is null && _reader.Next())
        {
            if (_reader.Field != 4)
                continue;
            (Path, Value, Duplicates) = (default, default, 0);
            var update = new ProtobufReader(_octets, _reader.Chunk());
            var isGood = true;
            while (update.Next())
            {
                switch (update.Field)
                {
                    case 1:
                        Path = update.Chunk();
                        break;
                    case 2 or 3:
                        var isOld = update.Field == 2;
                        var message = update.Chunk();
                        isGood &= isOld ? GnmiDecoder.ReadOldValue(_octets, message, out var value) : GnmiDecoder.ReadValue(_octets, message, out value);
                        Value = value;
                        break;
                    case 4:
                        Duplicates = update.Number();
                        break;
                    default:
                        break;
                }
            }
            if (isGood && !update.IsBad)
                return true;
            Problem = GnmiDecoder.Stopped("Update", update.Position);
        }
        if (_reader.IsBad)
            Problem ??= GnmiDecoder.Stopped("Notification", _reader.Position);
        return false;
    }
}

/// <summary>Goes through the paths of a notification that are no longer there.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct GnmiDeletes(ReadOnlySpan<byte> octets, Range body)
{
    private ProtobufReader _reader = new(octets, body);

    /// <summary>Where the path stands, below the notification's prefix.</summary>
    public Range Path { get; private set; }

    /// <summary>Goes to the next path.</summary>
    public bool Next()
    {
        while (_reader.Next())
        {
            if (_reader.Field != 5)
                continue;
            Path = _reader.Chunk();
            return !_reader.IsBad;
        }
        return false;
    }
}
