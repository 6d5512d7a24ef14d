namespace Dashboard.Domain.Logs;

/// <summary>How many lines there were, by time and by severity.</summary>
public sealed class LogHistogram
{
    /// <summary>Severities of syslog.</summary>
    public const int Severities = 8;

    private static readonly long[] Steps =
        [1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000];

    private readonly long[] _counts; // bound: twice the bars asked for

    /// <param name="from">The earliest time, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="to">The latest.</param>
    /// <param name="bars">Bars at most, by and large.</param>
    public LogHistogram(long from, long to, int bars = 80)
    {
        var step = Math.Max(1, (to - from) / bars);
        Step = Array.Find(Steps, s => s >= step) is var found and > 0 ? found : (step + 86_400_000 - 1) / 86_400_000 * 86_400_000;
        From = from / Step * Step;
        Bars = (int)Math.Max(1, ((to - From) / Step) + 1);
        _counts = new long[Bars * Severities];
    }

    /// <summary>When the first bar begins; a multiple of the step.</summary>
    public long From { get; }

    /// <summary>The time of a bar, in milliseconds.</summary>
    public long Step { get; }

    public int Bars { get; }

    /// <summary>All lines.</summary>
    public long Total { get; private set; }

    /// <summary>Time down to which lines were counted, where patience ended first; else null.</summary>
    public long? LookedBackTo { get; set; }

    /// <summary>Lines of a bar by severity, 0 (emergency) to 7 (debug).</summary>
    public ReadOnlySpan<long> Of(int bar) => _counts.AsSpan(bar * Severities, Severities);

    /// <summary>Whether a time belongs to the same bar as another, so that lines between them need not be told apart.</summary>
    public bool IsOneBar(long first, long last) => BarOf(first) == BarOf(last);

    /// <summary>Counts lines of a time; those of no bar are let be.</summary>
    public void Add(long time, int severity, long lines = 1)
    {
        if (BarOf(time) is var bar && (bar < 0 || bar >= Bars))
            return;
        _counts[(bar * Severities) + severity] += lines;
        Total += lines;
    }

    private long BarOf(long time) => (time - From) / Step - (time < From ? 1 : 0);
}
