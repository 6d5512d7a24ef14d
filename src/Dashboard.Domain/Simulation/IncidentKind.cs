namespace Dashboard.Domain.Simulation;

/// <summary>Something that can go wrong in the simulated network.</summary>
/// <param name="Name">Its name in addresses: <c>fibre-cut</c>.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Help">What happens, for people.</param>
/// <param name="Usual">How long it lasts unless told otherwise.</param>
public sealed record IncidentKind(string Name, string Title, string Help, TimeSpan Usual)
{
    /// <summary>A chain of routers loses its way to the core, with an alarm from everything that misses it.</summary>
    public static IncidentKind FibreCut { get; } = new(
        "fibre-cut", "Fibre cut", "A digger cuts the fibre that a chain of sites hangs on. Their base stations fall silent, and everything that talked to them raises an alarm.", TimeSpan.FromMinutes(30));

    /// <summary>A cell is on the air by its own account and serves nobody.</summary>
    public static IncidentKind SleepingCell { get; } = new(
        "sleeping-cell", "Sleeping cell", "A cell stops serving users and raises no alarm. Its counters fall to nothing while it says that it is available.", TimeSpan.FromMinutes(60));

    /// <summary>More is asked of a site than it has.</summary>
    public static IncidentKind PrbSaturation { get; } = new(
        "prb-saturation", "PRB saturation", "A crowd gathers at a site. Its resource blocks run out, throughput falls, delay grows and connections are refused.", TimeSpan.FromMinutes(45));

    /// <summary>A base station loses its timing.</summary>
    public static IncidentKind ClockDrift { get; } = new(
        "clock-drift", "Clock drift", "A base station loses its time server and its clock runs ahead. Handovers fail, it disturbs its neighbours, and its events bear wrong times.", TimeSpan.FromMinutes(45));

    /// <summary>A site runs on its battery.</summary>
    public static IncidentKind BatteryDischarge { get; } = new(
        "battery-discharge", "Battery discharge", "The mains of a site fail. Its battery lasts three hours; then its cells go off the air.", TimeSpan.FromMinutes(150));

    /// <summary>Something sends in the uplink of a site.</summary>
    public static IncidentKind Interference { get; } = new(
        "interference", "Interference", "A faulty repeater sends in the uplink of a sector. Packets are lost and uplink throughput falls, without an alarm.", TimeSpan.FromMinutes(60));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IncidentKind> All { get; } = [FibreCut, SleepingCell, PrbSaturation, ClockDrift, BatteryDischarge, Interference];

    /// <summary>The kind of a name; null where there is none.</summary>
    public static IncidentKind? Find(string name) => All.FirstOrDefault(k => k.Name == name);
}
