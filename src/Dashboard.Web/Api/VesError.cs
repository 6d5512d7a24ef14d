using System.Text.Json;
using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Web.Api;

/// <summary>An answer of the event listener to what it does not take (VES event listener 7.2.1, section on exceptions).</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Id">The number of the exception: <c>SVC…</c> of the service, <c>POL…</c> of a policy.</param>
/// <param name="Text">What is wrong, with <c>%1</c> for the first variable.</param>
/// <param name="Variables">What stands for them.</param>
internal sealed record VesError(int Status, string Id, string Text, params IReadOnlyList<string> Variables)
{
    public static readonly VesError Unauthorized = new(StatusCodes.Status401Unauthorized, "POL2000", "Unauthorized user");

    public static readonly VesError Forbidden = new(StatusCodes.Status403Forbidden, "POL2000", "Unauthorized user: this API token may not write");

    public static readonly VesError Full = new(StatusCodes.Status503ServiceUnavailable, "SVC1000", "No server resources (internal processing queue full)");

    public static readonly VesError ContentType = new(StatusCodes.Status400BadRequest, "SVC0002", "Bad Parameter (Incorrect request Content-Type)");

    public static VesError TooLarge(long limit) => new(StatusCodes.Status413PayloadTooLarge, "SVC0002", "Bad Parameter (the body is larger than %1 octets)", $"{limit}");

    public static VesError NotFound(string path) => new(StatusCodes.Status404NotFound, "SVC0002", "Bad Parameter (there is no resource %1; paths are case-sensitive)", path);

    public static VesError Method(string method) => new(StatusCodes.Status405MethodNotAllowed, "SVC0002", "Bad Parameter (the method %1 is not allowed; use POST)", method);

    public static VesError Unreadable(int status, string why) => new(status, "SVC0002", "Bad Parameter (the request cannot be read: %1)", why);

    public static VesError Of(VesRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        const int BadRequest = StatusCodes.Status400BadRequest;
        var first = refusal.Complaints.Count > 0 ? refusal.Complaints[0] : "";
        return refusal.Fault switch
        {
            VesFault.NoJson => new(BadRequest, "SVC0002", "Bad Parameter (Incorrect JSON payload: %1)", first),
            VesFault.MixedBatch => new(BadRequest, "SVC0001", "Bad Parameter (events of a batch must be of one domain and one stndDefinedNamespace: %1)", first),
            VesFault.NamespaceMissing => new(BadRequest, "SVC2006", "Mandatory input %1 %2 is missing from request", "attribute", first),
            VesFault.NamespaceEmpty => new(BadRequest, "SVC2006", "Mandatory input %1 %2 is empty in request", "attribute", first),
            VesFault.UnknownSchema => new(BadRequest, "SVC2004", "Invalid input value for %1 %2: %3", "attribute", first, "Referred external schema not present in schema repository"),
            VesFault.InvalidData => new(BadRequest, "SVC2000", "The following service error occurred: %1. Error code is %2", string.Join("; ", refusal.Complaints), "400"),
            _ => new(BadRequest, "SVC0002", "Bad Parameter (JSON does not conform to schema: %1)", string.Join("; ", refusal.Complaints)),
        };
    }

    public async Task Write(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        VesEndpoints.AddVersion(context.Response);
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteStartObject("requestError"u8);
        json.WriteStartObject(Id.StartsWith("POL", StringComparison.Ordinal) ? "PolicyException"u8 : "ServiceException"u8);
        json.WriteString("messageId"u8, Id);
        json.WriteString("text"u8, Text);
        json.WriteStartArray("variables"u8);
        foreach (var variable in Variables)
            json.WriteStringValue(variable);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        await json.FlushAsync(context.RequestAborted);
    }
}
