using System.Diagnostics.CodeAnalysis;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>Targets of a file that share labels, in the form of Prometheus's <c>file_sd_configs</c>.</summary>
[SuppressMessage("Design", "CA1812", Justification = "The readers of JSON and YAML make them.")]
internal sealed class TargetGroup
{
    /// <summary>Hosts with their ports.</summary>
    public List<string?>? Targets { get; set; } // bound: TargetFile.MaxBytes of text

    /// <summary>What all their series get; <c>__scheme__</c> and <c>__metrics_path__</c> say where metrics are.</summary>
    public Dictionary<string, string?>? Labels { get; set; } // bound: TargetFile.MaxBytes of text
}
