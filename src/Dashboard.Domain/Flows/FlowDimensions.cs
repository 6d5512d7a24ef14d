using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows;

/// <summary>What a flow counts under in each <see cref="FlowDimension"/>, and what that is called.</summary>
internal sealed class FlowDimensions(FlowExporters exporters, IFlowPlaces? places)
{
    /// <summary>The key of a flow; false where it has none, such as a VLAN where it came untagged.</summary>
    public bool TryKey(FlowDimension dimension, ref readonly FlowRecord record, out FlowKey key)
    {
        key = dimension switch
        {
            FlowDimension.Application => new(FlowApplications.Of(in record)),
            FlowDimension.SourceAddress => new(record.Source),
            FlowDimension.DestinationAddress => new(record.Destination),
            FlowDimension.SourceAs => new(SourceAs(in record)),
            FlowDimension.DestinationAs => new(DestinationAs(in record)),
            FlowDimension.SourceCountry => new(CountryOf(record.Source)),
            FlowDimension.DestinationCountry => new(CountryOf(record.Destination)),
            FlowDimension.InInterface => new(InterfaceOf(record.Exporter, record.InInterface)),
            FlowDimension.OutInterface => new(InterfaceOf(record.Exporter, record.OutInterface)),
            FlowDimension.Dscp => new(record.Dscp),
            FlowDimension.Vlan => new(record.Vlan),
            FlowDimension.Conversation => new(new ConversationKey(record.Source, record.Destination, FlowApplications.Of(in record), record.Exporter)),
            _ => new(record.Exporter),
        };
        return dimension switch
        {
            FlowDimension.SourceAs or FlowDimension.DestinationAs or FlowDimension.Vlan => key.Number != 0,
            FlowDimension.InInterface => record.InInterface != 0,
            FlowDimension.OutInterface => record.OutInterface != 0,
            FlowDimension.SourceCountry or FlowDimension.DestinationCountry => places is not null,
            _ => true,
        };
    }

    /// <summary>A key in words.</summary>
    public FlowRank Name(FlowDimension dimension, FlowKey key)
    {
        if (dimension == FlowDimension.Conversation)
        {
            var (source, destination, application) = (key.Conversation.Source.ToString(), key.Conversation.Destination.ToString(), FlowApplications.Name(key.Conversation.Application, exporters));
            return new FlowRank($"{source} → {destination} {application}", 0, 0, 0, 0, source, destination, application, exporters[(int)key.Conversation.Exporter].Name);
        }
        return new FlowRank(dimension is FlowDimension.SourceAddress or FlowDimension.DestinationAddress ? key.Conversation.Source.ToString() : Name(dimension, key.Number), 0, 0, 0, 0);
    }

    /// <summary>The number of an exporter's interface.</summary>
    public static ulong InterfaceOf(ushort exporter, uint index) => ((ulong)exporter << 32) | index;

    public uint SourceAs(ref readonly FlowRecord record) => record.SourceAs != 0 || places is null ? record.SourceAs : places.AsOf(record.Source);

    public uint DestinationAs(ref readonly FlowRecord record) => record.DestinationAs != 0 || places is null ? record.DestinationAs : places.AsOf(record.Destination);

    public ushort CountryOf(NetworkAddress address) => places?.CountryOf(address) ?? 0;

    private string Name(FlowDimension dimension, ulong number) => dimension switch
    {
        FlowDimension.Application => FlowApplications.Name(number, exporters),
        FlowDimension.SourceAs or FlowDimension.DestinationAs => number == 0 ? "unknown" : $"AS{number}",
        FlowDimension.SourceCountry or FlowDimension.DestinationCountry => number == 0 ? "unknown" : $"{(char)(number >> 8)}{(char)(number & 0xff)}",
        FlowDimension.InInterface or FlowDimension.OutInterface => exporters[(int)(number >> 32)] is var exporter && (uint)number != 0 ? $"{exporter.Name} {exporter.InterfaceName((uint)number)}" : $"{exporter.Name} unknown",
        FlowDimension.Exporter => exporters[(int)number].Name,
        _ => number.ToString(),
    };
}

/// <summary>What flows count under, whichever dimension it is of: a number, an address or a conversation.</summary>
internal readonly record struct FlowKey(ConversationKey Conversation) : IFlowKey<FlowKey>
{
    public FlowKey(ulong number)
        : this(new NetworkAddress(0, number))
    {
    }

    public FlowKey(NetworkAddress address)
        : this(new ConversationKey(address, default, 0, 0))
    {
    }

    public ulong Number => Conversation.Source.Low;

    public uint Hash => Conversation.Hash;
}
