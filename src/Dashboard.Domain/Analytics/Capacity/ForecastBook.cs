using Dashboard.Domain.Analytics.Forecasting;

namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>All forecasts at one time. Immutable; what is soonest past a limit comes first, then what is most probable to be.</summary>
public sealed class ForecastBook
{
    /// <summary>The book before anything was forecast.</summary>
    public static readonly ForecastBook Empty = new([], [], default);

    private readonly Dictionary<(string Rule, string Entity), EntityOutlook> _byName = []; // bound: entities

    /// <param name="entities">What is forecast, a rule's entities with names of their own.</param>
    /// <param name="rules">What came of each rule.</param>
    /// <param name="madeAt">When it was made.</param>
    public ForecastBook(IEnumerable<EntityOutlook> entities, IReadOnlyList<RuleOutcome> rules, DateTimeOffset madeAt)
    {
        Entities = [.. entities.OrderBy(static e => e.FirstPassed ?? long.MaxValue).ThenByDescending(static e => e.MostProbableBreach)
            .ThenBy(static e => e.Rule.Name, StringComparer.Ordinal).ThenBy(static e => e.Entity, StringComparer.Ordinal)];
        (Rules, MadeAt) = (rules, madeAt);
        foreach (var entity in Entities)
            _byName[(entity.Rule.Name, entity.Entity)] = entity;
    }

    /// <summary>What is forecast.</summary>
    public IReadOnlyList<EntityOutlook> Entities { get; }

    /// <summary>What came of each rule, in the order of the rules.</summary>
    public IReadOnlyList<RuleOutcome> Rules { get; }

    /// <summary>When it was made; the default before the first time.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>How many series are not forecast because there are too many.</summary>
    public int LeftOut => Rules.Sum(static r => r.LeftOut);

    /// <summary>An entity by its rule's name and its own; null where there is none.</summary>
    public EntityOutlook? Find(string rule, string entity) => _byName.GetValueOrDefault((rule, entity));

    /// <summary>How all forecasts of a rule did for a horizon against what came, each series weighing as much as it was held against; a count of 0 where none was.</summary>
    public HorizonAccuracy Live(string rule, ForecastHorizon horizon)
    {
        var all = Outlooks(rule, horizon).Select(static h => h.Live).Where(static a => a.Count > 0).ToArray();
        var count = all.Sum(static a => a.Count);
        return count == 0 ? default : new HorizonAccuracy(count, Mean(static a => a.Smape), Mean(static a => a.Mase), Mean(static a => a.Coverage80), Mean(static a => a.Coverage95), Mean(static a => a.Msis));

        double Mean(Func<HorizonAccuracy, double> of) => all.Sum(a => a.Count * of(a)) / count;
    }

    /// <summary>How the forecasts of a rule did for a horizon on the series' own past, the mean of all series; null where none is long enough.</summary>
    public BacktestStep? Backtest(string rule, ForecastHorizon horizon)
    {
        var all = Outlooks(rule, horizon).Select(static h => h.Backtest).OfType<BacktestStep>().Where(static b => double.IsFinite(b.Coverage95)).ToArray();
        return all.Length == 0 ? null : new BacktestStep(all.Average(static b => b.Smape), all.Average(static b => b.Mase), all.Average(static b => b.Coverage80), all.Average(static b => b.Coverage95));
    }

    private IEnumerable<HorizonOutlook> Outlooks(string rule, ForecastHorizon horizon) =>
        Entities.Where(e => e.Rule.Name == rule).SelectMany(static e => e.Horizons).Where(h => h.Horizon == horizon);
}
