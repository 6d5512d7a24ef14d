using System.Globalization;
using Dashboard.Domain.Telemetry;
using Microsoft.Extensions.Primitives;

namespace Dashboard.Web.Walls;

/// <summary>Reads a wall from the fields of <c>WallFields.razor</c>. What is no number is kept out of bounds, so that <see cref="WallDefinition.Problems"/> names it.</summary>
internal static class WallForm
{
    public const string Dashboard = "Dashboard", Seconds = "Seconds", Ticker = "Ticker", Interrupt = "Interrupt", InterruptSeconds = "InterruptSeconds", Distance = "Distance", Height = "Height";

    /// <summary>What <see cref="Interrupt"/> says for the list of alarms; no slug can.</summary>
    public const string Alarms = "(alarms)";

    /// <summary>The severities that can be heard, the worst first.</summary>
    public static IReadOnlyList<PerceivedSeverity> Heard { get; } = [PerceivedSeverity.Critical, PerceivedSeverity.Major, PerceivedSeverity.Minor, PerceivedSeverity.Warning];

    public static string SoundOf(PerceivedSeverity severity) => $"Sound{severity}";

    public static WallDefinition Read(IFormCollection form) => new()
    {
        Stops = [.. form[Dashboard].Zip(form[Seconds], (slug, seconds) => new WallStop(slug ?? "", Whole(seconds, WallStop.DefaultSeconds))).Where(static s => s.Slug.Length > 0)],
        Ticker = !StringValues.IsNullOrEmpty(form[Ticker]),
        Interrupt = form[Interrupt].ToString() switch
        {
            "" => null,
            Alarms => "",
            var slug => slug,
        },
        InterruptSeconds = Whole(form[InterruptSeconds], 300),
        Sounds = Heard.Select(s => (Severity: s, Sound: Enum.TryParse(form[SoundOf(s)], out WallSound sound) && Enum.IsDefined(sound) ? sound : WallSound.Off))
            .Where(static s => s.Sound != WallSound.Off).ToDictionary(static s => s.Severity, static s => s.Sound),
        Distance = Number(form[Distance]),
        Height = Number(form[Height]),
    };

    private static int Whole(string? text, int usual) =>
        string.IsNullOrWhiteSpace(text) ? usual : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static double? Number(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
