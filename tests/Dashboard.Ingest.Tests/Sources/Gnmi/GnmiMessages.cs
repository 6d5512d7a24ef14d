using System.Text.Json;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using static Dashboard.Ingest.Tests.Sources.RemoteWrite.WrittenMessage;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

/// <summary>Writes what a device sends, field by field.</summary>
internal static class GnmiMessages
{
    private static readonly Dictionary<string, Dictionary<string, (int Number, string Type)>> Schema = new(StringComparer.Ordinal)
    {
        ["SubscribeResponse"] = new() { ["update"] = (1, "Notification"), ["syncresponse"] = (3, "number") },
        ["Notification"] = new() { ["timestamp"] = (1, "number"), ["prefix"] = (2, "Path"), ["update"] = (4, "Update"), ["delete"] = (5, "Path"), ["atomic"] = (6, "number") },
        ["Update"] = new() { ["path"] = (1, "Path"), ["val"] = (3, "TypedValue") },
        ["Path"] = new() { ["origin"] = (2, "text"), ["elem"] = (3, "PathElem"), ["target"] = (4, "text") },
        ["PathElem"] = new() { ["name"] = (1, "text"), ["key"] = (2, "map") },
        ["TypedValue"] = new()
        {
            ["stringval"] = (1, "text"),
            ["intval"] = (2, "number"),
            ["uintval"] = (3, "number"),
            ["boolval"] = (4, "number"),
            ["bytesval"] = (5, "octets"),
            ["floatval"] = (6, "float"),
            ["decimalval"] = (7, "Decimal64"),
            ["jsonval"] = (10, "octets"),
            ["jsonietfval"] = (11, "octets"),
            ["doubleval"] = (14, "double"),
            ["leaflistval"] = (8, "ScalarArray"),
        },
        ["Decimal64"] = new() { ["digits"] = (1, "number"), ["precision"] = (2, "number") },
        ["ScalarArray"] = new() { ["element"] = (1, "TypedValue") },
    };

    public static byte[] Sync { get; } = Number(3, 1);

    /// <summary>A response with a notification.</summary>
    public static byte[] Notify(long timestamp, params byte[][] fields) => Chunk(1, [Number(1, (ulong)(timestamp * 1_000_000)), .. fields]);

    public static byte[] Prefix(string path) => Chunk(2, PathOf(path));

    public static byte[] Update(string path, byte[] value) => Chunk(4, Chunk(1, PathOf(path)), Chunk(3, value));

    public static byte[] Delete(string path) => Chunk(5, PathOf(path));

    public static byte[] Uint(ulong value) => Number(3, value);

    public static byte[] String(string text) => Text(1, text);

    public static byte[] Json(string json) => Text(11, json);

    public static byte[] Atomic { get; } = Number(6, 1);

    /// <summary>A response that is given in Protocol Buffers' JSON, as if it had been sent at another time.</summary>
    public static byte[] FromJson(JsonElement json, long nanoseconds) =>
        json.TryGetProperty("update", out _)
            ? [.. Chunk(1, FromJson(json.GetProperty("update"), "Notification"), Number(1, (ulong)nanoseconds))]
            : FromJson(json, "SubscribeResponse");

    private static byte[] FromJson(JsonElement json, string message) =>
        [.. json.EnumerateObject().SelectMany(p =>
        {
            var (number, type) = Schema[message][p.Name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()];
            return p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray().SelectMany(v => Field(number, type, v)) : Field(number, type, p.Value);
        })];

    private static byte[] Field(int number, string type, JsonElement value) => type switch
    {
        "text" => Text(number, value.GetString()!),
        "octets" => Chunk(number, value.GetBytesFromBase64()),
        "number" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => Number(number, value.GetBoolean() ? 1UL : 0),
        "number" => Number(number, Whole(value.ToString())),
        "float" => [.. Varint((ulong)((number << 3) | 5)), .. BitConverter.GetBytes(value.GetSingle())],
        "double" => [.. Varint((ulong)((number << 3) | 1)), .. BitConverter.GetBytes(value.GetDouble())],
        "map" => [.. value.EnumerateObject().SelectMany(k => Chunk(number, Text(1, k.Name), Text(2, k.Value.GetString()!)))],
        _ => Chunk(number, FromJson(value, type)),
    };

    private static ulong Whole(string text) => text.StartsWith('-') ? (ulong)long.Parse(text) : ulong.Parse(text);

    private static byte[] PathOf(string text)
    {
        Assert.Null(GnmiPath.Read(text, out var path));
        return
        [
            .. path.Origin.Length > 0 ? Text(2, path.Origin) : [],
            .. path.Elements.SelectMany(e => Chunk(3, [Text(1, e.Name), .. e.Keys.Select(k => Chunk(2, Text(1, k.Key), Text(2, k.Value)))])),
        ];
    }
}
