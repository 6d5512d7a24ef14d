namespace Dashboard.Domain.Quality;

/// <summary>
/// What each sender of a source delivers: which measurement periods came of those expected, how late, and how far the
/// times it writes are from those of arrival. Constant memory for each sender; safe from any thread.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="capacity">Senders that are watched; further ones are counted and left out.</param>
public sealed class DeliveryBook(TimeProvider time, int capacity = DeliveryBook.DefaultCapacity)
{
    /// <summary>Senders that are watched unless told otherwise.</summary>
    public const int DefaultCapacity = 20_000;

    /// <summary>Periods that are looked back on: a day of quarters of an hour.</summary>
    public const int Periods = 96;

    /// <summary>How long a sender is watched on that has fallen silent.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private static readonly TimeSpan OffsetWindow = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal); // bound: capacity
    private long _refused;

    /// <summary>Times that something came from a sender that is not watched because there are too many.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The values of a measurement period came.</summary>
    /// <param name="sender">The managed element that was measured.</param>
    /// <param name="end">The period's end, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="length">Its length.</param>
    public void Period(string sender, long end, TimeSpan length)
    {
        lock (_gate)
        {
            if (length > TimeSpan.Zero && SenderOf(sender) is { } known)
                known.Period(end, (long)length.TotalMilliseconds, NowMs());
        }
    }

    /// <summary>Something came that says when it happened.</summary>
    /// <param name="sender">Who sent it, or whom it is about.</param>
    /// <param name="happened">When, by the sender's clock, in milliseconds since 1970-01-01 UTC.</param>
    public void Event(string sender, long happened)
    {
        lock (_gate)
        {
            if (SenderOf(sender) is { } known)
                known.Event(happened, NowMs());
        }
    }

    /// <summary>Every sender as it is now. Those silent for longer than <see cref="Keep"/> are forgotten.</summary>
    public IReadOnlyList<DeliveryQuality> Read()
    {
        lock (_gate)
        {
            var now = NowMs();
            foreach (var (key, sender) in _senders)
            {
                if (now - sender.ArrivedAt > Keep.TotalMilliseconds)
                    _senders.Remove(key);
            }
            return [.. _senders.Values.Select(s => s.Read(now))];
        }
    }

    private Sender? SenderOf(string sender)
    {
        if (sender.Length == 0)
            return null;
        if (_senders.TryGetValue(sender, out var known))
            return known;
        if (_senders.Count >= capacity)
        {
            Interlocked.Increment(ref _refused);
            return null;
        }
        return _senders[sender] = new Sender(sender);
    }

    private long NowMs() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Sender(string name)
    {
        private long _period;
        private long _first;
        private long _latest;
        private UInt128 _came;
        private long _newest = long.MinValue;
        private long _delay;
        private long _window;
        private long? _least;
        private long? _leastBefore;

        public long ArrivedAt { get; private set; }

        public void Period(long end, long length, long now)
        {
            (ArrivedAt, _newest, _delay) = (now, Math.Max(_newest, end), now - end);
            if (length != _period)
                (_period, _first, _latest, _came) = (length, end, end, 0);
            // Ends that are not quite where they belong are those of the nearest period.
            var steps = (long)Math.Round((end - _latest) / (double)length);
            if (steps > 0)
            {
                _latest += steps * length;
                _came = steps < Periods ? _came << (int)steps : 0;
                _came |= 1;
            }
            else if (steps > -Periods)
            {
                _came |= UInt128.One << (int)-steps;
                _first = Math.Min(_first, _latest + (steps * length));
            }
        }

        public void Event(long happened, long now)
        {
            (ArrivedAt, _newest) = (now, Math.Max(_newest, happened));
            if (now - _window > OffsetWindow.TotalMilliseconds)
            {
                _leastBefore = now - _window < 2 * OffsetWindow.TotalMilliseconds ? _least : null;
                (_window, _least) = (now, null);
            }
            _least = Math.Min(_least ?? long.MaxValue, now - happened);
        }

        public DeliveryQuality Read(long now)
        {
            var (expected, came) = (0, 0);
            // Old periods that are read once, such as those of last year, are no promise of further ones.
            if (_period > 0 && _delay < TimeSpan.FromDays(1).TotalMilliseconds + (2 * _period))
            {
                // A period is expected once the next one is over too.
                var due = Math.Max(0, ((now - _latest) / _period) - 1);
                var looked = (int)Math.Max(0, Periods - due);
                expected = (int)Math.Min(Periods, ((_latest - _first) / _period) + 1 + due);
                came = (int)UInt128.PopCount(looked < Periods ? _came & ((UInt128.One << looked) - 1) : _came & ((UInt128.One << Periods) - 1));
            }
            var least = (_least, _leastBefore) is ({ } a, { } b) ? Math.Min(a, b) : _least ?? _leastBefore;
            return new DeliveryQuality
            {
                Sender = name,
                Period = _period > 0 ? TimeSpan.FromMilliseconds(_period) : null,
                Expected = expected,
                Came = Math.Min(came, expected),
                Newest = _newest,
                Age = TimeSpan.FromMilliseconds(now - _newest),
                Delay = _period > 0 ? TimeSpan.FromMilliseconds(_delay) : null,
                ClockOffset = least is { } offset ? TimeSpan.FromMilliseconds(-offset) : null,
            };
        }
    }
}
