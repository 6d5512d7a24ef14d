namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>What one page holds of one series.</summary>
/// <param name="Level">The page's level.</param>
/// <param name="Start">The time that the page begins with, ms since 1970-01-01 UTC.</param>
/// <param name="Offset">Where its octets lie in the contents.</param>
/// <param name="Length">How many they are.</param>
internal readonly record struct PagePart(int Level, long Start, int Offset, int Length);
