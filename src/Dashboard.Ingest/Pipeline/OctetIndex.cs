namespace Dashboard.Ingest.Pipeline;

/// <summary>An index of rows by the hash of their octets, open addressing over a power of two: an entry is the hash's upper half above the row's number, 0 where free.</summary>
internal static class OctetIndex
{
    /// <summary>The entry of a row.</summary>
    public static long Entry(ulong hash, int number) => (long)(hash & 0xffff_ffff_0000_0000) | (uint)number;

    /// <summary>Whether an entry may be that of octets with a hash; the octets themselves decide.</summary>
    public static bool MayBe(long entry, ulong hash) => (ulong)(entry ^ (long)hash) >> 32 == 0;

    /// <summary>The same entries with twice the room.</summary>
    public static long[] Doubled(long[] index)
    {
        var larger = new long[index.Length * 2];
        var mask = larger.Length - 1;
        foreach (var entry in index)
        {
            if (entry == 0)
                continue;
            var place = (int)((ulong)entry >> 32) & mask;
            while (larger[place] != 0)
                place = (place + 1) & mask;
            larger[place] = entry;
        }
        return larger;
    }
}
