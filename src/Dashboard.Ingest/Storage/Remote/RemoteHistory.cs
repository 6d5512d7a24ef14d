using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Remote;

/// <summary>What histories in stores elsewhere have in common: the way in through an <see cref="Outbox"/>, bounds of reading, metrics.</summary>
public abstract class RemoteHistory : IHistory, IDisposable
{
    /// <summary>How far ahead of the clock samples may be, generously.</summary>
    private const long MostAhead = 31 * 86_400_000L;

    private readonly RemoteStoreOptions _options;
    private readonly SampleEncoding _encoding;
    private readonly TimeProvider _time;
    private readonly string _section;
    private long _unknown;
    private long _unwritable;

    private protected RemoteHistory(string section, RemoteStoreOptions options, TimeSeriesCache cache, IBodyEncoder encoder, TimeProvider time)
    {
        (_section, _options, _time) = (section, options, time);
        _encoding = new SampleEncoding(cache, encoder);
    }

    /// <summary>Samples that the store has taken since the start.</summary>
    public long DeliveredSamples => Outbox.DeliveredSamples;

    /// <summary>Samples since the start that the store called bad.</summary>
    public long RefusedSamples => Outbox.RefusedSamples;

    /// <summary>Samples since the start that the store's language cannot express.</summary>
    public long UnwritableSamples => Volatile.Read(ref _unwritable);

    /// <summary>Bodies that wait for the store.</summary>
    public int WaitingBodies => Outbox.Waiting;

    /// <summary>Why nothing gets to the store at present, as a sentence; empty while it does.</summary>
    public string Problem => Outbox.Problem;

    /// <summary>What the store said of the last samples that it called bad; empty where there were none.</summary>
    public string LastRefusal => Outbox.LastRefusal;

    private protected StoreClient Client { get; init; } = null!;

    private protected Outbox Outbox { get; init; } = null!;

    public Task<long> Open(CancellationToken cancellationToken)
    {
        Outbox.Open();
        // The cache is empty, and the store need not be reachable: whatever is older than now is asked for there.
        return Task.FromResult(_time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public ValueTask Write(ReadOnlyMemory<MetricSample> samples, CancellationToken cancellationToken)
    {
        var encoded = _encoding.Encode(samples.Span);
        Outbox.Write(encoded.Bodies);
        Volatile.Write(ref _unknown, _unknown + encoded.Unknown);
        Volatile.Write(ref _unwritable, _unwritable + encoded.Unwritable);
        return default;
    }

    public Task Maintain(CancellationToken cancellationToken) => Outbox.Drain(cancellationToken);

    public async ValueTask<IReadOnlyList<ISeries>> Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, SelectHints hints, CancellationToken cancellationToken)
    {
        if (!TryClamp(ref from, ref to))
            return [];
        var fetched = new Fetched(Resolutions.Choose(from, to, hints), hints, _options.MaxQuerySamples,
            $"A query reads more than {_options.MaxQuerySamples} samples from {Client.Name}: ask for less, or raise {_section}:{nameof(RemoteStoreOptions.MaxQuerySamples)}.");
        await Fetch(matchers, from, to, fetched, cancellationToken);
        return fetched.Complete(matchers);
    }

    public async ValueTask<IReadOnlyList<string>> LabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        TryClamp(ref from, ref to) ? await FetchLabelNames(matchers, from, to, cancellationToken) : [];

    public async ValueTask<IReadOnlyList<string>> LabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken) =>
        TryClamp(ref from, ref to) ? await FetchLabelValues(name, matchers, from, to, cancellationToken) : [];

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        Outbox.Dispose();
        Client.Dispose();
    }

    private protected abstract Task Fetch(IReadOnlyList<LabelMatcher> matchers, long from, long to, Fetched into, CancellationToken cancellationToken);

    private protected abstract Task<IReadOnlyList<string>> FetchLabelNames(IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken);

    private protected abstract Task<IReadOnlyList<string>> FetchLabelValues(string name, IReadOnlyList<LabelMatcher> matchers, long from, long to, CancellationToken cancellationToken);

    private protected void Observe(IngestMetrics metrics)
    {
        metrics.Observe("noc_history_spill_bytes", "Disk space of samples that wait for the history.", () => Outbox.Bytes);
        metrics.Observe("noc_history_spill_bodies", "Bodies that wait for the history.", () => Outbox.Waiting);
        metrics.Observe("noc_history_store_away", "1 while nothing gets to the history's store.", () => Outbox.Problem.Length > 0 ? 1 : 0);
        metrics.ObserveTotal("noc_history_samples_delivered", "Samples that the history's store has taken.", () => Outbox.DeliveredSamples);
        metrics.ObserveTotal("noc_history_samples_refused", "Samples that the history's store called bad.", () => Outbox.RefusedSamples);
        metrics.ObserveTotal("noc_history_samples_overflowed", "Samples let go of because the disk space for them was used up.", () => Outbox.OverflowedSamples);
        metrics.ObserveTotal("noc_history_samples_unwritable", "Samples that the store's language cannot express.", () => UnwritableSamples);
        metrics.ObserveTotal("noc_history_samples_skipped", "Samples whose series had left the cache before the history wrote them.", () => Volatile.Read(ref _unknown));
        metrics.ObserveTotal("noc_history_delivery_failures", "Tries to reach the history's store that failed.", () => Outbox.Failures);
    }

    private bool TryClamp(ref long from, ref long to)
    {
        from = Math.Max(0, from);
        to = Math.Min(to, _time.GetUtcNow().ToUnixTimeMilliseconds() + MostAhead);
        return from <= to;
    }
}
