using System.ComponentModel.DataAnnotations;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.HttpJson;

/// <summary>A page of JSON that is fetched for its numbers; an entry of the list in settings section <c>Noc:HttpJson:Targets</c>.</summary>
public sealed class HttpJsonTargetOptions : HttpPullOptions, ITargetOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:HttpJson:Targets";

    /// <summary>Its name, label <c>job</c>. Required.</summary>
    [Display(Name = "Name", Description = "Label job.")]
    [Required, MinLength(1)]
    public string Name { get; init; } = "";

    /// <summary>Where it is: <c>https://ctl.example.net/api/ports</c>. Required.</summary>
    [Display(Name = "Address", Description = "https://ctl.example.net/api/ports")]
    [Required, MinLength(1)]
    public string Url { get; init; } = "";

    /// <summary>Label <c>instance</c>. Default: host and port of the address.</summary>
    [Display(Name = "Label instance", Description = "Empty: host and port of the address.")]
    public string Instance { get; init; } = "";

    /// <summary><c>GET</c> (default) or <c>POST</c>.</summary>
    [Display(Name = "Method", Description = "GET or POST.", GroupName = "What is sent")]
    [RegularExpression("GET|POST")]
    public string Method { get; init; } = "GET";

    /// <summary>What is sent with POST. Default nothing.</summary>
    [Display(Name = "Body", Description = "", GroupName = "What is sent")]
    public string Body { get; init; } = "";

    /// <summary>The media type of that. Default <c>application/json</c>.</summary>
    [Display(Name = "Its media type", Description = "", GroupName = "What is sent")]
    public string BodyType { get; init; } = "application/json";

    /// <summary>What is read of the page. At least one.</summary>
    [Display(Name = "Metrics", Description = "JSON, queries being JSONPath: [{ \"Name\": \"port_rx\", \"Items\": \"$.ports[*]\", \"Value\": \"@.rx\", \"Labels\": { \"port\": \"@.name\" } }]")]
    public IReadOnlyList<HttpJsonMetricOptions> Metrics { get; init; } = [];

    /// <inheritdoc/>
    string ITargetOptions.Address => Url;

    /// <inheritdoc/>
    public string? Complaint() =>
        Name.Length == 0 ? $"{Section}: a target has no name."
        : !Uri.TryCreate(Url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length > 0
            ? $"{Section}: '{Name}' has no address that begins with http:// or https:// and holds no user."
        : PullComplaint() is { } complaint ? $"{Section}: '{Name}' {complaint}."
        : Body.Length > 0 && Method != "POST" ? $"{Section}: '{Name}' has a Body, which goes with POST only."
        : Body.Length > 0 && !System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(BodyType, out _) ? $"{Section}: '{Name}' has the BodyType '{BodyType}', which is no media type."
        : Metrics.Count == 0 ? $"{Section}: '{Name}' has no Metrics."
        : HttpJsonMetric.Read(Metrics, out var wrong) is null ? $"{Section}: '{Name}': {wrong}."
        : null;

    /// <summary>What is wrong with a list of targets, as a sentence; null where nothing is.</summary>
    public static string? Complaint(IReadOnlyList<HttpJsonTargetOptions> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return targets.Select(t => t.Complaint()).FirstOrDefault(c => c is not null)
            ?? targets.GroupBy(t => t.Name, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"{Section}: two targets are called '{g.Key}'.").FirstOrDefault();
    }
}
