namespace Dashboard.Ingest.Ran.Ves;

/// <summary>A field that an object may have.</summary>
/// <param name="Name">Its name in UTF-8.</param>
/// <param name="Kind">What its value, or each of its values, must be.</param>
/// <param name="IsArray">Whether it has several.</param>
/// <param name="Choices">The words that it may be, in UTF-8, where it is a choice.</param>
internal sealed record VesField(byte[] Name, VesKind Kind, bool IsArray, byte[][] Choices)
{
    /// <summary>The rule of its value, where that is an object with one.</summary>
    public VesRule? Rule { get; set; }
}
