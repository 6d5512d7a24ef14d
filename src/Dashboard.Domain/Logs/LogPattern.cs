namespace Dashboard.Domain.Logs;

/// <summary>Lines that differ only in what they are about.</summary>
/// <param name="Text">Their words, with <see cref="Any"/> for what differs.</param>
/// <param name="Count">Lines since it is known.</param>
/// <param name="FirstSeen">When the first came, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="LastSeen">When the latest came.</param>
/// <param name="Worst">The worst severity of syslog among them, 0 (emergency) to 7 (debug).</param>
/// <param name="Example">One of them.</param>
/// <param name="Hour">The hour of the last of <paramref name="Hours"/>, counted from 1970-01-01 UTC.</param>
/// <param name="Hours">Lines of each of the last hours, the latest last.</param>
public sealed record LogPattern(string Text, long Count, long FirstSeen, long LastSeen, int Worst, string Example, long Hour, IReadOnlyList<int> Hours)
{
    /// <summary>What stands for a word that differs.</summary>
    public const string Any = "<*>";

    /// <summary>Lines of the last so many hours, the one at <paramref name="now"/> included.</summary>
    public long In(int hours, long now)
    {
        var gone = (now / LogPatterns.HourMs) - Hour;
        return Hours.Skip(Math.Clamp(Hours.Count - hours + (int)Math.Clamp(gone, 0, hours + Hours.Count), 0, Hours.Count)).Sum(static n => (long)n);
    }
}
