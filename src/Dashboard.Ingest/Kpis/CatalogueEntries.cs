namespace Dashboard.Ingest.Kpis;

/// <summary>Entries of a catalogue in their order, of which no two have one name.</summary>
internal static class CatalogueEntries
{
    /// <summary>Puts an entry in the place of the one that has its name, or at the end.</summary>
    public static void Put<T>(this List<T> entries, T entry, Func<T, string> name)
    {
        var at = entries.FindIndex(e => name(e) == name(entry));
        if (at < 0)
            entries.Add(entry);
        else
            entries[at] = entry;
    }
}
