using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Logs;

/// <summary>Which lines are asked for. The answer has the newest first; lines of one time, those that came last first.</summary>
public sealed record LogSearch
{
    /// <summary>Lines of one answer at most.</summary>
    public const int MostLines = 10_000;

    public LogQuery Query { get; init; } = LogQuery.All;

    /// <summary>The earliest time, in milliseconds since 1970-01-01 UTC.</summary>
    public long From { get; init; }

    /// <summary>The latest time, itself included.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>Lines at most; 1 to <see cref="MostLines"/>.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Where an answer before this one ended: only what comes after that is asked for. Null for the beginning.</summary>
    public LogCursor? After { get; init; }

    /// <summary>Only lines that came after the one with this number: what is new since.</summary>
    public long Since { get; init; }

    /// <summary>How long may be looked. What was found by then is the answer.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>A line and its number: lines are numbered from 1 in the order of their arrival.</summary>
public sealed record LogLine(long Number, LogRecord Record);

/// <summary>The lines that were found.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="Next">Where to go on; null where there is nothing more.</param>
/// <param name="LookedBackTo">Time down to which all lines were looked at, where patience ended before the search did; else null.</param>
public sealed record LogAnswer(IReadOnlyList<LogLine> Lines, LogCursor? Next, long? LookedBackTo);

/// <summary>A place among lines, newest first.</summary>
/// <param name="Time">The time of the line before it.</param>
/// <param name="Number">Its number.</param>
public readonly record struct LogCursor(long Time, long Number)
{
    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, out LogCursor cursor)
    {
        ArgumentNullException.ThrowIfNull(text);
        cursor = default;
        if (text.Split('-') is not [var time, var number] || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var t) || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
            return false;
        cursor = new LogCursor(t, n);
        return true;
    }

    /// <summary>Whether a line comes after this place.</summary>
    public bool IsBefore(long time, long number) => time < Time || (time == Time && number < Number);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}-{Number}");
}
