using System.Runtime.InteropServices;

namespace Dashboard.Domain.Flows;

/// <summary>Adds the rankings of several minutes up, their errors too.</summary>
/// <param name="minutes">The minutes that have flows.</param>
/// <param name="first">The first minute since 1970 that courses begin with.</param>
/// <param name="last">The minute that they end with.</param>
/// <param name="most">Entries at most.</param>
/// <param name="courses">How many of them are told minute by minute.</param>
internal sealed class FlowMerge(IReadOnlyList<SealedMinute> minutes, long first, long last, int most, int courses)
{
    /// <param name="ranking">A minute's ranking.</param>
    /// <param name="name">What a key is called.</param>
    /// <param name="mayShareNames">Whether several keys may have one name, and are one entry then.</param>
    public (FlowRanking Ranking, FlowCourses Courses) By<TKey>(Func<SealedMinute, SealedRanking<TKey>> ranking, Func<TKey, FlowRank> name, bool mayShareNames = false)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        var sums = new Dictionary<TKey, Sum>(); // bound: entries of the minutes
        ulong octets = 0, packets = 0, flows = 0, missing = 0;
        foreach (var minute in minutes)
        {
            (octets, packets, flows) = (octets + minute.Octets, packets + minute.Packets, flows + minute.Flows);
            var one = ranking(minute);
            missing += one.Missing;
            foreach (ref readonly var entry in one.Entries.AsSpan())
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, entry.Key, out _);
                sum.Octets += entry.Octets;
                sum.Packets += entry.Packets;
                sum.Flows += entry.Flows;
                sum.Missed += entry.Missed;
                sum.Covered += one.Missing;
            }
        }
        // A minute that does not list it may still have had some of it.
        var ranks = sums.Select(s => (Keys: (TKey[])[s.Key], Rank: new FlowRank("", s.Value.Octets, s.Value.Packets, s.Value.Flows, s.Value.Missed + (missing - s.Value.Covered))));
        if (mayShareNames)
        {
            ranks = ranks.GroupBy(r => name(r.Keys[0]).Name, StringComparer.Ordinal).Select(static g => (g.SelectMany(static r => r.Keys).ToArray(), g.Select(static r => r.Rank).Aggregate(static (a, b) =>
                a with { Octets = a.Octets + b.Octets, Packets = a.Packets + b.Packets, Flows = a.Flows + b.Flows, Missed = a.Missed + b.Missed })));
        }
        var listed = ranks.OrderByDescending(static r => r.Rank.Octets).Take(most).ToList();
        var entries = listed.ConvertAll(r => name(r.Keys[0]) with { Octets = r.Rank.Octets, Packets = r.Rank.Packets, Flows = r.Rank.Flows, Missed = r.Rank.Missed });
        return (new FlowRanking(entries, octets, packets, flows, missing), Courses(ranking, [.. listed.Take(courses).Select(static r => r.Keys)], entries));
    }

    private FlowCourses Courses<TKey>(Func<SealedMinute, SealedRanking<TKey>> ranking, IReadOnlyList<TKey[]> told, List<FlowRank> entries)
        where TKey : unmanaged, IFlowKey<TKey>
    {
        if (courses == 0)
            return FlowCourses.None;
        var rows = told.SelectMany(static (keys, row) => keys.Select(key => (key, row))).ToDictionary(static r => r.key, static r => r.row);
        var count = (int)(last - first + 1);
        var total = new FlowVolume[count];
        var within = entries.Take(told.Count).Select(e => new FlowCourse(e.Name, new FlowVolume[count])).ToList();
        foreach (var minute in minutes)
        {
            var at = (int)(minute.Minute - first);
            total[at] += new FlowVolume(minute.Octets, minute.Packets, minute.Flows);
            foreach (ref readonly var entry in ranking(minute).Entries.AsSpan())
            {
                if (rows.TryGetValue(entry.Key, out var row))
                    within[row].Minutes[at] += new FlowVolume(entry.Octets, entry.Packets, entry.Flows);
            }
        }
        return new FlowCourses(first * 60_000, total, within);
    }

    private struct Sum
    {
        public ulong Octets;
        public ulong Packets;
        public ulong Flows;
        public ulong Missed;

        /// <summary>What its keys may miss at most in the minutes that list it.</summary>
        public ulong Covered;
    }
}
