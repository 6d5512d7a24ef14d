using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Kpi;

/// <summary>What sources themselves say against what they measured in a time: values they suspect, and periods of which they have not all results.</summary>
internal sealed class KpiDoubts
{
    private const string Suspect = "max by ($by) (max_over_time(pm_suspect{$scope}[$window])) > 0";
    private const string Partial = "min by ($by) (min_over_time(pm_period_completeness{$scope}[$window])) < 1";

    // Completeness is told of elements, and not of the cells in them.
    private const string PartialElements = "min by (instance) (min_over_time(pm_period_completeness[$window])) < 1";

    // Nor is either told of slices, but of the objects that measure them.
    private const string Measuring = "0 * max by (snssai, instance, ldn) (last_over_time({__name__=~\"(DRB|RRU|SM)_.+\",snssai!=\"\"}[$window]))";
    private const string SuspectSlices = $"max by (snssai) ({Measuring} + on (instance, ldn) group_left () max by (instance, ldn) (max_over_time(pm_suspect[$window]))) > 0";
    private const string PartialSlices = $"min by (snssai) ({Measuring} + on (instance) group_left () min by (instance) (min_over_time(pm_period_completeness[$window]))) < 1";

    private readonly KpiLevel _level;
    private readonly IReadOnlySet<Labels> _suspect;
    private readonly IReadOnlySet<Labels> _partial;

    private KpiDoubts(KpiLevel level, IReadOnlySet<Labels> suspect, IReadOnlySet<Labels> partial) => (_level, _suspect, _partial) = (level, suspect, partial);

    /// <summary>Reads the doubts about a time. Where that cannot be done within the time that it may take, there are none.</summary>
    public static async Task<KpiDoubts> Read(QueryEngine engine, KpiLevel level, long at, TimeSpan window, IReadOnlyList<LabelMatcher> within, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var (suspect, partial) = level switch
        {
            KpiLevel.Slice => (SuspectSlices, PartialSlices),
            KpiLevel.Cell => (Suspect, PartialElements),
            _ => (Suspect, Partial),
        };
        return new KpiDoubts(level, await Ask(suspect), await Ask(partial));

        async Task<IReadOnlySet<Labels>> Ask(string query)
        {
            using var limit = new CancellationTokenSource(timeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                var formula = new KpiFormula { Id = "", Title = "", Query = query, Levels = [] };
                return ((VectorValue)(await engine.Instant(formula.QueryFor(level, window, within), at, both.Token)).Value).Samples.Select(static s => s.Labels).ToHashSet();
            }
            catch (Exception e) when ((e is OperationCanceledException or QueryException) && !cancellationToken.IsCancellationRequested)
            {
                // The values are there all the same; none is marked.
                return new HashSet<Labels>();
            }
        }
    }

    /// <summary>What makes a value doubtful, as a sentence; null where nothing does.</summary>
    /// <param name="labels">What the value is of.</param>
    public string? About(Labels labels) =>
        _suspect.Contains(labels) ? "The source doubts some of what it measured."
        : _partial.Contains(_level == KpiLevel.Cell ? Labels.From(new Label("instance", labels.Get("instance"))) : labels) ? "The source did not measure all of some period."
        : null;
}
