namespace Dashboard.Domain.Flows;

/// <summary>What flows are ranked by.</summary>
public enum FlowDimension
{
    /// <summary>What the exporter says it is, else the protocol and the server's port.</summary>
    Application,

    SourceAddress,

    DestinationAddress,

    SourceAs,

    DestinationAs,

    /// <summary>ISO 3166-1 alpha-2; only where the user gave a database of places.</summary>
    SourceCountry,

    DestinationCountry,

    /// <summary>The exporter's interface that flows came in by.</summary>
    InInterface,

    OutInterface,

    /// <summary>Differentiated services code point.</summary>
    Dscp,

    Vlan,

    /// <summary>Source, destination and application, as one exporter saw it.</summary>
    Conversation,

    Exporter,
}
