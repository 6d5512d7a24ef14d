using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>Which senders have promised to be heard of, and which of them have fallen silent: after three intervals without a heartbeat or any other event. Safe from any thread.</summary>
public sealed class VesHeartbeats(TimeProvider time)
{
    /// <summary>Heartbeats that may be missed before a sender counts as silent.</summary>
    public const int Missed = 3;

    /// <summary>Senders that are watched; further ones are not.</summary>
    public const int MaxSenders = 20_000;

    /// <summary>How long a silent sender is watched on.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    private static readonly AlarmMeaning Silence = new(AlarmType.Communications, ProbableCause.CommunicationSubsystemFailure, "heartbeat lost", "Check the element's management connection and that it runs.");

    private static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal); // bound: MaxSenders

    /// <summary>A sender was heard of.</summary>
    /// <param name="sender">Its name.</param>
    /// <param name="interval">How often it promises to be heard of; null where it does not say so now.</param>
    /// <param name="isHeartbeat">Whether that was by a heartbeat, from the first of which on it is watched.</param>
    public void Heard(string sender, TimeSpan? interval, bool isHeartbeat)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (!_senders.TryGetValue(sender, out var known))
            {
                if (!isHeartbeat || _senders.Count >= MaxSenders)
                    return;
                _senders[sender] = known = new Sender { IsUp = true };
            }
            known.Last = now;
            known.Interval = interval is { } promised && promised > TimeSpan.Zero ? promised : known.Interval;
        }
    }

    /// <summary>Whether each sender is heard of now.</summary>
    /// <param name="state">Gets each sender, and whether it is up.</param>
    /// <param name="changed">Gets what has changed since the last time, as an event.</param>
    public void Look(Action<string, bool> state, Action<EventRecord> changed)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var (name, sender) in _senders)
            {
                var silence = now - sender.Last;
                if (silence > Keep)
                {
                    _senders.Remove(name);
                    continue;
                }
                var isUp = silence <= sender.Interval * Missed;
                if (isUp != sender.IsUp)
                {
                    sender.IsUp = isUp;
                    changed(Silence.Mark(
                        new EventRecord(
                            now.ToUnixTimeMilliseconds(), name, isUp ? "heartbeat-resumed" : "heartbeat-lost", isUp ? PerceivedSeverity.Cleared : PerceivedSeverity.Major,
                            isUp ? $"{name} is heard of again." : $"{name} has missed {Missed} heartbeats of {sender.Interval.TotalSeconds:0} s."),
                        "heartbeat"));
                }
                state(name, isUp);
            }
        }
    }

    private sealed class Sender
    {
        public TimeSpan Interval { get; set; } = DefaultInterval;

        public DateTimeOffset Last { get; set; }

        public bool IsUp { get; set; }
    }
}
