namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// Where a page stands: level, then the span of time it covers, then the bucket of 128 series. Samples and roll-ups of a
/// minute have a page an hour, those of 15 min and of an hour a page a day (UTC).
/// </summary>
internal static class PageKey
{
    public const int Raw = 0;
    public const int Minutes = 1;
    public const int Quarters = 2;
    public const int Hours = 3;
    public const int Levels = 4;

    public const long HourMs = 3_600_000;
    public const long DayMs = 24 * HourMs;

    /// <summary>Series of a bucket: those whose numbers agree in all but the lowest seven bits.</summary>
    public const int BucketSeries = 1 << BucketShift;

    public const int BucketShift = 7;

    private const int SpanShift = 24;
    private const int LevelShift = 56;

    /// <summary>Milliseconds that a page covers.</summary>
    public static long SpanMs(int level) => level <= Minutes ? HourMs : DayMs;

    /// <summary>Milliseconds that one roll-up stands for; 0 for samples.</summary>
    public static long ResolutionMs(int level) => level switch
    {
        Raw => 0,
        Minutes => 60_000,
        Quarters => 15 * 60_000,
        _ => HourMs,
    };

    /// <summary>The key of a page. The first of a span is that of bucket 0.</summary>
    public static long Of(int level, long span, int bucket) => ((long)level << LevelShift) | Of(span, bucket);

    /// <summary>The key of what a flush brought to a bucket, or of a bucket's day.</summary>
    public static long Of(long number, int bucket) => (number << SpanShift) | (uint)bucket;

    public static long SpanOf(long key) => (key >> SpanShift) & 0xffff_ffff;

    public static int BucketOf(long key) => (int)(key & 0xff_ffff);
}
