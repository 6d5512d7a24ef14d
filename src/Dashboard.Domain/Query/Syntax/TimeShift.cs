using System.Globalization;

namespace Dashboard.Domain.Query.Syntax;

/// <summary>What an <c>@</c> fixes the evaluation time to.</summary>
public enum AtKind
{
    None,
    Timestamp,
    Start,
    End,
}

/// <summary>The modifiers that move a selector or subquery in time. All times in milliseconds.</summary>
/// <param name="Offset">How far back, negative for ahead.</param>
/// <param name="At">Whether and how the evaluation time is fixed.</param>
/// <param name="Timestamp">What it is fixed to where <paramref name="At"/> says so, since 1970-01-01 UTC.</param>
public readonly record struct TimeShift(long Offset, AtKind At, long Timestamp)
{
    public bool IsNone => Offset == 0 && At == AtKind.None;

    public override string ToString() => At switch
    {
        AtKind.Timestamp => $" @ {(Timestamp / 1000.0).ToString("F3", CultureInfo.InvariantCulture)}",
        AtKind.Start => " @ start()",
        AtKind.End => " @ end()",
        _ => "",
    } + (Offset == 0 ? "" : $" offset {DurationText.Format(Offset)}");
}
