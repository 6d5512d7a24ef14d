using System.Globalization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards.Grafana;

/// <summary>
/// Grafana colours ranges of values; we judge them. The colours' order says how bad a range is: the further from the
/// green end, the worse.
/// </summary>
internal static class GrafanaThresholds
{
    private static readonly PerceivedSeverity[] Rising = [PerceivedSeverity.Warning, PerceivedSeverity.Minor, PerceivedSeverity.Major, PerceivedSeverity.Critical];

    // The greens of Grafana's own palettes, old and new.
    private static readonly string[] Greens = ["green", "rgba(50,172,45", "#299c46", "#73bf69", "#56a64b", "#37872d", "#7eb26d"];

    /// <summary>The thresholds of a panel of Grafana 7 and later: <c>fieldConfig.defaults.thresholds</c>.</summary>
    /// <param name="defaults">The panel's <c>fieldConfig.defaults</c>.</param>
    /// <param name="factor">What values are multiplied by.</param>
    /// <param name="problem">Why there are none although the panel has some; empty otherwise.</param>
    public static IReadOnlyList<Threshold> OfFields(GrafanaNode defaults, double factor, out string problem)
    {
        problem = "";
        var thresholds = defaults["thresholds"];
        var steps = thresholds["steps"].Items.Where(static s => s.IsObject).Take(10).ToList();
        var (scale, offset) = (factor, 0.0);
        if (thresholds["mode"].Text == "percentage" && steps.Count > 1)
        {
            if (defaults["min"].Number is not { } min || defaults["max"].Number is not { } max)
            {
                problem = "Its thresholds are shares of a range that has no bounds; they were left out.";
                return [];
            }
            (scale, offset) = (factor * (max - min) / 100, factor * min);
        }
        return Judge([.. steps.Select(static s => s["color"].Text)], [.. steps.Skip(1).Select(static s => s["value"].Number)], scale, offset);
    }

    /// <summary>The thresholds of a single number of Grafana before 7: <c>"80,90"</c> and three colours.</summary>
    public static IReadOnlyList<Threshold> OfSingleStat(GrafanaNode panel, double factor)
    {
        var limits = panel["thresholds"].Text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Take(3).Select(static t => double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) && double.IsFinite(limit) ? limit : (double?)null).ToArray();
        return Judge([.. panel["colors"].Items.Take(limits.Length + 1).Select(static c => c.Text)], limits, factor, 0);
    }

    // Limits lie between colours: one fewer than those.
    private static IReadOnlyList<Threshold> Judge(string[] colours, double?[] limits, double scale, double offset)
    {
        if (limits.Length == 0 || limits.Any(static l => l is null))
            return [];
        var isBelow = colours.Length > 1 && IsGreen(colours[^1]) && !IsGreen(colours[0]);
        var count = limits.Length;
        var thresholds = new List<Threshold>(); // bound: ten steps
        for (var i = 0; i < count; i++)
        {
            // From the best range to the worst: rising limits, or falling ones where low values are the bad ones.
            var limit = limits[isBelow ? count - 1 - i : i]!.Value * scale + offset;
            if (double.IsFinite(limit))
                thresholds.Add(new(Severity(i, count), limit, isBelow));
        }
        return thresholds;
    }

    // One limit is major, two are minor and major, three end with critical; of more than four the first ones are warnings.
    private static PerceivedSeverity Severity(int place, int count)
    {
        var worst = count < 3 ? 2 : 3;
        return Rising[Math.Max(0, worst - (count - 1 - place))];
    }

    private static bool IsGreen(string colour)
    {
        var plain = colour.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return Array.Exists(Greens, g => plain.Contains(g, StringComparison.Ordinal));
    }
}
