using Dashboard.Domain.Lineage;

namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>A PM file that was read.</summary>
public sealed record PmFileEntry
{
    /// <summary>What it holds, as the hexadecimal digits of its SHA-256.</summary>
    public required string Hash { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its octets, as it came.</summary>
    public required long Bytes { get; init; }

    /// <summary>When it was read, in milliseconds since 1970-01-01 UTC.</summary>
    public required long ReadAt { get; init; }

    /// <summary>What came of it: <see cref="Stored"/>, <see cref="Partial"/> or <see cref="Failed"/>.</summary>
    public required string Result { get; init; }

    /// <summary>Why it failed, or what was unusual about it; empty where nothing was.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Values that it gave.</summary>
    public long ValueCount { get; init; }

    /// <summary>Who sent it; empty where it does not say.</summary>
    public string Sender { get; init; } = "";

    /// <summary>The first end of a period that it has, in milliseconds since 1970-01-01 UTC; 0 where it has none.</summary>
    public long FromTime { get; init; }

    /// <summary>The last one.</summary>
    public long ToTime { get; init; }

    /// <summary>The elements that it has values of, as <see cref="InstanceSet"/> writes them down; not read with lists of files.</summary>
    internal byte[] Instances { get; init; } = [];

    /// <summary>Where it is kept to be read again; empty where it is not.</summary>
    public string Kept { get; init; } = "";

    internal Delivery ToDelivery() => new() { Kind = "file", Name = Name, Reference = Hash, Sender = Sender, ArrivedAt = ReadAt, From = FromTime, To = ToTime };

    /// <summary>All of it is stored.</summary>
    public const string Stored = "stored";

    /// <summary>It broke off; what was there is stored.</summary>
    public const string Partial = "partial";

    /// <summary>It could not be read to its end.</summary>
    public const string Failed = "failed";
}
