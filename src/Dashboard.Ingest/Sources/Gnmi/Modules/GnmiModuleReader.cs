using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Sources.Gnmi.Modules;

/// <summary>Reads files of modules. What is in them and not supported is refused, so that nothing is missed in silence.</summary>
public static class GnmiModuleReader
{
    /// <summary>Characters that a file may have.</summary>
    public const int MaxCharacters = 16 << 20;

    /// <summary>The modules of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="GnmiModuleException">It cannot be used.</exception>
    public static IReadOnlyList<GnmiModule> Read(string yaml, string file)
    {
        if (yaml.Length > MaxCharacters)
            throw new GnmiModuleException($"{file} has more than {MaxCharacters} characters.");
        var reader = new DeserializerBuilder().WithNamingConvention(LowerCaseNamingConvention.Instance).Build();
        GnmiModuleFile? content;
        try
        {
            content = reader.Deserialize<GnmiModuleFile?>(yaml);
        }
        catch (YamlException e)
        {
            throw new GnmiModuleException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        if (content is null || content.Modules.Count == 0)
            throw new GnmiModuleException($"{file} has no modules: they belong below the key 'modules'.");
        return [.. content.Modules.Select(m => Module($"{file}: module {m.Key}", m.Key, m.Value ?? new()))];
    }

    /// <summary>A mode as files and settings name it.</summary>
    internal static bool TryReadMode(string text, out GnmiSubscriptionMode mode)
    {
        (mode, var isMode) = text.ToLowerInvariant() switch
        {
            "sample" => (GnmiSubscriptionMode.Sample, true),
            "on_change" => (GnmiSubscriptionMode.OnChange, true),
            "target_defined" => (GnmiSubscriptionMode.TargetDefined, true),
            _ => (default, false),
        };
        return isMode;
    }

    private static GnmiModule Module(string at, string name, GnmiModuleFile.ModuleEntry entry) => new(
        name,
        [.. entry.Subscribe.Select(s => Subscription(at, s))],
        [.. entry.Metrics.Select(m => Metric(at, m))],
        entry.Lists.ToDictionary(l => l.Key == "*" ? "*" : SchemaPath(at, l.Key), IReadOnlyList<string> (l) => l.Value, StringComparer.Ordinal));

    private static GnmiModuleSubscription Subscription(string at, GnmiModuleFile.SubscriptionEntry entry)
    {
        if (GnmiPath.Read(entry.Path ?? "", out var path) is { } complaint)
            throw new GnmiModuleException($"{at}: the path '{entry.Path}' {complaint}.");
        if (!TryReadMode(entry.Mode ?? "sample", out var mode))
            throw new GnmiModuleException($"{at}: '{entry.Mode}' is no mode. There are sample, on_change and target_defined.");
        if (entry.Interval is null)
            return new GnmiModuleSubscription(path, mode, null);
        return TimeSpan.TryParse(entry.Interval, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new GnmiModuleSubscription(path, mode, interval)
            : throw new GnmiModuleException($"{at}: the interval '{entry.Interval}' is no time span such as 00:05:00.");
    }

    private static GnmiMetric Metric(string at, GnmiModuleFile.MetricEntry entry)
    {
        if (entry.Name is not { Length: > 0 } name)
            throw new GnmiModuleException($"{at} has a metric without a name.");
        at = $"{at}, metric {name}";
        if (SafeName.Metric(name) != name)
            throw new GnmiModuleException($"{at}: a metric's name has letters, digits and underscores only.");
        var type = entry.Type switch
        {
            "gauge" or null => MetricType.Gauge,
            "counter" => MetricType.Counter,
            "info" => MetricType.Info,
            _ => throw new GnmiModuleException($"{at}: the type '{entry.Type}' is not supported. There are gauge, counter and info."),
        };
        if ((type == MetricType.Info) != (entry.InfoLabel is not null))
            throw new GnmiModuleException($"{at}: 'info_label' belongs to the type info, and to no other.");
        foreach (var label in entry.Labels.Keys.Concat(entry.Lookups.Keys).Concat(entry.InfoLabel is null ? [] : [entry.InfoLabel]))
        {
            if (label.Length == 0 || SafeName.Label(label) != label)
                throw new GnmiModuleException($"{at}: '{label}' is no name of a label.");
        }
        return new GnmiMetric
        {
            Path = SchemaPath(at, entry.Path),
            Name = name,
            Type = type,
            Help = entry.Help ?? "",
            Labels = entry.Labels,
            Lookups = entry.Lookups.ToDictionary(l => l.Key, l => SchemaPath(at, l.Value), StringComparer.Ordinal),
            Drop = entry.Drop.ToDictionary(d => d.Key, d => d.Value ?? "", StringComparer.Ordinal),
            Values = new Dictionary<string, double>(entry.Values, StringComparer.OrdinalIgnoreCase),
            Scale = entry.Scale ?? 1,
            IsFloat = entry.Float,
            InfoLabel = entry.InfoLabel ?? "",
            Event = entry.Event is null ? null : Event(at, entry.Event),
        };
    }

    private static GnmiEventRule Event(string at, GnmiModuleFile.EventEntry entry)
    {
        if (entry is not { Name.Length: > 0, Good.Length: > 0 })
            throw new GnmiModuleException($"{at}: an event needs 'name' and 'good'.");
        return Enum.TryParse<PerceivedSeverity>(entry.Severity ?? nameof(PerceivedSeverity.Major), ignoreCase: true, out var severity) && severity > PerceivedSeverity.Cleared
            ? new GnmiEventRule(entry.Name, entry.Object ?? "", entry.Good, severity)
            : throw new GnmiModuleException($"{at}: '{entry.Severity}' is no severity. There are indeterminate, warning, minor, major and critical.");
    }

    private static string SchemaPath(string at, string? text)
    {
        if (text is not { Length: > 1 } || text[0] != '/' || GnmiPath.Read(text, out var path) is not null || path.Elements.Any(e => e.Keys.Count > 0))
            throw new GnmiModuleException($"{at}: '{text}' is no path of names such as /interfaces/interface/state/mtu.");
        return "/" + string.Join('/', path.Elements.Select(e => e.LocalName));
    }
}
