using Dashboard.Domain.Analytics.Patterns;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Tests.Analytics.Patterns;

/// <summary>What is found, in the words that people read.</summary>
public sealed class PatternAnalysisTests
{
    private const int DayLength = 96;

    private static readonly PatternRule Traffic = new()
    {
        Name = "traffic",
        Query = "rate(x[$step])",
        Subject = "Traffic",
        Entity = "{{instance}} {{device}}",
        EntityKind = "interface",
        Unit = Unit.BitsPerSecond,
        Neighbourhood = "instance",
    };

    [Fact]
    public void A_day_is_told_with_its_strength_and_its_hours()
    {
        var pattern = Assert.Single(Days(static i => 5e7 + (2e7 * Math.Cos(2 * Math.PI * (i - 80) / DayLength))));
        Assert.Equal((PatternType.Seasonality, "rtr-1 ge-0/0/0", "interface", "traffic"), (pattern.Type, pattern.Entity, pattern.EntityKind, pattern.Rule));
        Assert.Equal("Traffic of rtr-1 ge-0/0/0 repeats each day, strength 1.00; it peaks at 20:00 and is lowest at 08:00 UTC, 39.9 Mbit/s apart.", pattern.Sentence);
    }

    [Fact]
    public void A_backup_a_change_and_a_trend_are_told_with_their_figures()
    {
        var noise = MadeSeries.White(1, 14 * DayLength);
        Assert.Equal(
            "Traffic of rtr-1 ge-0/0/0 jumps each day at 02:00 UTC for 30 minutes, by 40 Mbit/s against the hours around; on all 14 days that were seen.",
            Rounded(Days(i => (i % DayLength is 8 or 9 ? 40e6 : 0) + (1e4 * noise[i])).Single(static p => p.Type == PatternType.Recurrence).Sentence));
        Assert.Equal(
            "Traffic of rtr-1 ge-0/0/0 rose from 10 Mbit/s to 30 Mbit/s at 2026-01-12 00:00 UTC and stayed there.",
            Rounded(Assert.Single(Days(i => (i < 7 * DayLength ? 10e6 : 30e6) + (1e4 * noise[i]))).Sentence));
        var trend = Assert.Single(Days(i => 10e6 + (i * 1e6 / DayLength) + (1e5 * noise[i])));
        Assert.StartsWith("Traffic of rtr-1 ge-0/0/0 rises by 1 Mbit/s a day: from ", Rounded(trend.Sentence), StringComparison.Ordinal);
        Assert.EndsWith(" since 2026-01-05 00:00 UTC.", trend.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_within_the_last_hours_is_left_to_the_finer_look()
    {
        var noise = MadeSeries.White(2, 14 * DayLength);
        var thing = Thing(i => (i < 13 * DayLength ? 10e6 : 30e6) + (1e4 * noise[i]), 14 * DayLength);
        Assert.Single(PatternAnalysis.OfDays(thing, long.MaxValue));
        Assert.Empty(PatternAnalysis.OfDays(thing, MadeSeries.Monday));
    }

    [Fact]
    public void What_was_measured_for_a_part_of_the_time_only_is_looked_at_for_that_part()
    {
        var noise = MadeSeries.White(3, 360);
        var pattern = Assert.Single(PatternAnalysis.OfHours(Thing(i => i < 200 ? double.NaN : (i < 300 ? 1e6 : 9e6) + (1e5 * noise[i]), 360, MadeSeries.Minute)));
        Assert.Equal("Traffic of rtr-1 ge-0/0/0 rose from 1 Mbit/s to 9 Mbit/s at 2026-01-05 05:00 UTC and stayed there.", Rounded(pattern.Sentence));
        Assert.Equal(MadeSeries.Monday + (300 * MadeSeries.Minute), pattern.At);
    }

    [Fact]
    public void Neighbours_that_move_together_are_told_with_who_follows_whom()
    {
        var cause = MadeSeries.White(4, 360);
        var first = Thing(i => cause[i], 360, MadeSeries.Minute);
        var second = Thing(i => 3 * cause[Math.Max(0, i - 2)], 360, MadeSeries.Minute, "ge-0/0/1");
        var pattern = Assert.Single(PatternAnalysis.OfNeighbours([second, first], TimeSpan.FromMinutes(5)));
        Assert.Equal("Traffic of rtr-1 ge-0/0/0 moves with traffic of rtr-1 ge-0/0/1, which follows 2 minutes later (correlation 1.00).", pattern.Sentence);
        Assert.Equal(("rtr-1 ge-0/0/0", "rtr-1 ge-0/0/1"), (pattern.Entity, pattern.OtherEntity));
        Assert.Equal("instance=rtr-1", first.Neighbours);
        Assert.Empty(PatternAnalysis.OfNeighbours([first], TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public void Of_a_day_or_two_a_night_is_neither_a_change_nor_a_trend()
    {
        var noise = MadeSeries.White(7, 3 * DayLength);
        double Level(int i) => (i < 70 ? 50 : 10) + noise[i];
        Assert.Empty(PatternAnalysis.OfDays(Thing(Level, 2 * DayLength), long.MaxValue));
        Assert.Empty(PatternAnalysis.OfDays(Thing(i => i < DayLength ? double.NaN : (0.5 * i) + noise[i], 3 * DayLength), long.MaxValue));
        Assert.Single(PatternAnalysis.OfDays(Thing(Level, 3 * DayLength), long.MaxValue));
    }

    [Fact]
    public void What_is_too_small_to_matter_is_not_told_of_however_sure_it_is()
    {
        var noise = MadeSeries.White(6, 14 * DayLength);
        var (day, step, backup) = (
            Thing(static i => Math.Cos(2 * Math.PI * i / DayLength), 14 * DayLength),
            Thing(i => (i < 7 * DayLength ? 0 : 2) + (0.1 * noise[i]), 14 * DayLength),
            Thing(i => (i % DayLength == 8 ? 2 : 0) + (0.1 * noise[i]), 14 * DayLength));
        foreach (var thing in new[] { day, step, backup })
        {
            Assert.NotEmpty(PatternAnalysis.OfDays(thing, long.MaxValue));
            Assert.Empty(PatternAnalysis.OfDays(thing with { Rule = Traffic with { LeastDifference = 3 } }, long.MaxValue));
        }
        Assert.NotEmpty(PatternAnalysis.OfNeighbours([step, step], TimeSpan.Zero));
        Assert.Empty(PatternAnalysis.OfNeighbours([step with { Rule = Traffic with { LeastDifference = 3 } }, step], TimeSpan.Zero));
    }

    [Fact]
    public void Noise_is_not_worth_a_word()
    {
        var noise = MadeSeries.Remembering(5, 14 * DayLength, 0.7);
        Assert.Empty(Days(i => noise[i]));
        Assert.Empty(Days(static _ => double.NaN));
    }

    [Fact]
    public void Every_rule_of_the_program_is_PromQL_and_has_a_name_of_its_own()
    {
        Assert.Equal(StandardPatternRules.All.Count, StandardPatternRules.All.Select(static r => r.Name).Distinct().Count());
        foreach (var rule in StandardPatternRules.All)
            Assert.NotNull(PromqlExpression.Parse(rule.QueryAt(TimeSpan.FromMinutes(15))));
    }

    [Fact]
    public void A_book_gives_what_is_asked_for()
    {
        var one = Assert.Single(Days(static i => Math.Cos(2 * Math.PI * i / DayLength)));
        var book = PatternBook.Empty with { Patterns = [one, one with { Type = PatternType.Trend, Confidence = 0.5 }] };
        Assert.Equal(2, book.Of(null, 0, 10).Count);
        Assert.Equal(PatternType.Trend, Assert.Single(book.Of(PatternType.Trend, 0.5, 10)).Type);
        Assert.Empty(book.Of(PatternType.Trend, 0.6, 10));
        Assert.Single(book.Of(null, 0, 1));
    }

    private static IReadOnlyList<Pattern> Days(Func<int, double> value) => PatternAnalysis.OfDays(Thing(value, 14 * DayLength), long.MaxValue);

    private static MeasuredThing Thing(Func<int, double> value, int count, long step = MadeSeries.Quarter, string device = "ge-0/0/0") =>
        new(Traffic, Labels.From(new Label("instance", "rtr-1"), new Label("device", device)), MadeSeries.Of(count, value, step));

    // Noise moves the third digit.
    private static string Rounded(string sentence) => System.Text.RegularExpressions.Regex.Replace(
        sentence, @"\d+\.\d+(?= [kM]bit)", static m => Math.Round(double.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
