using System.Text.RegularExpressions;
using Dashboard.Domain.Kpi;
using Dashboard.Domain.Ran;
using Dashboard.Domain.TimeSeries;
using Microsoft.AspNetCore.Http.Extensions;
using MatchType = Dashboard.Domain.TimeSeries.MatchType;

namespace Dashboard.Web.Network;

/// <summary>A part of the radio network that is looked at: an object, a site or a slice, and how its series are told from all others.</summary>
public sealed record NetworkPlace
{
    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it is, in a word or two.</summary>
    public required string Kind { get; init; }

    /// <summary>The object; null for a site or a slice.</summary>
    public NetworkObject? Object { get; init; }

    /// <summary>The site that is chosen; empty where it is no site.</summary>
    public string Site { get; init; } = "";

    /// <summary>What its series' labels fulfil; empty above managed elements, which have no series of their own.</summary>
    public IReadOnlyList<LabelMatcher> Within { get; init; } = [];

    /// <summary>The level that its KPIs are computed for; null where it has none.</summary>
    public KpiLevel? Level { get; init; }

    /// <summary>What an address means; null where nothing is chosen, or nothing of that name is known.</summary>
    public static NetworkPlace? Of(NetworkTree.Snapshot network, NetworkView address)
    {
        if (address.Node.Length > 0)
            return network.Find(address.Node) is { } node ? Of(node) : null;
        if (address.Site.Length > 0)
            return network.Sites.Contains(address.Site) ? new() { Title = address.Site, Kind = "site", Site = address.Site, Level = KpiLevel.Site, Within = [Is("site", address.Site)] } : null;
        return network.Slices.Contains(address.Slice)
            ? new() { Title = SliceTitle(address.Slice), Kind = "slice", Level = KpiLevel.Slice, Within = [Is("snssai", address.Slice)] }
            : null;
    }

    /// <summary>A slice with what it serves, where its type is a standardised one.</summary>
    public static string SliceTitle(string snssai) => Snssai.TryParse(snssai, out var read) && read.Service.Length > 0 ? $"{snssai} {read.Service}" : snssai;

    /// <summary>Where its series of a metric are explored.</summary>
    public string Explore(string metric) => "/explore" + new QueryBuilder { { "query", Select(metric) } };

    /// <summary>Its series of a metric, in PromQL.</summary>
    public string Select(string metric) => $"{metric}{{{string.Join(", ", Within)}}}";

    private static NetworkPlace Of(NetworkObject node) => new()
    {
        Title = node.Class.Length > 0 ? $"{node.Class}={node.Value}" : node.Value,
        Kind = node.Kind switch
        {
            NetworkObjectKind.Element => "managed element",
            NetworkObjectKind.Function => "function",
            NetworkObjectKind.Cell => "cell",
            _ => node.Instance.Length > 0 ? "managed object" : "part of the network",
        },
        Object = node,
        Level = node.Kind switch
        {
            NetworkObjectKind.Cell => KpiLevel.Cell,
            NetworkObjectKind.Element or NetworkObjectKind.Function => KpiLevel.Network,
            _ => null,
        },
        Within = node.Instance.Length == 0 ? []
            : node.Kind == NetworkObjectKind.Cell && node.Cell.Length > 0 ? [Is("instance", node.Instance), Is("cell", node.Cell)]
            : node.Local.Length == 0 ? [Is("instance", node.Instance)]
            : [Is("instance", node.Instance), new("ldn", MatchType.Regex, $"{Regex.Escape(node.Local)}(,.*)?")],
    };

    private static LabelMatcher Is(string label, string value) => new(label, MatchType.Equal, value);
}
