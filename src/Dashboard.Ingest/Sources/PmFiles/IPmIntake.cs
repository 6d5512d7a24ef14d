namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>Takes what a PM file holds, as it is read.</summary>
internal interface IPmIntake
{
    /// <summary>A managed element begins.</summary>
    void Begin(in PmElement element);

    /// <summary>One of its objects was measured for a period; the values are gone afterwards.</summary>
    void Take(PmValues values);

    /// <summary>It ends.</summary>
    void End();
}

/// <summary>A managed element as a file names it; all octets as they are written.</summary>
internal readonly ref struct PmElement
{
    /// <summary>What all names of the file lie below.</summary>
    public required ReadOnlySpan<byte> Prefix { get; init; }

    /// <summary>Its name.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>What people call it.</summary>
    public required ReadOnlySpan<byte> Label { get; init; }

    /// <summary>Who sent the file.</summary>
    public required ReadOnlySpan<byte> Sender { get; init; }

    /// <summary>Whether the octets are ISO 8859-1; otherwise they are UTF-8.</summary>
    public required bool IsLatin { get; init; }
}
