using System.Globalization;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Patterns;

/// <summary>Patterns in sentences that a tired person understands. Times are UTC.</summary>
internal static class PatternSentences
{
    private const double AsGoodAsNothing = 0.02;

    public static string Of(MeasuredThing thing, Seasonality season) => string.Create(
        CultureInfo.InvariantCulture,
        $"{thing.Name} repeats each {Cycle(season.Period)}, strength {season.Strength:0.00}; it peaks {Time(season.Period, season.PeakAt)} and is lowest {Time(season.Period, season.LowestAt)} UTC, {thing.Rule.Unit.Format(season.Swing)} apart.");

    public static string Of(MeasuredThing thing, RecurrentPeak peak)
    {
        var (of, unit) = (peak.Seen == peak.Cycles ? $"all {peak.Cycles}" : $"{peak.Seen} of {peak.Cycles}", Cycle(peak.Period));
        return $"{thing.Name} {(peak.Height > 0 ? "jumps" : "dips")} each {unit} {Time(peak.Period, peak.At)} UTC for {Duration(peak.Length)}, by {thing.Rule.Unit.Format(Math.Abs(peak.Height))} against the hours around; on {of} {unit}s that were seen.";
    }

    public static string Of(MeasuredThing thing, ChangePoint change) =>
        $"{thing.Name} {(change.After > change.Before ? "rose" : "fell")} from {Level(thing, change.Before, change.After)} to {Level(thing, change.After, change.Before)} at {Moment(change.At)} and stayed there.";

    public static string Of(MeasuredThing thing, Trend trend) =>
        $"{thing.Name} {(trend.SlopePerDay > 0 ? "rises" : "falls")} by {thing.Rule.Unit.Format(Math.Abs(trend.SlopePerDay))} a day: from {thing.Rule.Unit.Format(trend.From)} to {thing.Rule.Unit.Format(trend.To)} since {Moment(thing.Series.From)}.";

    public static string Of(MeasuredThing first, MeasuredThing second, ShapeCorrelation correlation)
    {
        var (other, strength) = (Lower(second.Name), Math.Abs(correlation.Correlation).ToString("0.00", CultureInfo.InvariantCulture));
        var how = correlation.Correlation > 0 ? "moves with" : "moves against";
        return correlation.Lag == TimeSpan.Zero ? $"{first.Name} {how} {other} (correlation {strength})."
            : $"{first.Name} {how} {other}, which follows {Duration(correlation.Lag)} later (correlation {strength}).";
    }

    private static string Cycle(TimeSpan period) => period.TotalDays > 1 ? "week" : "day";

    private static string Time(TimeSpan period, TimeSpan at)
    {
        var time = at.ToString(@"hh\:mm", CultureInfo.InvariantCulture);
        return period.TotalDays > 1 ? $"on {(DayOfWeek)((at.Days + 1) % 7)} at {time}" : $"at {time}";
    }

    // Beside a large level the rest of another one is nothing to write with a prefix of its own.
    private static string Level(MeasuredThing thing, double level, double beside) =>
        Math.Abs(level) < AsGoodAsNothing * Math.Abs(beside) && thing.Rule.Unit != Unit.Percent ? "nearly nothing" : thing.Rule.Unit.Format(level).ToString();

    private static string Duration(TimeSpan length) => DurationText.Format((long)length.TotalMilliseconds) switch
    {
        var text when length.TotalMinutes is 1 => $"{text[..^1]} minute",
        var text when length.TotalMinutes is > 1 and < 60 && text.EndsWith('m') => $"{text[..^1]} minutes",
        var text => text,
    };

    private static string Moment(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Lower(string name) => name.Length > 1 && char.IsLower(name[1]) ? $"{char.ToLowerInvariant(name[0])}{name[1..]}" : name;
}
