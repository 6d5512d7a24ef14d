using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Gnmi.Modules;

namespace Dashboard.Ingest.Sources.Gnmi.Tree;

/// <summary>A leaf that became series: one for each rule, or one under its own path where there is no rule.</summary>
internal sealed class GnmiLeaf(GnmiNode node, bool isRepeated)
{
    public GnmiNode Node => node;

    /// <summary>The rules; none for a series under the leaf's own path.</summary>
    public GnmiMetric[] Metrics => node.Metrics;

    /// <summary>Whether its value holds until another one is sent.</summary>
    public bool IsRepeated => isRepeated;

    /// <summary>Its series, one for each rule.</summary>
    public Cell[] Cells { get; } = new Cell[Math.Max(1, node.Metrics.Length)];

    /// <summary>The node below which values are its labels; null where none are.</summary>
    public GnmiNode? Anchor { get; set; }

    /// <summary>The anchor's version that its labels are of.</summary>
    public int Version { get; set; } = -1;

    /// <summary>The pipeline's epoch that its series are of.</summary>
    public long Epoch { get; set; } = -1;

    /// <summary>When a sample was last made of it, in milliseconds since 1970-01-01 UTC.</summary>
    public long SampledAt { get; set; }

    /// <summary>Its text, where that tells something when it changes.</summary>
    public string? Text { get; set; }

    internal struct Cell
    {
        public SeriesRef Series;
        public double Value;

        /// <summary>Whether it has a value.</summary>
        public bool IsSet;

        /// <summary>Of a series of text, the text among its labels.</summary>
        public string? Info;
    }
}
