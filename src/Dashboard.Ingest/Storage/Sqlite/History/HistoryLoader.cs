using System.Globalization;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>Reads what the file knows of itself when it is opened.</summary>
internal static class HistoryLoader
{
    /// <summary>Fills in the series, the flushes and the spans of an open store.</summary>
    /// <exception cref="FormatException">A series' labels cannot be read.</exception>
    public static void Load(HistoryStore store)
    {
        using var series = store.Writer.Prepare("SELECT id, source, labels, last FROM series ORDER BY id");
        while (series.Step())
            store.Series.Load((int)series.Number(0), series.Text(1), LabelCodec.Read(series.Blob(2)), series.Number(3));
        using var flushes = store.Writer.Prepare("SELECT number, first_time, last_time FROM flush ORDER BY number");
        while (flushes.Step())
            store.Add(new Flush(flushes.Number(0), flushes.Number(1), flushes.Number(2)));
        using var floors = store.Writer.Prepare("SELECT level, time FROM floor");
        while (floors.Step())
            store.Spans.Raise((int)floors.Number(0), floors.Number(1));
        for (var level = 0; level < PageKey.Levels; level++)
        {
            var (first, end) = (PageKey.Of(level, 0, 0), PageKey.Of(level + 1, 0, 0));
            foreach (var extreme in (string[])["min", "max"])
            {
                var key = store.Writer.Number(string.Create(CultureInfo.InvariantCulture, $"SELECT coalesce({extreme}(key), -1) FROM page WHERE key >= {first} AND key < {end}"));
                if (key >= 0)
                    store.Spans.Note(level, PageKey.SpanOf(key));
            }
        }
        store.Measure();
    }
}
