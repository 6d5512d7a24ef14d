using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Inventory;

namespace Dashboard.Web.Components.Devices;

/// <summary>A device and how it is, as the pages of devices show it.</summary>
/// <param name="Known">The device.</param>
/// <param name="Target">How its polling goes; null where it is not polled.</param>
public sealed record DeviceRow(KnownDevice Known, TargetRow? Target)
{
    /// <summary>How it is in words.</summary>
    public string State => Target switch
    {
        null => "not polled",
        { IsPaused: true } => "paused",
        { Complaint: not null } => "does not answer as it should",
        { LastAnswer: null } => "waiting",
        _ => "answers",
    };

    /// <summary>How bad that is; null where it is neither good nor bad.</summary>
    public PerceivedSeverity? Severity => Target switch
    {
        null or { IsPaused: true } => null,
        { Complaint: not null } => PerceivedSeverity.Major,
        { LastAnswer: null } => null,
        _ => PerceivedSeverity.Cleared,
    };

    /// <summary>Since when its management has been up, in words.</summary>
    /// <param name="now">The time now.</param>
    public string Uptime(DateTimeOffset now)
    {
        if (Known.Polled?.StartedAt is not { } started)
            return "";
        var up = now - DateTimeOffset.FromUnixTimeMilliseconds(started);
        return up < TimeSpan.Zero ? "" : up.TotalDays >= 2 ? $"{up.TotalDays:0} d" : up.TotalHours >= 2 ? $"{up.TotalHours:0} h" : $"{up.TotalMinutes:0} min";
    }

    /// <summary>Whether a text is in anything that the list shows of it.</summary>
    public bool Holds(string text) =>
        new[] { Known.Name, Known.Polled?.Name, Known.Polled?.Address, Known.Polled?.Vendor, Known.Polled?.Model, Known.Polled?.Software, Known.Polled?.Location, State, string.Join(' ', Known.KnownBy) }
            .Any(shown => shown?.Contains(text, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Every device, those first that do not answer.</summary>
    public static IReadOnlyList<DeviceRow> All(InventorySource inventory, Targets targets)
    {
        // Of a name there may be a target in several sources; what is wrong matters most.
        var asked = targets.All().GroupBy(static t => t.Name, StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.OrderBy(static t => t.Complaint is null).First(), StringComparer.Ordinal);
        return [.. inventory.Devices().Select(k => new DeviceRow(k, asked.GetValueOrDefault(k.Name)))
            .OrderByDescending(static r => r.Severity > PerceivedSeverity.Cleared).ThenBy(static r => r.Known.Name, StringComparer.OrdinalIgnoreCase)];
    }
}
