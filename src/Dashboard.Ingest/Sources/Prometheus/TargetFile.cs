using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Reads files of targets in the form of Prometheus's <c>file_sd_configs</c> (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#file_sd_config). Never throws: a file that it cannot read gets a sentence with the place.</summary>
internal static class TargetFile
{
    /// <summary>Octets that a file may have.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Targets that a file may name.</summary>
    public const int MaxTargets = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip, MaxDepth = 8 };

    /// <summary>Whether a name is one of a file of targets.</summary>
    public static bool IsNamed(string path) => IsJson(path) || HasExtension(path, ".yml") || HasExtension(path, ".yaml");

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its name, whose extension says how it is written.</param>
    /// <param name="octets">What it holds.</param>
    /// <param name="scheme">The scheme where a group does not say another one.</param>
    /// <param name="metricsPath">The path, likewise.</param>
    /// <param name="problem">What is wrong, as the rest of a sentence that begins with the file; null where nothing is.</param>
    /// <returns>Its targets; none where something is wrong.</returns>
    public static IReadOnlyList<ScrapeTarget> Read(string path, byte[] octets, string scheme, string metricsPath, out string? problem)
    {
        var groups = IsJson(path) ? ReadJson(octets, out problem) : ReadYaml(octets, out problem);
        List<ScrapeTarget> targets = []; // bound: MaxTargets
        for (var i = 0; problem is null && i < groups.Count; i++)
            problem = Take(groups[i], i + 1, scheme, metricsPath, targets);
        return problem is null ? targets : [];
    }

    private static bool IsJson(string path) => HasExtension(path, ".json");

    private static bool HasExtension(string path, string extension) => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase);

    private static string? Take(TargetGroup? group, int number, string scheme, string metricsPath, List<ScrapeTarget> targets)
    {
        if (group?.Targets is null)
            return $"has a group, number {number}, without targets";
        Dictionary<string, string> labels = new(StringComparer.Ordinal); // bound: the group's own
        foreach (var (name, value) in group.Labels ?? [])
        {
            if (value is null or "")
                continue;
            if (name is "__scheme__")
                scheme = value;
            else if (name is "__metrics_path__")
                metricsPath = value;
            else if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return $"has a group, number {number}, with a label '{name}', which is no label's name";
            else if (!name.StartsWith("__", StringComparison.Ordinal))
                labels[name] = value;
        }
        if (scheme is not ("http" or "https") || !metricsPath.StartsWith('/'))
            return $"has a group, number {number}, whose scheme is not http or https, or whose path does not begin with a slash";
        foreach (var address in group.Targets)
        {
            if (ScrapeTarget.Complaint(address ?? "") is { } complaint)
                return $"has a group, number {number}, in which {complaint}";
            if (targets.Count == MaxTargets)
                return $"names more than {MaxTargets} targets";
            targets.Add(new ScrapeTarget(address!, scheme, metricsPath, labels));
        }
        return null;
    }

    private static List<TargetGroup?> ReadJson(byte[] octets, out string? problem)
    {
        problem = null;
        try
        {
            return JsonSerializer.Deserialize<List<TargetGroup?>>(octets, Json) ?? [];
        }
        catch (JsonException e)
        {
            var reason = e.Message.Split(" Path:")[0].TrimEnd('.').Split(". LineNumber", 2)[0];
            problem = $"cannot be read in line {(e.LineNumber ?? 0) + 1}: {reason}";
            return [];
        }
    }

    private static List<TargetGroup?> ReadYaml(byte[] octets, out string? problem)
    {
        problem = null;
        try
        {
            var reader = new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build();
            return reader.Deserialize<List<TargetGroup?>?>(new StringReader(Encoding.UTF8.GetString(octets))) ?? [];
        }
        catch (YamlException e)
        {
            problem = $"cannot be read in line {e.Start.Line}: {(e.InnerException?.Message ?? e.Message).ReplaceLineEndings(" ").TrimEnd('.')}";
            return [];
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or InvalidCastException)
        {
            problem = $"cannot be read: {e.Message.TrimEnd('.')}";
            return [];
        }
    }
}
