using System.Globalization;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Messages;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>Reads files of modules. What is in them and not supported is refused, so that nothing is missed in silence.</summary>
public static class SnmpModuleReader
{
    /// <summary>Characters that a file may have.</summary>
    public const int MaxCharacters = 16 << 20;

    /// <summary>The modules of a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <exception cref="SnmpModuleException">It cannot be used.</exception>
    public static IReadOnlyList<SnmpModule> Read(string yaml, string file)
    {
        if (yaml.Length > MaxCharacters)
            throw new SnmpModuleException($"{file} has more than {MaxCharacters} characters.");
        var reader = new DeserializerBuilder().WithNamingConvention(LowerCaseNamingConvention.Instance).Build();
        SnmpModuleFile? content;
        try
        {
            content = reader.Deserialize<SnmpModuleFile?>(yaml);
        }
        catch (YamlException e)
        {
            throw new SnmpModuleException($"{file}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        if (content is null || content.Modules.Count == 0)
            throw new SnmpModuleException($"{file} has no modules: they belong below the key 'modules'.");
        return [.. content.Modules.Select(m => Module(file, m.Key, m.Value ?? new()))];
    }

    private static SnmpModule Module(string file, string name, SnmpModuleFile.ModuleEntry entry)
    {
        TimeSpan? interval = null;
        if (entry.Interval is { } text)
        {
            if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) || span <= TimeSpan.Zero)
                throw new SnmpModuleException($"{file}: module {name} has the interval '{text}', which is no time span such as 00:05:00.");
            interval = span;
        }
        return new SnmpModule(name, interval, [.. entry.Metrics.Select(m => Metric($"{file}: module {name}", m))]);
    }

    private static SnmpMetric Metric(string at, SnmpModuleFile.MetricEntry entry)
    {
        if (entry.Name is not { Length: > 0 } name)
            throw new SnmpModuleException($"{at} has a metric without a name.");
        at = $"{at}, metric {name}";
        if (SafeName.Metric(name) != name)
            throw new SnmpModuleException($"{at}: a metric's name has letters, digits and underscores only.");
        var indexes = entry.Indexes.Select(i => Index(at, i)).ToArray();
        return new SnmpMetric
        {
            Name = name,
            Oid = Oid(at, entry.Oid),
            Type = Type(at, entry.Type ?? "gauge"),
            Help = entry.Help ?? "",
            Indexes = indexes,
            Lookups = [.. entry.Lookups.Select(l => Lookup(at, l, indexes))],
            Names = entry.EnumValues,
            Scale = entry.Scale ?? 1,
            Offset = entry.Offset ?? 0,
            OneIf = entry.OneIf,
            OnlyWhere = entry.OnlyWhere ?? "",
            Fallback = entry.Fallback is null ? null : Oid(at, entry.Fallback),
            FallbackScale = entry.FallbackScale ?? entry.Scale ?? 1,
            Discontinuity = entry.Discontinuity is null ? null : Oid(at, entry.Discontinuity),
        };
    }

    private static SnmpIndex Index(string at, SnmpModuleFile.IndexEntry entry)
    {
        var type = entry.Type switch
        {
            "gauge" or "counter" or "Integer" or null => SnmpIndexType.Number,
            "OctetString" or "DisplayString" => SnmpIndexType.Text,
            "PhysAddress48" => SnmpIndexType.PhysAddress,
            "InetAddressIPv4" or "IpAddr" => SnmpIndexType.Ipv4,
            "InetAddressIPv6" => SnmpIndexType.Ipv6,
            "InetAddress" => SnmpIndexType.InetAddress,
            _ => throw new SnmpModuleException($"{at}: an index of type '{entry.Type}' is not supported."),
        };
        return new SnmpIndex(Label(at, entry.Label), type, type == SnmpIndexType.PhysAddress ? 6 : entry.FixedSize, entry.Implied);
    }

    private static SnmpLookup Lookup(string at, SnmpModuleFile.LookupEntry entry, SnmpIndex[] indexes)
    {
        foreach (var label in entry.Labels)
        {
            if (!indexes.Any(i => i.Label == label))
                throw new SnmpModuleException($"{at}: the lookup of '{entry.Label}' goes by '{label}', which is no index of the metric.");
        }
        if (entry.Labels.Count == 0)
            throw new SnmpModuleException($"{at}: the lookup of '{entry.Label}' does not say which indexes it goes by.");
        // Without a column, a lookup only takes its indexes away.
        return entry.Oid is null
            ? new SnmpLookup(entry.Labels, "", null, SnmpMetricType.Text, DropsIndexes: true, null)
            : new SnmpLookup(entry.Labels, Label(at, entry.Label), Oid(at, entry.Oid), Type(at, entry.Type ?? "DisplayString"), entry.DropSourceIndexes, entry.Fallback is null ? null : Oid(at, entry.Fallback));
    }

    private static SnmpMetricType Type(string at, string type) => type switch
    {
        "gauge" or "Float" or "Double" => SnmpMetricType.Gauge,
        "counter" => SnmpMetricType.Counter,
        "DisplayString" or "OctetString" => SnmpMetricType.Text,
        "PhysAddress48" => SnmpMetricType.PhysAddress,
        "InetAddressIPv4" or "InetAddressIPv6" or "IpAddr" => SnmpMetricType.Address,
        "EnumAsInfo" => SnmpMetricType.EnumInfo,
        "DateAndTime" => SnmpMetricType.DateAndTime,
        _ => throw new SnmpModuleException($"{at}: the type '{type}' is not supported. There are gauge, counter, Float, Double, DisplayString, OctetString, PhysAddress48, InetAddressIPv4, InetAddressIPv6, IpAddr, EnumAsInfo and DateAndTime."),
    };

    private static ObjectIdentifier Oid(string at, string? text) =>
        ObjectIdentifier.TryParse(text, out var oid) ? oid : throw new SnmpModuleException($"{at}: '{text}' is not an object identifier such as 1.3.6.1.2.1.2.2.1.10.");

    private static string Label(string at, string? name) =>
        name is { Length: > 0 } && SafeName.Label(name) == name ? name : throw new SnmpModuleException($"{at}: '{name}' is no name of a label.");
}
