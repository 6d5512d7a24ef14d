namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Looks for patterns in the series of things, each as a sentence.</summary>
public static class PatternAnalysis
{
    /// <summary>Changes of level of one series that are told of, the newest ones.</summary>
    public const int MostChanges = 3;

    /// <summary>Pairs of a group that are told of, the closest ones.</summary>
    public const int MostPairs = 5;

    private static readonly TimeSpan[] Cycles = [TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    /// <summary>What days and weeks show: seasons, what comes back, trends and changes of level.</summary>
    /// <param name="thing">A thing, with values of days.</param>
    /// <param name="changesUntil">Changes of level after this time are left to <see cref="OfHours"/>, in milliseconds since 1970-01-01 UTC.</param>
    public static IReadOnlyList<Pattern> OfDays(MeasuredThing thing, long changesUntil)
    {
        var series = thing.Series.Trimmed();
        var seasons = Seasonality.Find(series, out var remainder);
        var least = thing.Rule.LeastDifference;
        var found = seasons.Where(s => s.Swing >= least).Select(s => Pattern(thing, PatternType.Seasonality, PatternSentences.Of(thing, s), s.Confidence, s.Strength)).ToList(); // bound: kinds of patterns
        foreach (var cycle in Cycles)
            found.AddRange(RecurrentPeak.Find(series, cycle).Where(p => Math.Abs(p.Height) >= least && (cycle == Cycles[0] || found.TrueForAll(static f => f.Type != PatternType.Recurrence))).Select(p => Pattern(thing, PatternType.Recurrence, PatternSentences.Of(thing, p), p.Confidence, 1)).ToList());
        // Of a day or two nobody can tell a night from a change, or a morning from a trend.
        if (series.Count * series.Step < Seasonality.FewestCycles * (long)Cycles[0].TotalMilliseconds)
            return found;
        var changes = ChangePoint.Find(remainder);
        found.AddRange(changes.Where(c => c.At < changesUntil && Matters(thing, c)).TakeLast(MostChanges).Select(c => Changed(thing, c)));
        // A level that changed once looks like a trend to a test of trends.
        if (changes.Count == 0 && Trend.Find(remainder) is { } trend && Math.Abs(trend.To - trend.From) >= least)
            found.Add(Pattern(thing, PatternType.Trend, PatternSentences.Of(thing, trend), trend.Confidence, trend.Tau) with { Before = trend.From, After = trend.To });
        return found;
    }

    /// <summary>What hours show: changes of level.</summary>
    /// <param name="thing">A thing, with values of hours.</param>
    public static IReadOnlyList<Pattern> OfHours(MeasuredThing thing) =>
        [.. ChangePoint.Find(thing.Series.Trimmed()).Where(c => Matters(thing, c)).TakeLast(MostChanges).Select(c => Changed(thing, c))];

    /// <summary>What moves together among neighbours.</summary>
    /// <param name="neighbours">Things that lie beside each other, with values of the same times.</param>
    /// <param name="mostLag">How much later one may follow another.</param>
    public static IReadOnlyList<Pattern> OfNeighbours(IReadOnlyList<MeasuredThing> neighbours, TimeSpan mostLag)
    {
        neighbours = [.. neighbours.Where(static n => Range(n.Series.Values) >= n.Rule.LeastDifference)];
        if (neighbours.Count < 2)
            return [];
        var steps = (int)(mostLag.TotalMilliseconds / neighbours[0].Series.Step);
        return
        [
            .. ShapeCorrelation.Within([.. neighbours.Select(static n => n.Series)], steps).Take(MostPairs)
                .Select(c => Pattern(neighbours[c.First], PatternType.Correlation, PatternSentences.Of(neighbours[c.First], neighbours[c.Second], c), c.Confidence, c.Correlation) with
                {
                    OtherEntity = neighbours[c.Second].Entity,
                    OtherQuery = neighbours[c.Second].Query,
                }),
        ];
    }

    private static bool Matters(MeasuredThing thing, ChangePoint change) => Math.Abs(change.After - change.Before) >= thing.Rule.LeastDifference;

    // From what 1 of 20 values lie below to what 1 of 20 lie above.
    private static double Range(double[] values)
    {
        var there = Array.FindAll(values, double.IsFinite);
        Array.Sort(there);
        return there.Length == 0 ? 0 : there[there.Length - 1 - (there.Length / 20)] - there[there.Length / 20];
    }

    private static Pattern Changed(MeasuredThing thing, ChangePoint change) =>
        Pattern(thing, PatternType.ChangePoint, PatternSentences.Of(thing, change), change.Confidence, 1) with { At = change.At, Before = change.Before, After = change.After };

    private static Pattern Pattern(MeasuredThing thing, PatternType type, string sentence, double confidence, double strength) => new()
    {
        Type = type,
        Rule = thing.Rule.Name,
        Entity = thing.Entity,
        EntityKind = thing.Rule.EntityKind,
        Query = thing.Query,
        Sentence = sentence,
        Confidence = confidence,
        Strength = strength,
        From = thing.Series.From,
        To = thing.Series.TimeAt(Math.Max(0, thing.Series.Count - 1)),
    };
}
