using Dashboard.Domain.Analytics.Patterns;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Patterns;

/// <summary>
/// Looks for patterns in the series of its rules from time to time, and keeps what it found as a <see cref="PatternBook"/>:
/// over days what repeats, comes back, rises and falls; over hours what changed and, among neighbours, what moves together.
/// </summary>
public sealed class PatternSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "patterns";

    // What is there from before has been read by then, and what starts up wants the processor for itself.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(2);

    private readonly IReadOnlyList<PatternRule> _rules;
    private readonly PatternOptions _options;
    private readonly QueryEngine _engine;
    private readonly TimeProvider _time;
    private volatile PatternBook _book = PatternBook.Empty;

    /// <summary>A source over the rules that come with the program.</summary>
    public PatternSource(PatternOptions options, QueryEngine engine, SourceRegistry sources, IngestMetrics metrics, TimeProvider time)
        : this(StandardPatternRules.All, options, engine, sources, metrics, time)
    {
    }

    internal PatternSource(IReadOnlyList<PatternRule> rules, PatternOptions options, QueryEngine engine, SourceRegistry sources, IngestMetrics metrics, TimeProvider time)
    {
        (_rules, _options, _engine, _time) = (rules, options, engine, time);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Patterns",
            Protocol = "series looked through",
            Kinds = [TelemetryKind.Metric],
            Capabilities = ["looks for patterns"],
            Interval = options.Interval,
        };
        Meter = sources.Register(Description);
        metrics.ObserveEach("noc_patterns", "Patterns that were found when they were last looked for.", "type", () => Enum.GetValues<PatternType>().Select(t => (t.ToString(), (double)_book.Patterns.Count(p => p.Type == t))));
        metrics.Observe("noc_patterns_left_out_series", "Series that patterns were not looked for in because there were too many.", () => _book.LeftOut);
        metrics.Observe("noc_patterns_look_seconds", "How long it took to look for patterns.", () => _book.Took.TotalSeconds);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>What was found at the last look.</summary>
    public PatternBook Book => _book;

    public async Task Run(CancellationToken cancellationToken)
    {
        await Task.Delay(FirstLook, _time, cancellationToken);
        using var beat = new PeriodicTimer(_options.Interval, _time);
        do
            await Look(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Looks once, rule by rule, so that the series of one are in memory at a time.</summary>
    public async Task Look(CancellationToken cancellationToken)
    {
        var (started, now) = (_time.GetTimestamp(), _time.GetUtcNow());
        var until = now.ToUnixTimeMilliseconds();
        var recentFrom = until - (long)_options.RecentWindow.TotalMilliseconds;
        var (found, problems, recent) = (new List<Pattern>(), new List<string>(), new List<MeasuredThing>()); // bound: rules times MostSeries
        var (series, leftOut) = (0, 0);
        foreach (var rule in _rules)
        {
            try
            {
                var (things, left) = await PatternReading.Read(_engine, rule, until, _options.Window, _options.Step, _options.MostSeries, cancellationToken);
                (series, leftOut) = (series + things.Count, leftOut + left);
                foreach (var thing in things)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    found.AddRange(PatternAnalysis.OfDays(thing, recentFrom));
                }
                (things, _) = await PatternReading.Read(_engine, rule, until, _options.RecentWindow, _options.RecentStep, _options.MostSeries, cancellationToken);
                foreach (var thing in things)
                    found.AddRange(PatternAnalysis.OfHours(thing));
                recent.AddRange(things);
            }
            catch (QueryException e)
            {
                // A question that is ended says so in its own way.
                cancellationToken.ThrowIfCancellationRequested();
                problems.Add($"{rule.Name}: {e.Message}");
                Meter.Failed($"Rule {rule.Name}: {e.Message}");
            }
        }
        foreach (var neighbours in recent.Where(static t => t.Neighbours.Length > 0).GroupBy(static t => t.Neighbours, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(PatternAnalysis.OfNeighbours([.. neighbours], _options.MostLag));
        }
        _book = new PatternBook
        {
            At = now,
            Took = _time.GetElapsedTime(started),
            Patterns = [.. found.OrderByDescending(static p => p.Confidence).ThenByDescending(static p => Math.Abs(p.Strength)).Take(PatternBook.Most)],
            Series = series,
            LeftOut = leftOut,
            Problems = [.. problems],
        };
        Meter.Contacted();
    }
}
