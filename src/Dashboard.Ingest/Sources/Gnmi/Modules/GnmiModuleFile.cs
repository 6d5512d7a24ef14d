using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Serialization;

namespace Dashboard.Ingest.Sources.Gnmi.Modules;

/// <summary>A file of modules as it is written.</summary>
[SuppressMessage("Design", "CA1812", Justification = "The YAML reader makes them.")]
[SuppressMessage("Performance", "CA1852", Justification = "The YAML reader makes them.")]
internal sealed class GnmiModuleFile
{
    public Dictionary<string, ModuleEntry?> Modules { get; set; } = []; // bound: GnmiModuleReader.MaxCharacters of text

    internal sealed class ModuleEntry
    {
        public List<SubscriptionEntry> Subscribe { get; set; } = [];

        public List<MetricEntry> Metrics { get; set; } = [];

        public Dictionary<string, List<string>> Lists { get; set; } = [];
    }

    internal sealed class SubscriptionEntry
    {
        public string? Path { get; set; }

        public string? Mode { get; set; }

        public string? Interval { get; set; }
    }

    internal sealed class MetricEntry
    {
        public string? Path { get; set; }

        public string? Name { get; set; }

        public string? Type { get; set; }

        public string? Help { get; set; }

        public Dictionary<string, string> Labels { get; set; } = [];

        public Dictionary<string, string> Lookups { get; set; } = [];

        public Dictionary<string, string?> Drop { get; set; } = [];

        public Dictionary<string, double> Values { get; set; } = [];

        public double? Scale { get; set; }

        public bool Float { get; set; }

        [YamlMember(Alias = "info_label", ApplyNamingConventions = false)]
        public string? InfoLabel { get; set; }

        public EventEntry? Event { get; set; }
    }

    internal sealed class EventEntry
    {
        public string? Name { get; set; }

        public string? Object { get; set; }

        public string? Good { get; set; }

        public string? Severity { get; set; }
    }
}
