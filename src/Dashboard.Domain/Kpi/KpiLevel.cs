using Dashboard.Domain.TimeSeries;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Domain.Kpi;

/// <summary>What a KPI is computed for, each by itself.</summary>
public enum KpiLevel
{
    /// <summary>The whole network.</summary>
    Network,

    /// <summary>Clusters of sites, by the label <c>cluster</c>.</summary>
    Cluster,

    /// <summary>Sites, by the label <c>site</c>.</summary>
    Site,

    /// <summary>Cells, by the labels <c>instance</c>, <c>site</c> and <c>cell</c>.</summary>
    Cell,

    /// <summary>Slices, by the label <c>snssai</c>.</summary>
    Slice,
}

/// <summary>The labels that tell the things of a level apart.</summary>
public static class KpiLevels
{
    private static readonly LabelMatcher[] HasCluster = [new("cluster", MatchType.NotEqual, "")];
    private static readonly LabelMatcher[] HasSite = [new("site", MatchType.NotEqual, "")];
    private static readonly LabelMatcher[] HasCell = [new("cell", MatchType.NotEqual, "")];
    private static readonly LabelMatcher[] HasSlice = [new("snssai", MatchType.NotEqual, "")];

    /// <summary>Names of labels with commas between them, as PromQL's <c>by</c> takes them; empty for the network.</summary>
    public static string Labels(this KpiLevel level) => level switch
    {
        KpiLevel.Cluster => "cluster",
        KpiLevel.Site => "site",
        KpiLevel.Cell => "instance, site, cell",
        KpiLevel.Slice => "snssai",
        _ => "",
    };

    /// <summary>What keeps out series that belong to nothing of the level; nothing for the network.</summary>
    public static IReadOnlyList<LabelMatcher> Scope(this KpiLevel level) => level switch
    {
        KpiLevel.Cluster => HasCluster,
        KpiLevel.Site => HasSite,
        KpiLevel.Cell => HasCell,
        KpiLevel.Slice => HasSlice,
        _ => [],
    };
}
