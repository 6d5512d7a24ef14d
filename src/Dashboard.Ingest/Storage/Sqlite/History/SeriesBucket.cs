namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>What is known in memory of 128 series besides their labels: who brings them, and which time their samples cover.</summary>
internal sealed class SeriesBucket
{
    public SeriesBucket()
    {
        Array.Fill(First, long.MaxValue);
        Array.Fill(Last, long.MinValue);
    }

    public string?[] Sources { get; } = new string?[PageKey.BucketSeries];

    /// <summary>Not after the first timestamp kept.</summary>
    public long[] First { get; } = new long[PageKey.BucketSeries];

    /// <summary>Not before the last timestamp kept.</summary>
    public long[] Last { get; } = new long[PageKey.BucketSeries];

    /// <summary>The last flush of which there are samples that no page holds yet; 0 where there are none. Changed by whoever holds the right to write.</summary>
    public long LastFlush { get; set; }

    /// <summary>Takes a sample's time into account.</summary>
    public void Note(int series, long first, long last)
    {
        if (first < First[series])
            Volatile.Write(ref First[series], first);
        if (last > Last[series])
            Volatile.Write(ref Last[series], last);
    }
}
