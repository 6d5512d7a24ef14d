using Dashboard.Domain.Lineage;
using Dashboard.Domain.Quality;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Sources;

/// <summary>
/// What one source counts while it runs: records, octets, errors with their last examples, and a rolling ten-second
/// window of rate and latency. Safe from any thread.
/// </summary>
public sealed class SourceMeter(SourceDescription description, TimeProvider time, IngestMetrics metrics)
{
    private const int WindowSeconds = 10;
    private const int KeptErrors = 20;
    private const int KeptReasons = 50;

    private readonly Lock _gate = new();
    private readonly (long Second, long Records, TimeSpan Slowest)[] _window = new (long, long, TimeSpan)[WindowSeconds + 1];
    private readonly LinkedList<SourceError> _errors = new(); // bound: KeptErrors
    private readonly Dictionary<string, long> _dropped = new(StringComparer.Ordinal); // bound: KeptReasons
    private readonly DateTimeOffset _started = time.GetUtcNow();
    private DateTimeOffset? _lastContact;
    private DateTimeOffset? _lastFailure;
    private string? _maintenance;
    private string? _inactive;
    private long _records;
    private long _bytes;
    private long _errorCount;
    private long _waits;

    public SourceDescription Description { get; } = description;

    /// <summary>What each of its senders delivers, where the source knows them.</summary>
    public DeliveryBook Deliveries { get; } = new(time);

    /// <summary>What was wrong with what it read, where it looks for that.</summary>
    public ViolationBook Violations { get; } = new();

    /// <summary>What it keeps of the files, events or messages that it read; null where it keeps nothing of them.</summary>
    public IDeliveries? Lineage { get; internal set; }

    /// <summary>Something could be read or received, whether or not it held records.</summary>
    public void Contacted()
    {
        lock (_gate)
            _lastContact = time.GetUtcNow();
    }

    /// <summary>A reading or a message failed: what was wrong and where, in one sentence. Repeats are folded.</summary>
    public void Failed(string text)
    {
        metrics.Failed(Description.Id);
        lock (_gate)
        {
            _errorCount++;
            _lastFailure = time.GetUtcNow();
            var times = 1L;
            for (var node = _errors.First; node is not null; node = node.Next)
            {
                if (node.Value.Text != text)
                    continue;
                times = node.Value.Times + 1;
                _errors.Remove(node);
                break;
            }
            _errors.AddFirst(new SourceError(_lastFailure.Value, text, times));
            if (_errors.Count > KeptErrors)
                _errors.RemoveLast();
        }
    }

    /// <summary>An operator takes the source into maintenance, with a word why, or out of it with null.</summary>
    public void SetMaintenance(string? reason)
    {
        lock (_gate)
            _maintenance = reason;
    }

    /// <summary>Whether operators have taken the source into maintenance.</summary>
    public bool IsInMaintenance
    {
        get
        {
            lock (_gate)
                return _maintenance is not null;
        }
    }

    /// <summary>The source cannot or shall not run, with a word why, or can again with null.</summary>
    public void SetInactive(string? reason)
    {
        lock (_gate)
            _inactive = reason;
    }

    internal void CountStored(int records, long bytes, TimeSpan elapsed)
    {
        lock (_gate)
        {
            _lastContact = time.GetUtcNow();
            _records += records;
            _bytes += bytes;
            var second = _lastContact.Value.ToUnixTimeSeconds();
            ref var slot = ref _window[second % _window.Length];
            if (slot.Second != second)
                slot = (second, 0, TimeSpan.Zero);
            slot.Records += records;
            slot.Slowest = elapsed > slot.Slowest ? elapsed : slot.Slowest;
        }
    }

    internal void CountDropped(int records, string reason)
    {
        lock (_gate)
        {
            if (_dropped.Count >= KeptReasons && !_dropped.ContainsKey(reason))
                reason = "other";
            _dropped[reason] = _dropped.GetValueOrDefault(reason) + records;
        }
    }

    internal void CountWait() => Interlocked.Increment(ref _waits);

    /// <summary>The source as it is now.</summary>
    /// <param name="held">What it holds in the cache.</param>
    public SourceStatus Status(SourceStatistics held)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var second = now.ToUnixTimeSeconds();
            long recent = 0;
            var slowest = TimeSpan.Zero;
            foreach (var slot in _window)
            {
                // The current second is not over yet, so it does not count towards the rate.
                if (slot.Second < second - WindowSeconds || slot.Second >= second)
                    continue;
                recent += slot.Records;
                slowest = slot.Slowest > slowest ? slot.Slowest : slowest;
            }
            var (state, reason) = Judge(now);
            return new SourceStatus
            {
                Description = Description,
                State = state,
                Reason = reason,
                IsSwitchedOff = _inactive is not null,
                LastContact = _lastContact,
                Records = _records,
                RecordsPerSecond = recent / Math.Clamp((now - _started).TotalSeconds, 1, WindowSeconds),
                Bytes = _bytes,
                Errors = _errorCount,
                Dropped = new Dictionary<string, long>(_dropped, StringComparer.Ordinal),
                Waits = Interlocked.Read(ref _waits),
                ProcessingLatency = slowest,
                LastErrors = [.. _errors],
                Held = held,
            };
        }
    }

    private (SourceState State, string Reason) Judge(DateTimeOffset now)
    {
        if (_maintenance is not null)
            return (SourceState.Maintenance, _maintenance);
        if (_inactive is not null)
            return (SourceState.Inactive, _inactive);
        if (_lastFailure is { } failure && (_lastContact is null || failure > _lastContact))
            return (SourceState.Error, _errors.First!.Value.Text);
        if (_lastContact is not { } contact)
            return (SourceState.Inactive, "nothing received yet");
        return Description.Interval is { } interval && now - contact > interval * 5
            ? (SourceState.Error, $"nothing received for {(now - contact).TotalSeconds:0} s, expected every {interval.TotalSeconds:0.#} s")
            : (SourceState.Active, "");
    }
}
