namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>A list as XML has it, with white space between its words.</summary>
internal static class PmList
{
    /// <summary>Takes the next word off a list; false where none is left.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> list, out ReadOnlySpan<byte> word)
    {
        list = list.TrimStart(" \t\r\n"u8);
        var end = list.IndexOfAny(" \t\r\n"u8);
        word = end < 0 ? list : list[..end];
        list = list[word.Length..];
        return !word.IsEmpty;
    }
}
