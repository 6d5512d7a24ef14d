using Dashboard.Domain.Kpi;

namespace Dashboard.Ingest.Sources.Energy;

/// <summary>What energy costs the climate, settings section <c>Noc:Energy</c>.</summary>
public sealed class EnergyOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Energy";

    /// <summary>
    /// Carbon dioxide of the grid's electricity in g/kWh: one number, or 24 with commas between them for the hours of a day
    /// from midnight on. Default 480, which is about the mean of the world's grids; yours is told by who runs it.
    /// </summary>
    public string GridIntensity { get; init; } = "480";

    /// <summary>The zone of the hours by the IANA database, such as <c>Europe/Berlin</c>. Default Etc/UTC.</summary>
    public string TimeZone { get; init; } = "Etc/UTC";

    /// <summary>What is wrong, as a sentence; null where nothing is.</summary>
    public string? Complaint() =>
        !TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _) ? $"{Section}:{nameof(TimeZone)} = '{TimeZone}' is no zone of the IANA database, such as Europe/Berlin."
        : HourlyProfile.Read(GridIntensity, TimeZoneInfo.Utc) is null ? $"{Section}:{nameof(GridIntensity)} = '{GridIntensity}' is not allowed: it must be one number of g/kWh, or 24 with commas between them."
        : null;

    /// <summary>The grid's intensity by the hour, in g/kWh.</summary>
    /// <exception cref="FormatException">It is none; <see cref="Complaint"/> says why.</exception>
    public HourlyProfile Profile() =>
        Complaint() is { } complaint ? throw new FormatException(complaint) : HourlyProfile.Read(GridIntensity, TimeZoneInfo.FindSystemTimeZoneById(TimeZone))!;
}
