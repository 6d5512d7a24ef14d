using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Where metrics are scraped from, and what all their series get.</summary>
/// <param name="Address">Host and port as they were given; label <c>instance</c>, unless <paramref name="Labels"/> has one.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>.</param>
/// <param name="Path">The path of the page, perhaps with a query.</param>
/// <param name="Labels">Labels of the target.</param>
internal sealed record ScrapeTarget(string Address, string Scheme, string Path, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What is wrong with an address, as part of a sentence; null where nothing is.</summary>
    public static string? Complaint(string address) =>
        address.Length > 0 && address.IndexOfAny(['/', '?', '#', '@', ' ', '\\']) < 0 && Uri.TryCreate($"http://{address}/", UriKind.Absolute, out var uri) && uri.Host.Length > 0
            ? null
            : $"'{address}' is no target: host and port, such as 10.0.0.1:9100 or [2001:db8::1]:9100";

    /// <summary>Where it is fetched from.</summary>
    public Uri UriWith(IReadOnlyDictionary<string, string> parameters)
    {
        var text = new StringBuilder($"{Scheme}://{Address}{Path}");
        var before = Path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in parameters)
        {
            text.Append(before).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
            before = '&';
        }
        return new Uri(text.ToString());
    }

    /// <summary>All labels of its series but those it shows itself; those of the target win over those of the job.</summary>
    public Labels LabelsIn(ScrapeJobOptions job) => Domain.Telemetry.Labels.From([
        .. job.Labels.Select(l => new Label(l.Key, l.Value)), new Label("job", job.Job), new Label("instance", Address), .. Labels.Select(l => new Label(l.Key, l.Value))]);

    /// <summary>Tells it from others of its job: two that are the same here are one.</summary>
    public string Key => $"{Scheme}://{Address}{Path} {string.Join(',', Labels.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}"))}";
}
