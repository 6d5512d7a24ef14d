using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The recent past in memory: every series' samples of the last hours, found by their labels. Bounded by age
/// (<see cref="TimeSeriesCacheOptions.Retention"/>), by memory (<see cref="TimeSeriesCacheOptions.Bytes"/>), and for each
/// source by memory and series. Safe for any number of writers and readers, who never wait for each other.
/// </summary>
/// <remarks>
/// Births and deaths of series take turns at one lock; appends and reads never touch it. A batch reads the clock once, of
/// the 65 ns of a single append 36 ns, and looks 16 samples ahead, which saves 4 to 12 % where 100,000 series take turns.
/// </remarks>
public sealed class TimeSeriesCache : ISeriesSource
{
    private const int LookAhead = 16;

    private readonly long _retention;
    private readonly long _futureWindow;
    private readonly TimeProvider _time;
    private readonly SampleMemory _memory;
    private readonly SeriesTable _table;
    private readonly LabelIndex _index = new();
    private readonly Eviction _eviction;
    private readonly ConcurrentDictionary<Labels, MemorySeries> _byLabels = new(); // bound: SeriesPerSource times sources
    private readonly ConcurrentDictionary<string, SourceAccount> _accounts = new(StringComparer.Ordinal); // bound: configured sources
    private readonly Lock _births = new();
    private readonly Lock _trimming = new();
    private long _published;

    public TimeSeriesCache(TimeSeriesCacheOptions options, TimeProvider time)
    {
        (_retention, _futureWindow, _time) = ((long)options.Retention.TotalMilliseconds, (long)options.FutureWindow.TotalMilliseconds, time);
        Exemplars = new RecentExemplars(options.Exemplars);
        _memory = new SampleMemory(options.OutOfOrderWindow);
        _table = new SeriesTable(_memory.Epochs);
        _eviction = new Eviction(options, _memory, _table);
    }

    /// <summary>How far back samples are kept.</summary>
    public TimeSpan Retention => TimeSpan.FromMilliseconds(_retention);

    /// <summary>The latest exemplars of all series.</summary>
    public RecentExemplars Exemplars { get; }

    /// <summary>Type, help and unit of metrics, as sources describe them.</summary>
    public MetricCatalogue Metrics { get; } = new();

    /// <summary>
    /// From when on everything that came is held, but for series that were refused: what left early or came too late
    /// raises it, and nothing lowers it, setting it neither. Milliseconds since 1970-01-01 UTC; queries that begin earlier
    /// ask the history as well.
    /// </summary>
    public long CompleteFrom
    {
        get => Math.Max(_memory.CompleteFrom, _memory.Horizon);
        set => _memory.RaiseCompleteFrom(value);
    }

    /// <summary>
    /// The reference of the series with these labels, which is born if it is new. <see cref="SeriesRef.None"/> where a
    /// limit is reached; that is counted in <see cref="Statistics"/>.
    /// </summary>
    public SeriesRef Resolve(string source, Labels labels)
    {
        TryResolve(source, labels, out var series);
        return series;
    }

    /// <summary>As <see cref="Resolve"/>; the answer says which limit was reached, if one was.</summary>
    public RefusalReason TryResolve(string source, Labels labels, out SeriesRef series)
    {
        if (_byLabels.TryGetValue(labels, out var known) && !known.IsGone)
        {
            series = new SeriesRef(known.Id);
            return RefusalReason.None;
        }
        return Bear(source, labels, out series);
    }

    /// <summary>Adds a sample to its series. Samples may come out of order; of equal timestamps the last one counts.</summary>
    public AppendResult Append(SeriesRef series, long timestamp, double value) => Append(series, timestamp, value, NowMs());

    /// <summary>
    /// Adds samples, each as <see cref="Append(SeriesRef, long, double)"/> does. What became of each is written to
    /// <paramref name="results"/>, as far as that reaches.
    /// </summary>
    public AppendCounts Append(ReadOnlySpan<MetricSample> samples, Span<AppendResult> results = default)
    {
        var now = NowMs();
        Span<int> counts = stackalloc int[4];
        for (var i = 0; i < samples.Length; i++)
        {
            if (i % LookAhead == 0)
                Touch(samples.Slice(i, Math.Min(LookAhead, samples.Length - i)));
            ref readonly var sample = ref samples[i];
            var result = Append(sample.Series, sample.Timestamp, sample.Value, now);
            counts[(int)result]++;
            if (i < results.Length)
                results[i] = result;
        }
        return new AppendCounts(counts[(int)AppendResult.Stored], counts[(int)AppendResult.TooOld], counts[(int)AppendResult.TooNew], counts[(int)AppendResult.Gone]);
    }

    public ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken) =>
        new(Find(matchers, from, to));

    public ValueTask<IReadOnlyList<string>> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        new(LabelNames(matchers, from, to));

    public ValueTask<IReadOnlyList<string>> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        new(LabelValues(name, matchers, from, to));

    /// <summary>
    /// Takes a sealed block over as it is, of a series' samples before all that it holds: how a history gives back what
    /// it kept, newest first. A series that held none counts as last appended to when the block ends.
    /// </summary>
    /// <param name="series">Whose samples they are.</param>
    /// <param name="first">The block's first timestamp.</param>
    /// <param name="last">The block's last timestamp.</param>
    /// <param name="block">What <see cref="SampleBlock.Pack"/> wrote.</param>
    public AdoptResult Adopt(SeriesRef series, long first, long last, ReadOnlySpan<byte> block)
    {
        if (_table.Find(series) is not { } held)
            return AdoptResult.Gone;
        return _eviction.HasRoomToAdopt(held.Account) ? held.Prepend(first, last, block) : AdoptResult.NoRoom;
    }

    /// <summary>The labels of a series that is held, and the source that brought it; false where the reference is of no more use.</summary>
    public bool TryDescribe(SeriesRef series, [NotNullWhen(true)] out Labels? labels, [NotNullWhen(true)] out string? source)
    {
        var held = _table.Find(series);
        (labels, source) = (held?.Labels, held?.Account.Source);
        return held is not null;
    }

    /// <summary>The series that fulfil every matcher, and when each had its newest sample; no sample is read.</summary>
    public IReadOnlyList<HeldSeries> Held(IReadOnlyList<LabelMatcher> matchers) =>
        [.. Find(matchers, 0, long.MaxValue).Select(static s => new HeldSeries(s.Labels, s.Account.Source, s.Newest))];

    /// <summary>The names of labels that series carry which fulfil all matchers, sorted. Without a matcher the time is not looked at.</summary>
    public IReadOnlyList<string> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        var names = matchers.Count == 0 ? _index.Names : Find(matchers, from, to).SelectMany(static s => s.Labels).Select(static l => l.Name).Distinct(StringComparer.Ordinal);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    /// <summary>The values of a label among series that fulfil all matchers, sorted. Without a matcher the time is not looked at.</summary>
    public IReadOnlyList<string> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        var values = matchers.Count == 0
            ? _index.Find(name)?.Values.Select(static v => v.Key) ?? []
            : Find(matchers, from, to).Select(s => s.Labels.Get(name)).Where(static v => v.Length > 0).Distinct(StringComparer.Ordinal);
        return [.. values.Order(StringComparer.Ordinal)];
    }

    /// <summary>
    /// Lets go of what is past its retention; at a limit also of the series idle longest and of the oldest samples.
    /// Called by a timer, every few seconds; a call while another is at work returns at once.
    /// </summary>
    public void Trim()
    {
        if (!_trimming.TryEnter())
            return;
        try
        {
            var ended = _eviction.Sweep([.. _accounts.Values], NowMs());
            if (ended.Count == 0)
                return;
            lock (_births)
                Remove(ended);
        }
        finally
        {
            _trimming.Exit();
        }
    }

    /// <summary>What is held and what was turned away. Walks all series: meant for a metric every few seconds.</summary>
    public CacheStatistics Statistics()
    {
        var accounts = _accounts.Values;
        return new CacheStatistics(_table.Count, _table.All().Sum(static s => (long)s.Samples), _memory.Bytes, accounts.Sum(static a => a.SeriesRefused), accounts.Sum(static a => a.SamplesEvicted))
        {
            SealedBytes = _memory.Bytes - _memory.FixedBytes,
            ReservedBytes = _memory.ReservedBytes,
            SeriesEvicted = accounts.Sum(static a => a.SeriesEvicted),
            SamplesTooOld = accounts.Sum(static a => a.SamplesTooOld),
            SamplesTooNew = accounts.Sum(static a => a.SamplesTooNew),
        };
    }

    /// <summary>What each source holds that ever brought a series, and what was turned away, by its id.</summary>
    public IReadOnlyList<SourceStatistics> StatisticsBySource() =>
        [.. _accounts.Values.Select(_eviction.StatisticsOf).OrderBy(static s => s.Source, StringComparer.Ordinal)];

    /// <summary>The same for one source.</summary>
    public SourceStatistics StatisticsOf(string source) =>
        _accounts.TryGetValue(source, out var account) ? _eviction.StatisticsOf(account) : SourceStatistics.None(source);

    /// <summary>Reads what the next appends will need, so that their cache misses overlap: an append waits for each of its own.</summary>
    private void Touch(ReadOnlySpan<MetricSample> samples)
    {
        foreach (ref readonly var sample in samples)
            _table.Find(sample.Series)?.Touch();
    }

    private AppendResult Append(SeriesRef reference, long timestamp, double value, long now)
    {
        if (_table.Find(reference) is not { } series)
            return AppendResult.Gone;
        if (timestamp > now + _futureWindow)
        {
            series.Account.CountTooNew();
            return AppendResult.TooNew;
        }
        var result = timestamp < now - _retention ? AppendResult.TooOld : series.Append(timestamp, value, now);
        if (result == AppendResult.TooOld)
        {
            series.Account.CountTooOld();
            _memory.RaiseCompleteFrom(timestamp + 1);
        }
        return result;
    }

    private List<MemorySeries> Find(IReadOnlyList<LabelMatcher> matchers, long from, long to)
    {
        from = Math.Max(from, _memory.Horizon);
        // A series born from here on may not be in all posting lists yet, and no number is used again in this epoch.
        var epoch = _memory.Epochs.Enter();
        try
        {
            var published = Volatile.Read(ref _published);
            using var selection = new Selection(_index, _table);
            var slots = selection.Run(matchers);
            var found = new List<MemorySeries>(slots.Length);
            foreach (var slot in slots)
            {
                if (_table[slot] is { IsGone: false, IsEmpty: false } series && series.Birth <= published && series.Newest >= from && series.Oldest <= to)
                    found.Add(series);
            }
            return found;
        }
        finally
        {
            _memory.Epochs.Exit(epoch);
        }
    }

    private RefusalReason Bear(string source, Labels labels, out SeriesRef series)
    {
        series = SeriesRef.None;
        var account = _accounts.GetOrAdd(source, static (name, memory) => new SourceAccount(name, memory), _memory);
        var now = NowMs();
        var refusal = _eviction.Refuses(account);
        if (refusal != RefusalReason.None && (refusal != RefusalReason.SeriesLimit || now < account.NextIdle))
        {
            // Without the lock: a source at its limit must not hold up the births of others.
            account.CountRefusal(refusal);
            return refusal;
        }
        lock (_births)
        {
            if (_byLabels.TryGetValue(labels, out var known))
            {
                if (!known.IsGone)
                {
                    series = new SeriesRef(known.Id);
                    return RefusalReason.None;
                }
                Remove([known]);
            }
            refusal = _eviction.Refuses(account);
            if (refusal == RefusalReason.SeriesLimit)
            {
                Remove(_eviction.EndIdle(account, now));
                refusal = _eviction.Refuses(account);
            }
            if (refusal == RefusalReason.None)
                series = new SeriesRef(Bear(account, labels, now).Id);
            else
                account.CountRefusal(refusal);
            return refusal;
        }
    }

    private MemorySeries Bear(SourceAccount account, Labels labels, long now)
    {
        var (slot, id) = _table.Take();
        var (pooled, labelBytes) = _index.Add(slot, labels);
        var series = new MemorySeries(_memory, account, slot, id, _published + 1, pooled, labelBytes, now);
        account.AddSeries(1);
        _table.Put(series);
        _byLabels[pooled] = series;
        Volatile.Write(ref _published, series.Birth);
        return series;
    }

    /// <summary>Takes series that have ended out of the index, unless they have been taken out already.</summary>
    private void Remove(List<MemorySeries> ended)
    {
        ended.RemoveAll(s => _table[s.Slot] != s);
        if (ended.Count == 0)
            return;
        using var slots = new SlotSet(_table.Limit);
        foreach (var series in ended)
            slots.Add(series.Slot);
        _index.Remove(ended.Select(static s => s.Labels), slots);
        foreach (var series in ended)
        {
            _byLabels.TryRemove(KeyValuePair.Create(series.Labels, series));
            _table.Remove(series);
            series.Account.AddSeries(-1);
        }
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
