using Dashboard.Domain.Analytics.Capacity;
using Dashboard.Domain.Analytics.Forecasting;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Forecasts;

/// <summary>
/// The series of one rule and their forecasts: first it is asked how many there are, then those that it is given room for
/// are forecast, at each resolution as often as that has a new value. Used by one thread at a time.
/// </summary>
internal sealed class RuleForecasts(ForecastRule rule, QueryEngine engine, TimeProvider time)
{
    // After so many steps without a value a series has ended.
    private const int StepsToEnd = 3;

    private static readonly IReadOnlyList<ForecastResolution> Resolutions = ForecastResolution.All;

    private readonly Dictionary<Labels, Series> _series = []; // bound: the share of ForecastOptions.MostSeries
    private readonly long[] _until = new long[Resolutions.Count];
    private Labels[] _wanted = [];
    private int _share;
    private int _alike;
    private string? _problem;
    private TimeSpan _took;

    /// <summary>How many series there are to forecast.</summary>
    public int Wanted => _wanted.Length;

    public RuleOutcome Outcome => new(rule, _wanted.Length, Math.Max(0, _wanted.Length - _share), _problem ?? (_alike > 0 ? $"{_alike} series have the name of another one and are left out; the rule's 'entity' needs more labels." : null), _took);

    /// <summary>What is forecast.</summary>
    public IEnumerable<EntityOutlook> Outlooks() => _series.Values.Where(static s => s.Courses.Any(static c => c is not null)).Select(Outlook);

    /// <summary>Asks which series there are now.</summary>
    public async Task Count(CancellationToken cancellationToken)
    {
        var (begun, finest) = (time.GetTimestamp(), Array.FindIndex([.. Resolutions], r => r.HorizonsOf(rule).Count > 0));
        _problem = finest < 0 ? "No horizon is as long as the step." : null;
        if (finest < 0)
            return;
        var (step, end) = EndOf(Resolutions[finest]);
        try
        {
            var now = ((VectorValue)(await engine.Instant(PromqlExpression.Parse(rule.QueryFor(Resolutions[finest].StepOf(rule))), end, cancellationToken)).Value).Samples;
            // Those that are forecast already stay, so that a forecast does not come and go; then those nearest to a limit.
            var sign = rule.Limits is [{ Below: true }, ..] ? 1 : -1;
            var late = _series.Where(s => s.Value.Courses[finest] is { } course && course.LastAt >= end - (StepsToEnd * step)).Select(static s => s.Key);
            _wanted =
            [
                .. now.Where(static s => double.IsFinite(s.Value)).OrderByDescending(s => _series.ContainsKey(Own(s.Labels))).ThenBy(s => sign * s.Value)
                    .Select(static s => Own(s.Labels)).Union(late),
            ];
        }
        catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
        {
            _problem = $"Its query failed: {e.Message}";
        }
        _took = time.GetElapsedTime(begun);
    }

    /// <summary>Forecasts as many of its series as it has room for.</summary>
    /// <param name="share">How many that are.</param>
    /// <param name="isAnew">Whether all are made anew, though there be no new value.</param>
    /// <param name="pause">Rests after work that took so long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task Make(int share, bool isAnew, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        _share = share;
        if (_problem is not null)
            return;
        var took = _took;
        Keep(_wanted.Take(share));
        for (var at = 0; at < Resolutions.Count; at++)
        {
            var resolution = Resolutions[at];
            if (resolution.HorizonsOf(rule).Count == 0 || _series.Count == 0)
                continue;
            var (step, end) = EndOf(resolution);
            if (!isAnew && end <= _until[at] && _series.Values.All(s => s.Courses[at] is not null))
                continue;
            try
            {
                took += await Make(at, step, end, pause, cancellationToken);
                _until[at] = end;
            }
            catch (QueryException e) when (!cancellationToken.IsCancellationRequested)
            {
                _problem = $"Its query failed: {e.Message}";
                break;
            }
        }
        _took = took;
    }

    private async Task<TimeSpan> Make(int at, long step, long end, Func<TimeSpan, CancellationToken, Task> pause, CancellationToken cancellationToken)
    {
        var (resolution, begun) = (Resolutions[at], time.GetTimestamp());
        var back = (long)Math.Min(resolution.History.TotalMilliseconds, rule.History.TotalMilliseconds) / step * step;
        var answer = await engine.Range(PromqlExpression.Parse(rule.QueryFor(TimeSpan.FromMilliseconds(step))), end - back + step, end, step, cancellationToken);
        var found = new Dictionary<Labels, RangeSeries>(); // bound: series of the answer
        foreach (var series in ((MatrixValue)answer.Value).Series)
            found.TryAdd(Own(series.Labels), series);
        var took = time.GetElapsedTime(begun);
        foreach (var series in _series.Values)
        {
            begun = time.GetTimestamp();
            series.Take(at, rule, resolution, found.GetValueOrDefault(series.Labels) ?? new RangeSeries(series.Labels, [], []));
            var spent = time.GetElapsedTime(begun);
            took += spent;
            await pause(spent, cancellationToken);
        }
        return took;
    }

    // Lets go of what is not wanted any more, and makes room for what is new; of those of one name the first counts.
    private void Keep(IEnumerable<Labels> wanted)
    {
        var kept = new Dictionary<string, Labels>(StringComparer.Ordinal); // bound: the share
        _alike = 0;
        foreach (var labels in wanted)
            _alike += kept.TryAdd(LabelTemplate.Fill(rule.Entity, labels), labels) ? 0 : 1;
        var stay = kept.Values.ToHashSet();
        foreach (var gone in _series.Keys.Where(l => !stay.Contains(l)).ToArray())
            _series.Remove(gone);
        foreach (var (entity, labels) in kept)
        {
            if (!_series.ContainsKey(labels))
                _series[labels] = new Series(entity, labels, rule);
        }
    }

    // The last value's time: a step is over, and what belongs to it may have come.
    private (long Step, long End) EndOf(ForecastResolution resolution)
    {
        var step = (long)resolution.StepOf(rule).TotalMilliseconds;
        return (step, (time.GetUtcNow() - rule.Delay).ToUnixTimeMilliseconds() / step * step);
    }

    private EntityOutlook Outlook(Series series) => new()
    {
        Rule = rule,
        Entity = series.Entity,
        Labels = series.Labels,
        Courses = [.. series.Courses.OfType<SeriesCourse>()],
        Horizons =
        [
            .. Resolutions.SelectMany((resolution, at) => series.Courses[at] is { } course
                ? resolution.HorizonsOf(rule).Select(h => HorizonOutlook.Of(rule, course, h, series.Accuracy[at][h])) : []),
        ],
        Limits = [.. rule.Limits.Select(l => LimitOutlook.Of(series.Courses.OfType<SeriesCourse>(), l))],
    };

    private static Labels Own(Labels labels) => labels.Name.Length > 0 ? labels.With(Labels.MetricName, "") : labels;

    /// <summary>A series: its course at each resolution, and how its forecasts do.</summary>
    private sealed class Series(string entity, Labels labels, ForecastRule rule)
    {
        private readonly long[] _heldUntil = new long[Resolutions.Count];

        public string Entity => entity;

        public Labels Labels => labels;

        public SeriesCourse?[] Courses { get; } = new SeriesCourse?[Resolutions.Count];

        public ForecastAccuracy[] Accuracy { get; } = [.. Resolutions.Select(r => new ForecastAccuracy(r.StepOf(rule)))];

        /// <summary>Holds what came since against what was said, and forecasts on from it.</summary>
        public void Take(int at, ForecastRule of, ForecastResolution resolution, RangeSeries values)
        {
            for (var i = 0; i < values.Values.Length; i++)
            {
                if (values.Timestamps[i] > _heldUntil[at])
                    Accuracy[at].Arrived(values.Timestamps[i], values.Values[i]);
            }
            var course = SeriesCourse.Of(of, resolution, values);
            if (values.Values.Length > 0)
                _heldUntil[at] = values.Timestamps[^1];
            Accuracy[at].Expect(course.Forecast, course.LastAt);
            Courses[at] = course;
        }
    }
}
