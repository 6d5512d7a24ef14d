using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dashboard.Domain.Query.Syntax;

namespace Dashboard.Domain.Dashboards;

/// <summary>
/// Dashboards as JSON: names in camel case, durations as PromQL writes them (<c>1h30m</c>), kinds and units by name,
/// nothing written that is as by default. Reading refuses what it does not know, with the place.
/// </summary>
public static class DashboardJson
{
    /// <summary>Octets that a dashboard may have.</summary>
    public const int MaxBytes = 2 << 20;

    private const int MaxDepth = 32;

    private static readonly JsonSerializerOptions Options = CreateOptions(indented: true);
    private static readonly JsonSerializerOptions Compact = CreateOptions(indented: false);

    /// <summary>A dashboard as indented JSON. Equal dashboards are written alike.</summary>
    public static string Write(DashboardDefinition dashboard) => JsonSerializer.Serialize(dashboard, Options);

    /// <summary>A widget on one line. Equal widgets are written alike, so that this is what they are known by.</summary>
    public static string Write(WidgetDefinition widget) => JsonSerializer.Serialize(widget, Compact);

    /// <summary>Reads a dashboard and checks it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="problems">What is wrong, each a sentence that says where; empty where it is fine.</param>
    /// <returns>The dashboard; null where there are problems.</returns>
    public static DashboardDefinition? Read(string json, out IReadOnlyList<string> problems)
    {
        if (json.Length > MaxBytes)
        {
            problems = [$"The dashboard has {json.Length:N0} characters, {MaxBytes:N0} at most are read."];
            return null;
        }
        var dashboard = Deserialize<DashboardDefinition>(json, out problems);
        if (dashboard is not null)
            problems = DashboardRules.Check(dashboard);
        return problems.Count == 0 ? dashboard : null;
    }

    /// <summary>Reads one widget and checks it, as <see cref="Read"/> does.</summary>
    public static WidgetDefinition? ReadWidget(string json, out IReadOnlyList<string> problems)
    {
        var widget = Deserialize<WidgetDefinition>(json, out problems);
        if (widget is not null)
            problems = DashboardRules.Check(widget);
        return problems.Count == 0 ? widget : null;
    }

    private static T? Deserialize<T>(string json, out IReadOnlyList<string> problems)
        where T : class
    {
        try
        {
            if (NullInList(json) is { } place)
            {
                problems = [$"The list at {place} holds a null, which stands for nothing."];
                return null;
            }
            var read = JsonSerializer.Deserialize<T>(json, Options);
            problems = read is null ? ["The text is 'null'."] : [];
            return read;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            problems = [Sentence(e)];
            return null;
        }
    }

    // The serializer refuses nulls but for those that are members of lists.
    private static string? NullInList(string json)
    {
        if (!json.Contains("null", StringComparison.Ordinal))
            return null;
        using var document = JsonDocument.Parse(json, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth });
        return NullInList(document.RootElement, "$");
    }

    private static string? NullInList(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().Any(static e => e.ValueKind == JsonValueKind.Null)
            ? path
            : element.EnumerateArray().Select((e, i) => NullInList(e, $"{path}[{i}]")).FirstOrDefault(static p => p is not null),
        JsonValueKind.Object => element.EnumerateObject().Select(p => NullInList(p.Value, $"{path}.{p.Name}")).FirstOrDefault(static p => p is not null),
        _ => null,
    };

    // The serializer's messages name types of this program; what a reader needs is the place and the word.
    private static string Sentence(Exception e)
    {
        var at = e is JsonException { Path: { Length: > 1 } path } json ? $" at {path}{(json.LineNumber is { } line ? $" (line {line + 1})" : "")}" : "";
        var message = e.Message;
        return message switch
        {
            _ when message.Contains("missing required propert", StringComparison.Ordinal) => $"Something is missing{at}: {Quoted(message)}.",
            _ when message.Contains("null values", StringComparison.Ordinal) => $"{Quoted(message)} is null{at}, but needs a value; leave it out where it may be as by default.",
            _ when message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => $"{Quoted(message)} is not known{at}.",
            _ when message.Contains("type discriminator", StringComparison.Ordinal) => $"The kind of widget is missing or not known{at}: a widget begins with \"kind\", one of {string.Join(", ", WidgetKinds.Names)}.",
            _ when message.Contains("could not be converted", StringComparison.Ordinal) => $"The value{at} is not of the right kind.",
            JsonDurationConverter.Problem => $"The value{at} is no duration such as 30s or 1h30m.",
            _ => $"The text is not JSON{at}: {message.Split(". Path:")[0].Split(" LineNumber:")[0].TrimEnd('.')}.",
        };
    }

    // The names that the message has in quotes, but for the type's.
    private static string Quoted(string message)
    {
        var names = message.Split('\'').Where(static (_, i) => i % 2 == 1).Where(static n => !n.Contains('.', StringComparison.Ordinal)).ToList();
        return names.Count > 0 ? string.Join(", ", names.Select(static n => $"\"{n}\"")) : "a field";
    }

    private static JsonSerializerOptions CreateOptions(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            IndentSize = 2,
            AllowOutOfOrderMetadataProperties = true,
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            NumberHandling = JsonNumberHandling.Strict,
            MaxDepth = MaxDepth,
            RespectNullableAnnotations = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new JsonDurationConverter(), new JsonTimeRangeConverter() },
        };
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutDefaults } };
        return options;
    }

    // What is as a new object of its type has it need not be said.
    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object || type.Type.Namespace != typeof(DashboardJson).Namespace || type.Type.IsAbstract)
            return;
        var blank = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type.Type);
        if (type.Type.GetConstructor(Type.EmptyTypes) is { } constructor)
            blank = constructor.Invoke([]);
        foreach (var property in type.Properties)
        {
            if (property.Get is not { } get || property.IsRequired)
                continue;
            var unsaid = get(blank);
            property.ShouldSerialize = (_, value) => value switch
            {
                null => false,
                string text => text != (unsaid as string ?? ""),
                System.Collections.ICollection { Count: 0 } => unsaid is System.Collections.ICollection { Count: > 0 },
                System.Collections.IEnumerable list when unsaid is System.Collections.IEnumerable usual => !list.Cast<object>().SequenceEqual(usual.Cast<object>()),
                _ => !value.Equals(unsaid),
            };
        }
    }
}

/// <summary>Durations as PromQL writes them.</summary>
internal sealed class JsonDurationConverter : JsonConverter<TimeSpan>
{
    public const string Problem = "no duration";

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text && DurationText.Parse(text) is { } milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new JsonException(Problem);

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(DurationText.Format((long)value.TotalMilliseconds));
}

/// <summary>Ranges as <c>{ "from": "now-1h", "to": "now" }</c>.</summary>
internal sealed class JsonTimeRangeConverter : JsonConverter<TimeRange>
{
    public override TimeRange Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bounds = JsonSerializer.Deserialize<Bounds>(ref reader, options) ?? throw new JsonException();
        return TimeRange.TryParse(bounds.From, bounds.To, out var range, out var problem) ? range : throw new JsonException(problem);
    }

    public override void Write(Utf8JsonWriter writer, TimeRange value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Bounds(value.From, value.To), options);

    private sealed record Bounds(string From, string To = "now");
}
