using System.Globalization;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>Numbers in the words of a finding's sentence.</summary>
internal static class FindingText
{
    /// <summary>A count with its thousands apart.</summary>
    public static string Count(double count) => Math.Round(count).ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Octets in decimal units.</summary>
    public static string Octets(double octets) => octets switch
    {
        >= 1e12 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e12:0.0} TB"),
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e9:0.0} GB"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e3:0} kB"),
    };

    /// <summary>A time span in the unit that suits it.</summary>
    public static string Span(double milliseconds) => milliseconds switch
    {
        < 1000 => "less than a second",
        < 180_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1000:0} s"),
        < 10_800_000 => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 60_000:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 3_600_000:0.#} h"),
    };
}
