using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Serialization;

namespace Dashboard.Ingest.Sources.Snmp.Modules;

/// <summary>
/// A file of modules as it is written: the form of snmp_exporter's <c>snmp.yml</c> (prometheus/snmp_exporter, generator
/// README), with <c>interval</c>, <c>fallback</c>, <c>fallback_scale</c>, <c>discontinuity</c>, <c>one_if</c> and <c>only_where</c> added.
/// </summary>
[SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
[SuppressMessage("Performance", "CA1852", Justification = "The YAML reader makes them.")]
internal sealed class SnmpModuleFile
{
    public Dictionary<string, ModuleEntry> Modules { get; set; } = []; // bound: SnmpModuleReader.MaxBytes of text

    /// <summary>Passed over: credentials belong into the settings.</summary>
    public object? Auths { get; set; }

    internal sealed class ModuleEntry
    {
        /// <summary>Passed over: the columns that metrics and lookups name are all that is asked for.</summary>
        public object? Walk { get; set; }

        /// <summary>Passed over, like <see cref="Walk"/>.</summary>
        public object? Get { get; set; }

        public string? Interval { get; set; }

        public List<MetricEntry> Metrics { get; set; } = [];
    }

    internal sealed class MetricEntry
    {
        public string? Name { get; set; }

        public string? Oid { get; set; }

        public string? Type { get; set; }

        public string? Help { get; set; }

        public List<IndexEntry> Indexes { get; set; } = [];

        public List<LookupEntry> Lookups { get; set; } = [];

        [YamlMember(Alias = "enum_values", ApplyNamingConventions = false)]
        public Dictionary<long, string> EnumValues { get; set; } = [];

        public double? Scale { get; set; }

        public double? Offset { get; set; }

        [YamlMember(Alias = "one_if", ApplyNamingConventions = false)]
        public long? OneIf { get; set; }

        [YamlMember(Alias = "only_where", ApplyNamingConventions = false)]
        public string? OnlyWhere { get; set; }

        public string? Fallback { get; set; }

        [YamlMember(Alias = "fallback_scale", ApplyNamingConventions = false)]
        public double? FallbackScale { get; set; }

        public string? Discontinuity { get; set; }
    }

    internal sealed class IndexEntry
    {
        [YamlMember(Alias = "labelname", ApplyNamingConventions = false)]
        public string? Label { get; set; }

        public string? Type { get; set; }

        [YamlMember(Alias = "fixed_size", ApplyNamingConventions = false)]
        public int FixedSize { get; set; }

        public bool Implied { get; set; }

        [YamlMember(Alias = "enum_values", ApplyNamingConventions = false)]
        public object? EnumValues { get; set; }
    }

    internal sealed class LookupEntry
    {
        public List<string> Labels { get; set; } = [];

        [YamlMember(Alias = "labelname", ApplyNamingConventions = false)]
        public string? Label { get; set; }

        public string? Oid { get; set; }

        public string? Type { get; set; }

        [YamlMember(Alias = "drop_source_indexes", ApplyNamingConventions = false)]
        public bool DropSourceIndexes { get; set; }

        public string? Fallback { get; set; }
    }
}
