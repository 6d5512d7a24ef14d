using System.Reflection;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>What answers here. Clients decide by <c>version</c> which parts of the API they may use.</summary>
internal static class BuildInfo
{
    /// <summary>The version of Prometheus whose API and language this server speaks.</summary>
    public const string Version = "3.0.0";

    private static readonly string Own =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public static async Task Write(HttpContext context, ApiRequest request)
    {
        using var answer = ApiAnswer.Begin(context);
        answer.Json.WriteStartObject();
        answer.Json.WriteString("version"u8, Version);
        answer.Json.WriteString("revision"u8, Own);
        answer.Json.WriteString("branch"u8, "");
        answer.Json.WriteString("buildUser"u8, "");
        answer.Json.WriteString("buildDate"u8, "");
        answer.Json.WriteString("goVersion"u8, "");
        answer.Json.WriteString("application"u8, "NOC dashboard");
        answer.Json.WriteEndObject();
        await answer.End([], []);
    }
}
