using System.Numerics;

namespace Dashboard.Domain.Flows;

/// <summary>A minute that flows are still being added to.</summary>
internal sealed class FlowMinute
{
    private const int SmallSlots = 1024;

    public FlowMinute(FlowStoreOptions options)
    {
        var slots = (int)BitOperations.RoundUpToPowerOf2((uint)options.TrackedKeys);
        (Sources, Destinations, Conversations) = (new(slots), new(slots), new(slots * 2));
        Numbers = new HeavyHitters<NumberKey>?[Enum.GetValues<FlowDimension>().Length];
        foreach (var dimension in Enum.GetValues<FlowDimension>())
        {
            Numbers[(int)dimension] = dimension switch
            {
                FlowDimension.SourceAddress or FlowDimension.DestinationAddress or FlowDimension.Conversation => null,
                FlowDimension.Dscp or FlowDimension.SourceCountry or FlowDimension.DestinationCountry => new(SmallSlots),
                _ => new(SmallSlots * 4),
            };
        }
    }

    /// <summary>Minutes since 1970.</summary>
    public long Minute { get; set; }

    public HeavyHitters<AddressKey> Sources { get; }

    public HeavyHitters<AddressKey> Destinations { get; }

    public HeavyHitters<ConversationKey> Conversations { get; }

    /// <summary>The rankings by a number, at the place of their <see cref="FlowDimension"/>.</summary>
    public HeavyHitters<NumberKey>?[] Numbers { get; }

    public ulong Octets { get; private set; }

    public ulong Packets { get; private set; }

    public ulong Flows { get; private set; }

    public void CountTotal(ulong octets, ulong packets, ulong flows)
    {
        Octets += octets;
        Packets += packets;
        Flows += flows;
    }

    public void Begin(long minute)
    {
        if (Flows > 0)
        {
            Sources.Clear();
            Destinations.Clear();
            Conversations.Clear();
            foreach (var table in Numbers)
                table?.Clear();
        }
        (Minute, Octets, Packets, Flows) = (minute, 0, 0, 0);
    }

    /// <summary>What is kept of it.</summary>
    public SealedMinute Seal(int entries) => new()
    {
        Minute = Minute,
        Octets = Octets,
        Packets = Packets,
        Flows = Flows,
        Sources = SealedRanking<AddressKey>.Of(Sources, entries),
        Destinations = SealedRanking<AddressKey>.Of(Destinations, entries),
        Conversations = SealedRanking<ConversationKey>.Of(Conversations, entries),
        Numbers = [.. Numbers.Select(n => n is null ? null : SealedRanking<NumberKey>.Of(n, entries))],
    };
}

/// <summary>What is kept of a minute that is over.</summary>
internal sealed class SealedMinute
{
    public required long Minute { get; init; }

    public required ulong Octets { get; init; }

    public required ulong Packets { get; init; }

    public required ulong Flows { get; init; }

    public required SealedRanking<AddressKey> Sources { get; init; }

    public required SealedRanking<AddressKey> Destinations { get; init; }

    public required SealedRanking<ConversationKey> Conversations { get; init; }

    public required SealedRanking<NumberKey>?[] Numbers { get; init; }
}

/// <summary>The entries of a ranking with the most octets, most first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Missing">Octets that a key which is not among them may have had at most.</param>
internal sealed record SealedRanking<TKey>(HeavyHitters<TKey>.Entry[] Entries, ulong Missing)
    where TKey : unmanaged, IFlowKey<TKey>
{
    public static SealedRanking<TKey> Of(HeavyHitters<TKey> table, int entries)
    {
        var top = table.Top(entries, out var missing);
        return new SealedRanking<TKey>(top, missing);
    }
}
