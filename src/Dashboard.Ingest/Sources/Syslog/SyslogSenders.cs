using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Who sends: how much each has sent and lost, and whether it sends more than it may, by a bucket of tokens. Counted by one thread at a time, read from any.</summary>
internal sealed class SyslogSenders(SyslogOptions options, TimeProvider time)
{
    /// <summary>The sender that stands for all that are too many to be counted apart.</summary>
    public const string Others = "other";

    private readonly Lock _gate = new();
    private readonly Dictionary<NetworkAddress, Sender> _senders = []; // bound: SyslogOptions.MaxSenders
    private readonly Sender _others = new(Others, options.SenderBurst);

    /// <summary>The sender of an address, to be asked for once a batch.</summary>
    public Sender Of(NetworkAddress address)
    {
        lock (_gate)
        {
            if (_senders.TryGetValue(address, out var sender))
                return sender;
            if (_senders.Count >= options.MaxSenders)
                return _others;
            return _senders[address] = new Sender(address.ToString(), options.SenderBurst) { HeardAt = time.GetTimestamp() };
        }
    }

    /// <summary>Counts a message; false where its sender has sent more than it may.</summary>
    /// <param name="sender">The sender.</param>
    /// <param name="now">The time provider's timestamp.</param>
    /// <param name="isFirst">Whether it is the first message that this sender loses.</param>
    public bool Count(Sender sender, long now, out bool isFirst)
    {
        isFirst = false;
        if (now > sender.HeardAt)
        {
            sender.Tokens = Math.Min(options.SenderBurst, sender.Tokens + (time.GetElapsedTime(sender.HeardAt, now).TotalSeconds * options.SenderRate));
            sender.HeardAt = now;
        }
        sender.Messages++;
        if (sender.Tokens >= 1)
        {
            sender.Tokens--;
            return true;
        }
        isFirst = sender.Dropped++ == 0;
        return false;
    }

    /// <summary>Lets go of senders that have been silent for long, which makes room for others.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            foreach (var (address, sender) in _senders)
            {
                if (time.GetElapsedTime(sender.HeardAt) > SyslogOrigins.Keep)
                    _senders.Remove(address);
            }
        }
    }

    /// <summary>Messages that came since the start, by sender.</summary>
    public IReadOnlyList<(string Sender, double Messages)> Received() => Read(static s => s.Messages, static _ => true);

    /// <summary>Messages that were dropped since the start, by sender that lost any.</summary>
    public IReadOnlyList<(string Sender, double Messages)> Dropped() => Read(static s => s.Dropped, static s => s.Dropped > 0);

    private List<(string, double)> Read(Func<Sender, long> count, Func<Sender, bool> isShown)
    {
        lock (_gate)
            return [.. _senders.Values.Append(_others).Where(s => s.Messages > 0 && isShown(s)).Select(s => (s.Name, (double)count(s)))];
    }

    /// <summary>One sender.</summary>
    internal sealed class Sender(string name, int burst)
    {
        public string Name { get; } = name;

        public long Messages { get; set; }

        public long Dropped { get; set; }

        /// <summary>Messages that it may send at once.</summary>
        public double Tokens { get; set; } = burst;

        /// <summary>The time provider's timestamp of its latest message.</summary>
        public long HeardAt { get; set; }
    }
}
