using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Quality;

/// <summary>How a sender delivers, at one moment.</summary>
public sealed record DeliveryQuality
{
    /// <summary>From how far on a clock counts as wrong.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    /// <summary>Who sends, the label <c>instance</c> of its series.</summary>
    public required string Sender { get; init; }

    /// <summary>The length of its measurement periods; null where it sends none.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>Periods that were to come within the last <see cref="DeliveryBook.Periods"/>, since its first; 0 where none were.</summary>
    public int Expected { get; init; }

    /// <summary>Periods of those that came.</summary>
    public int Came { get; init; }

    /// <summary>The latest time that it wrote, in milliseconds since 1970-01-01 UTC.</summary>
    public required long Newest { get; init; }

    /// <summary>How long ago that is.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>From the end of the last period that came to its arrival; null where it sends none.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// How far its clock is ahead of this machine's by the quickest of its events of the last ten to twenty minutes, less
    /// than nought where it is behind or all of them were long on their way; null where it sends no events.
    /// </summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>The share of the expected periods that came, 0 to 1; null where none were expected.</summary>
    public double? Completeness => Expected > 0 ? (double)Came / Expected : null;

    /// <summary>Whether no period came for three of its periods.</summary>
    public bool IsSilent => Expected > 0 && Age > Period * 4;

    /// <summary>How bad that is, and why as a sentence; cleared and empty where nothing is.</summary>
    public (PerceivedSeverity Severity, string Why) Judge() =>
        IsSilent ? (PerceivedSeverity.Major, $"It has been silent for {Span(Age)} and should send every {Span(Period!.Value)}.")
        : Completeness < 0.9 ? (PerceivedSeverity.Major, Missing())
        : Completeness < 1 ? (PerceivedSeverity.Minor, Missing())
        : Delay < -ClockTolerance ? (PerceivedSeverity.Minor, $"Its periods arrive {Span(-Delay.Value)} before they end: its clock is ahead.")
        : ClockOffset > ClockTolerance ? (PerceivedSeverity.Minor, $"Its clock is {Span(ClockOffset.Value)} ahead.")
        : ClockOffset < -ClockTolerance ? (PerceivedSeverity.Warning, $"Its clock is {Span(-ClockOffset.Value)} behind, or what it sends is that long on its way.")
        : (PerceivedSeverity.Cleared, "");

    /// <summary>A length of time in one unit: <c>90 s</c>, <c>15 min</c>, <c>26 h</c>, <c>4 d</c>.</summary>
    public static string Span(TimeSpan span) =>
        span.TotalSeconds < 120 ? $"{span.TotalSeconds:0.#} s"
        : span.TotalMinutes < 120 ? $"{span.TotalMinutes:0} min"
        : span.TotalHours < 48 ? $"{span.TotalHours:0} h"
        : $"{span.TotalDays:0} d";

    private string Missing() => $"{Expected - Came} of the last {Expected} periods did not come.";
}
