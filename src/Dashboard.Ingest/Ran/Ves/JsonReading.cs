using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Takes what is wanted out of JSON, and nothing where it is not there or of another kind.</summary>
internal static class JsonReading
{
    /// <summary>A text; a number as it was written; empty where there is neither.</summary>
    public static string Text(this JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => "",
    };

    /// <summary>A number, also one in quotes.</summary>
    public static double? Number(this JsonElement parent, string name) => Child(parent, name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDouble(),
        { ValueKind: JsonValueKind.String } text when double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A time (RFC 3339, or RFC 2822 as VES has it), in milliseconds since 1970-01-01 UTC. Without an offset it is taken as UTC.</summary>
    public static long? Time(this JsonElement parent, string name) =>
        DateTimeOffset.TryParse(parent.Text(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && time.Year >= 1971 ? time.ToUnixTimeMilliseconds() : null;

    /// <summary>What is below a name; null where nothing is.</summary>
    public static JsonElement? Child(this JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : null;

    /// <summary>The objects of a list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(static i => i.ValueKind == JsonValueKind.Object) : [];

    /// <summary>The properties of an object below a name.</summary>
    public static IEnumerable<JsonProperty> Properties(this JsonElement parent, string name) =>
        Child(parent, name) is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject() : [];

    /// <summary>The text that stands between quotes in JSON.</summary>
    /// <param name="raw">Octets that a reader has found to be the inside of a text.</param>
    public static string Unescape(ReadOnlySpan<byte> raw)
    {
        if (!raw.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(raw);
        var json = new Utf8JsonReader([(byte)'"', .. raw, (byte)'"']);
        json.Read();
        return json.GetString() ?? "";
    }
}
