using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>Grafana's names of units (its <c>valueFormats/categories.ts</c>) as ours, and by what a value is to be multiplied.</summary>
internal static class GrafanaUnits
{
    private static readonly Dictionary<string, (Unit Unit, double Factor)> ByName = new(StringComparer.Ordinal)
    {
        [""] = (Unit.None, 1),
        ["none"] = (Unit.None, 1),
        ["short"] = (Unit.None, 1),
        ["sishort"] = (Unit.None, 1),
        ["locale"] = (Unit.None, 1),
        ["string"] = (Unit.None, 1),
        ["bool"] = (Unit.None, 1),
        ["percent"] = (Unit.Percent, 1),
        ["percentunit"] = (Unit.Percent, 100),
        ["bps"] = (Unit.BitsPerSecond, 1),
        ["binbps"] = (Unit.BitsPerSecond, 1),
        ["Kbits"] = (Unit.BitsPerSecond, 1e3),
        ["Mbits"] = (Unit.BitsPerSecond, 1e6),
        ["Gbits"] = (Unit.BitsPerSecond, 1e9),
        ["Bps"] = (Unit.BitsPerSecond, 8),
        ["binBps"] = (Unit.BitsPerSecond, 8),
        ["KBs"] = (Unit.BitsPerSecond, 8e3),
        ["KiBs"] = (Unit.BitsPerSecond, 8 * 1024),
        ["MBs"] = (Unit.BitsPerSecond, 8e6),
        ["MiBs"] = (Unit.BitsPerSecond, 8 * 1024 * 1024),
        ["GBs"] = (Unit.BitsPerSecond, 8e9),
        ["bytes"] = (Unit.Bytes, 1),
        ["decbytes"] = (Unit.Bytes, 1),
        ["kbytes"] = (Unit.Bytes, 1024),
        ["deckbytes"] = (Unit.Bytes, 1e3),
        ["mbytes"] = (Unit.Bytes, 1024 * 1024),
        ["decmbytes"] = (Unit.Bytes, 1e6),
        ["gbytes"] = (Unit.Bytes, 1024 * 1024 * 1024),
        ["decgbytes"] = (Unit.Bytes, 1e9),
        ["s"] = (Unit.Seconds, 1),
        ["ms"] = (Unit.Seconds, 1e-3),
        ["µs"] = (Unit.Seconds, 1e-6),
        ["ns"] = (Unit.Seconds, 1e-9),
        ["m"] = (Unit.Seconds, 60),
        ["h"] = (Unit.Seconds, 3600),
        ["d"] = (Unit.Seconds, 86400),
        ["dtdurations"] = (Unit.Seconds, 1),
        ["dthms"] = (Unit.Seconds, 1),
        ["clocks"] = (Unit.Seconds, 1),
        ["dtdurationms"] = (Unit.Seconds, 1e-3),
        ["clockms"] = (Unit.Seconds, 1e-3),
        ["hertz"] = (Unit.PerSecond, 1),
        ["cps"] = (Unit.PerSecond, 1),
        ["ops"] = (Unit.PerSecond, 1),
        ["reqps"] = (Unit.PerSecond, 1),
        ["rps"] = (Unit.PerSecond, 1),
        ["wps"] = (Unit.PerSecond, 1),
        ["iops"] = (Unit.PerSecond, 1),
        ["eps"] = (Unit.PerSecond, 1),
        ["mps"] = (Unit.PerSecond, 1),
        ["pps"] = (Unit.PerSecond, 1),
        ["recps"] = (Unit.PerSecond, 1),
        ["rowsps"] = (Unit.PerSecond, 1),
        ["cpm"] = (Unit.PerSecond, 1.0 / 60),
        ["opm"] = (Unit.PerSecond, 1.0 / 60),
        ["reqpm"] = (Unit.PerSecond, 1.0 / 60),
        ["rpm"] = (Unit.PerSecond, 1.0 / 60),
        ["wpm"] = (Unit.PerSecond, 1.0 / 60),
        ["epm"] = (Unit.PerSecond, 1.0 / 60),
        ["mpm"] = (Unit.PerSecond, 1.0 / 60),
        ["recpm"] = (Unit.PerSecond, 1.0 / 60),
    };

    /// <summary>The unit of a name and what values are multiplied by; plain numbers where the name is not known.</summary>
    public static bool TryFind(string name, out Unit unit, out double factor)
    {
        var known = ByName.TryGetValue(name, out var found);
        (unit, factor) = known ? found : (Unit.None, 1);
        return known;
    }
}
