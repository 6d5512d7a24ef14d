using Dashboard.Domain.Flows;

namespace Dashboard.Web.Components.Flows;

/// <summary>Where an entry of a ranking leads: to the flows that it is made of, ranked by what is asked of them next.</summary>
internal static class FlowDrill
{
    /// <summary>What can be ranked, as it is offered.</summary>
    public static IEnumerable<(FlowDimension Dimension, string Title)> Dimensions(bool hasPlaces) =>
        All.Where(d => hasPlaces || d.Dimension is not FlowDimension.SourceCountry and not FlowDimension.DestinationCountry);

    private static readonly (FlowDimension Dimension, string Title)[] All =
    [
        (FlowDimension.Application, "Application"), (FlowDimension.SourceAddress, "Source"), (FlowDimension.DestinationAddress, "Destination"), (FlowDimension.Conversation, "Conversation"),
        (FlowDimension.InInterface, "In interface"), (FlowDimension.OutInterface, "Out interface"), (FlowDimension.SourceAs, "Source AS"), (FlowDimension.DestinationAs, "Destination AS"),
        (FlowDimension.SourceCountry, "Source country"), (FlowDimension.DestinationCountry, "Destination country"), (FlowDimension.Dscp, "DSCP"), (FlowDimension.Vlan, "VLAN"), (FlowDimension.Exporter, "Exporter"),
    ];

    /// <summary>A dimension as it is offered.</summary>
    public static string Title(FlowDimension dimension) => Array.Find(All, d => d.Dimension == dimension).Title;

    /// <summary>The address of what an entry is made of.</summary>
    public static FlowAddress Into(FlowAddress address, FlowDimension dimension, FlowRank entry) =>
        address.With(Narrow(address.Filter, dimension, entry)) with { By = Next(dimension) };

    /// <summary>The address of what a node of a Sankey diagram is made of.</summary>
    public static FlowAddress Into(FlowAddress address, FlowDimension dimension, FlowNode node) => Into(address, dimension, new FlowRank(node.Name, 0, 0, 0, 0)) with { By = address.By };

    private static FlowTerms Narrow(FlowTerms filter, FlowDimension dimension, FlowRank entry) => dimension switch
    {
        FlowDimension.Application => filter.With("app", entry.Name),
        FlowDimension.SourceAddress => filter.With("src", entry.Name),
        FlowDimension.DestinationAddress => filter.With("dst", entry.Name),
        FlowDimension.SourceAs => filter.With("src-as", AsOf(entry.Name)),
        FlowDimension.DestinationAs => filter.With("dst-as", AsOf(entry.Name)),
        FlowDimension.SourceCountry => filter.With("src-country", entry.Name),
        FlowDimension.DestinationCountry => filter.With("dst-country", entry.Name),
        // An exporter's name has no space in it, an interface's may have.
        FlowDimension.InInterface or FlowDimension.OutInterface => entry.Name.Split(' ', 2) is [var exporter, var name] ? filter.With("exporter", exporter).With("if", name == "unknown" ? "0" : name) : filter,
        FlowDimension.Dscp => filter.With("dscp", entry.Name),
        FlowDimension.Vlan => filter.With("vlan", entry.Name),
        FlowDimension.Exporter => filter.With("exporter", entry.Name),
        _ => filter.With("src", entry.Source).With("dst", entry.Destination).With("app", entry.Application),
    };

    private static string AsOf(string name) => name == "unknown" ? "0" : name;

    private static FlowDimension Next(FlowDimension dimension) => dimension switch
    {
        FlowDimension.Application or FlowDimension.SourceAs or FlowDimension.SourceCountry => FlowDimension.SourceAddress,
        FlowDimension.DestinationAs or FlowDimension.DestinationCountry => FlowDimension.DestinationAddress,
        FlowDimension.Exporter => FlowDimension.InInterface,
        _ => FlowDimension.Conversation,
    };
}
