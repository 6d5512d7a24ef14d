using System.Text.Json;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>The kinds of types of Avro.</summary>
internal enum AvroKind
{
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Record,
    Enum,
    Array,
    Map,
    Fixed,
    Union,
}

/// <summary>A type of an Avro schema (Apache Avro 1.11 specification, "Schema Declaration"). Logical types are those that they annotate.</summary>
internal sealed class AvroType(AvroKind kind)
{
    private const int MaxDepth = 64;

    public AvroKind Kind => kind;

    /// <summary>The fields of a record, in order.</summary>
    public List<(string Name, AvroType Type)> Fields { get; } = []; // bound: the schema's text

    /// <summary>The branches of a union; of an array or a map the one type of its values.</summary>
    public List<AvroType> Parts { get; } = []; // bound: the schema's text

    /// <summary>The symbols of an enumeration.</summary>
    public List<string> Symbols { get; } = []; // bound: the schema's text

    /// <summary>Octets of a fixed.</summary>
    public int Size { get; private set; }

    /// <summary>Reads a schema.</summary>
    /// <exception cref="FormatException">It cannot be used; the message says why.</exception>
    public static AvroType Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement, "", new Dictionary<string, AvroType>(StringComparer.Ordinal), MaxDepth);
        }
        catch (JsonException e)
        {
            throw new FormatException($"it is no JSON: {e.Message}", e);
        }
    }

    private static AvroType Read(JsonElement schema, string space, Dictionary<string, AvroType> named, int depth)
    {
        if (depth == 0)
            throw new FormatException("its types are nested too deeply");
        switch (schema.ValueKind)
        {
            case JsonValueKind.String:
                return Named(schema.GetString()!, space, named);
            case JsonValueKind.Array:
                var union = new AvroType(AvroKind.Union);
                foreach (var branch in schema.EnumerateArray())
                    union.Parts.Add(Read(branch, space, named, depth - 1));
                return union;
            case JsonValueKind.Object when schema.TryGetProperty("type", out var type):
                return type.ValueKind == JsonValueKind.String ? Complex(schema, type.GetString()!, space, named, depth) : Read(type, space, named, depth - 1);
            default:
                throw new FormatException("it has a type that is neither a name, a list nor an object with 'type'");
        }
    }

    private static AvroType Named(string name, string space, Dictionary<string, AvroType> named) => name switch
    {
        "null" => new(AvroKind.Null),
        "boolean" => new(AvroKind.Boolean),
        "int" => new(AvroKind.Int),
        "long" => new(AvroKind.Long),
        "float" => new(AvroKind.Float),
        "double" => new(AvroKind.Double),
        "bytes" => new(AvroKind.Bytes),
        "string" => new(AvroKind.String),
        _ => named.GetValueOrDefault(Full(name, space)) ?? named.GetValueOrDefault(name) ?? throw new FormatException($"it names a type '{name}' that it does not define before"),
    };

    private static AvroType Complex(JsonElement schema, string type, string space, Dictionary<string, AvroType> named, int depth)
    {
        switch (type)
        {
            case "array" or "map":
                var list = new AvroType(type == "array" ? AvroKind.Array : AvroKind.Map);
                list.Parts.Add(Read(Property(schema, type == "array" ? "items" : "values", type), space, named, depth - 1));
                return list;
            case "record" or "error":
                var record = Define(AvroKind.Record, schema, ref space, named);
                foreach (var field in Property(schema, "fields", type).EnumerateArrayOrNone())
                    record.Fields.Add((Text(field, "name"), Read(Property(field, "type", "field"), space, named, depth - 1)));
                return record;
            case "enum":
                var symbols = Define(AvroKind.Enum, schema, ref space, named);
                foreach (var symbol in Property(schema, "symbols", type).EnumerateArrayOrNone())
                    symbols.Symbols.Add(symbol.ToString());
                return symbols;
            case "fixed":
                var octets = Define(AvroKind.Fixed, schema, ref space, named);
                octets.Size = Property(schema, "size", type) is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out var length) && length >= 0 ? length : throw new FormatException("the size of a fixed is no whole number");
                return octets;
            default:
                return Named(type, space, named);
        }
    }

    private static AvroType Define(AvroKind kind, JsonElement schema, ref string space, Dictionary<string, AvroType> named)
    {
        var type = new AvroType(kind);
        var name = Text(schema, "name");
        if (schema.TryGetProperty("namespace", out var given) && given.ValueKind == JsonValueKind.String)
            space = given.GetString()!;
        var full = Full(name, space);
        space = full.LastIndexOf('.') is var dot and >= 0 ? full[..dot] : "";
        named[full] = type;
        return type;
    }

    private static string Full(string name, string space) => name.Contains('.', StringComparison.Ordinal) || space.Length == 0 ? name : $"{space}.{name}";

    private static JsonElement Property(JsonElement of, string name, string type) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) ? value : throw new FormatException($"it has a {type} without '{name}'");

    private static string Text(JsonElement of, string name) =>
        Property(of, name, "type") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : throw new FormatException($"'{name}' is no text");
}

/// <summary>Reading of JSON elements that may be of another kind.</summary>
internal static class AvroJson
{
    public static IEnumerable<JsonElement> EnumerateArrayOrNone(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];
}
