using System.Collections;
using System.Collections.Immutable;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Alarms;

/// <summary>The active alarm list at one moment, in <see cref="AlarmOrder.Worst"/>.</summary>
public sealed class AlarmSnapshot
{
    private readonly int[] _counts;

    internal AlarmSnapshot(long version, ImmutableSortedSet<Alarm> all, int[] counts, int unacknowledged)
    {
        (Version, All, _counts, Unacknowledged) = (version, all, counts, unacknowledged);
        Open = new Prefix(all, all.Count - counts[(int)PerceivedSeverity.Cleared]);
    }

    public static AlarmSnapshot Empty { get; } = new(0, ImmutableSortedSet.Create<Alarm>(AlarmOrder.Worst), new int[6], 0);

    /// <summary>Rises with every change.</summary>
    public long Version { get; }

    /// <summary>Every alarm, those last that are cleared and not yet acknowledged.</summary>
    public ImmutableSortedSet<Alarm> All { get; }

    /// <summary>Those that are not cleared.</summary>
    public IReadOnlyList<Alarm> Open { get; }

    /// <summary>How many of the open ones nobody has acknowledged.</summary>
    public int Unacknowledged { get; }

    /// <summary>How many alarms have a severity.</summary>
    public int Count(PerceivedSeverity severity) => _counts[(int)severity];

    private sealed class Prefix(ImmutableSortedSet<Alarm> all, int count) : IReadOnlyList<Alarm>
    {
        public int Count => count;

        public Alarm this[int index] => index < count ? all[index] : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<Alarm> GetEnumerator()
        {
            var left = count;
            foreach (var alarm in all)
            {
                if (left-- == 0)
                    yield break;
                yield return alarm;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
