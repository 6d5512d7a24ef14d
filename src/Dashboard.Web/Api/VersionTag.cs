namespace Dashboard.Web.Api;

/// <summary>Versions of what is kept with its versions, as the headers ETag and If-Match have them (RFC 9110 section 8.8.3).</summary>
internal static class VersionTag
{
    /// <summary>The tag of a version.</summary>
    public static string Of(int version) => $"\"{version}\"";

    /// <summary>What a request's If-Match names, without quotes; empty where it has none.</summary>
    public static string Asked(HttpRequest request) => request.Headers.IfMatch.ToString().Trim().Trim('"');
}
