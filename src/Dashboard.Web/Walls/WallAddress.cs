using System.Globalization;
using Dashboard.Domain.Telemetry;
using Microsoft.AspNetCore.WebUtilities;

namespace Dashboard.Web.Walls;

/// <summary>
/// A wall as an address says it: <c>/wall/network-overview?then=interfaces:30,energy&amp;dwell=60&amp;ticker=1&amp;interrupt=alarms&amp;sound=critical:repeat,major:once&amp;distance=3&amp;height=0.68</c>.
/// </summary>
internal static class WallAddress
{
    /// <summary>What <c>interrupt</c> says for the list of alarms.</summary>
    public const string Alarms = "alarms";

    /// <summary>Reads the wall; what cannot be read is left as usual and told in a sentence.</summary>
    public static WallDefinition Read(string slug, string query, out IReadOnlyList<string> problems)
    {
        var parts = QueryHelpers.ParseQuery(query);
        var wrong = new List<string>(); // bound: parameters that are known
        var dwell = Number("dwell", WallStop.Least, WallStop.Most) is { } seconds ? (int)seconds : WallStop.DefaultSeconds;
        var definition = new WallDefinition
        {
            Stops = [new WallStop(slug, dwell), .. Items("then").Select(item => Stop(item, dwell)).OfType<WallStop>().Take(WallDefinition.MaxStops - 1)],
            Ticker = Text("ticker") is "1" or "true",
            Interrupt = Text("interrupt") switch
            {
                "" => null,
                Alarms => "",
                var other => other,
            },
            InterruptSeconds = Number("interruptFor", WallStop.Least, WallStop.Most) is { } hold ? (int)hold : 300,
            Sounds = Items("sound").Select(Sound).OfType<KeyValuePair<PerceivedSeverity, WallSound>>().DistinctBy(static s => s.Key).ToDictionary(),
            Distance = Number("distance", WallDefinition.Nearest, WallDefinition.Farthest),
            Height = Number("height", WallDefinition.Lowest, WallDefinition.Highest),
        };
        problems = wrong;
        return definition;

        string Text(string name) => parts.TryGetValue(name, out var value) ? value.ToString().Trim() : "";

        string[] Items(string name) => Text(name).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        double? Number(string name, double least, double most)
        {
            var text = Text(name);
            if (text.Length == 0)
                return null;
            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            wrong.Add(string.Create(CultureInfo.InvariantCulture, $"{name} in the address is to be a number from {least} to {most}."));
            return null;
        }

        WallStop? Stop(string item, int usual)
        {
            var colon = item.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0)
                return new WallStop(item, usual);
            if (int.TryParse(item[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own is >= WallStop.Least and <= WallStop.Most)
                return new WallStop(item[..colon], own);
            wrong.Add($"then in the address is to list dashboards with the seconds they stay, such as interfaces:30 ({WallStop.Least} to {WallStop.Most:N0}).");
            return new WallStop(item[..colon], usual);
        }

        KeyValuePair<PerceivedSeverity, WallSound>? Sound(string item)
        {
            if (item.Split(':') is [var severity, var sound]
                && Enum.TryParse(severity, true, out PerceivedSeverity level) && Enum.IsDefined(level)
                && Enum.TryParse(sound, true, out WallSound kind) && Enum.IsDefined(kind))
                return new(level, kind);
            wrong.Add("sound in the address is to list severities, each with once, repeat or off, such as critical:repeat,major:once.");
            return null;
        }
    }
}
