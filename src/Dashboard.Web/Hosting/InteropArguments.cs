using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.JSInterop;

namespace Dashboard.Web.Hosting;

/// <summary>
/// Writes what a screen's server passes to its script. Every circuit has serializer options of its own, and the serializer's
/// converter for <see cref="object"/> has them remember each argument's type and every interface of it: thirty for a number,
/// 60 KB a circuit with those of its first call. Arguments are plain values, which need none of that.
/// </summary>
internal sealed class InteropArguments : JsonConverter<object>
{
    private static readonly InteropArguments Instance = new();

    /// <summary>Has every circuit that is opened from now on write its arguments this way.</summary>
    public static void Use(IServiceCollection services)
    {
        var framework = services.Last(static s => s.ServiceType == typeof(IJSRuntime)).ImplementationType!;
        services.AddScoped(provider =>
        {
            var runtime = (IJSRuntime)ActivatorUtilities.CreateInstance(provider, framework);
            OptionsOf((JSRuntime)runtime).Converters.Add(Instance);
            return runtime;
        });
    }

    /// <inheritdoc/>
    public override object Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonElement.ParseValue(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case string text:
                writer.WriteStringValue(text);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case IDictionary { Count: 0 }:
                writer.WriteStartObject();
                writer.WriteEndObject();
                break;
            default:
                JsonSerializer.Serialize(writer, value, value.GetType(), options);
                break;
        }
    }

    // Protected, so that a runtime sets up its own; this one sets up the framework's.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_JsonSerializerOptions")]
    internal static extern JsonSerializerOptions OptionsOf(JSRuntime runtime);
}
