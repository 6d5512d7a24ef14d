using System.ComponentModel.DataAnnotations;

namespace Dashboard.Domain.Flows;

/// <summary>How much of flows is kept in memory, settings section <c>Noc:Flows</c>.</summary>
public sealed class FlowStoreOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Flows";

    /// <summary>Memory for single flows of the last minutes, 128 octets each. Default 64 MiB; 1 MiB to 64 GiB.</summary>
    [Range(1L << 20, 1L << 36)]
    public long RawBytes { get; init; } = 64 << 20;

    /// <summary>Minutes whose rankings are kept, up to 125 KB each at the default of <see cref="KeptEntries"/>. Default 180; 5 to 10,080.</summary>
    [Range(5, 10_080)]
    public int KeptMinutes { get; init; } = 180;

    /// <summary>Entries of each ranking that are kept of a minute that is over. Default 250; 10 to 10,000.</summary>
    [Range(10, 10_000)]
    public int KeptEntries { get; init; } = 250;

    /// <summary>Places for addresses in the tables of a minute, of which three quarters are used, and twice as many for conversations; the more, the smaller the error that each ranking states. Default 8192, about 14 MB in all; 1024 to 1,048,576.</summary>
    [Range(1024, 1 << 20)]
    public int TrackedKeys { get; init; } = 8192;

    /// <summary>Conversations that get a series of their own; the others are added up by exporter and application. Default 100; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int ConversationSeries { get; init; } = 100;
}
