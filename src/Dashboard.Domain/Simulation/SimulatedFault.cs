using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Simulation;

/// <summary>An alarm that an incident has an element raise.</summary>
/// <param name="Id">What tells it from the element's other alarms.</param>
/// <param name="Element">The element that raises it.</param>
/// <param name="Part">What of the element is in trouble; empty for all of it.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Type">The alarm type by X.733 as VES senders write it.</param>
/// <param name="Cause">The probable cause.</param>
/// <param name="Problem">The specific problem, for people.</param>
/// <param name="Repair">What to do about it.</param>
/// <param name="From">When it is raised, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="To">When it is cleared.</param>
public sealed record SimulatedFault(string Id, string Element, string Part, PerceivedSeverity Severity, string Type, string Cause, string Problem, string Repair, long From, long To)
{
    private const string Communications = "COMMUNICATIONS_ALARM";
    private const long Second = 1000;

    /// <summary>The alarms of an incident, in the order that they are raised in.</summary>
    public static IReadOnlyList<SimulatedFault> Of(SimulatedNetwork network, Incident incident) =>
        [.. All(network, incident).Where(f => f.From < incident.To).OrderBy(static f => f.From)];

    private static IEnumerable<SimulatedFault> All(SimulatedNetwork network, Incident incident)
    {
        var site = incident.Sites[0];
        return incident.Kind.Name switch
        {
            "fibre-cut" => FibreCut(network, incident),
            "prb-saturation" =>
            [
                Of(incident, site.Element, "", PerceivedSeverity.Minor, "QUALITY_OF_SERVICE_ALARM", "resourceAtOrNearingCapacity", "physical resource blocks run out", "Shift load to other carriers or sites", 90 * Second),
            ],
            "clock-drift" =>
            [
                Of(incident, site.Element, "", PerceivedSeverity.Major, "EQUIPMENT_ALARM", "timingProblem", "time server lost, in holdover", "Check the time server and the way to it", 5 * Second),
            ],
            "battery-discharge" => Battery(incident, site),
            // The others are there to be found without an alarm.
            _ => [],
        };
    }

    private static IEnumerable<SimulatedFault> FibreCut(SimulatedNetwork network, Incident incident)
    {
        var lost = incident.Sites;
        var first = lost[0];
        for (var i = 0; i < lost.Count; i++)
        {
            yield return Of(incident, SimulatedNetwork.Amf, $"NG {lost[i].Element}", PerceivedSeverity.Critical, Communications, "communicationSubsystemFailure", $"N2 association to {lost[i].Element} is lost", "", (4 + i) * Second);
            // Each base station misses those next to it.
            foreach (var neighbour in network.Sites.Where(s => s.Cluster == first.Cluster && s.Chain != first.Chain).Take(4))
                yield return Of(incident, neighbour.Element, $"Xn {lost[i].Element}", PerceivedSeverity.Minor, Communications, "communicationProtocolError", $"Xn association to {lost[i].Element} is lost", "", (9 + (2 * i)) * Second);
        }
    }

    private static IEnumerable<SimulatedFault> Battery(Incident incident, SimulatedSite site)
    {
        var lasts = (long)Incident.BatteryLasts.TotalMilliseconds;
        yield return Of(incident, site.Element, "mains", PerceivedSeverity.Major, "ENVIRONMENTAL_ALARM", "powerProblem", "mains have failed, site on battery", "Ask the power company; send a generator", 2 * Second);
        if (incident.From + (lasts * 7 / 10) is var low && low < incident.To)
            yield return Of(incident, site.Element, "battery", PerceivedSeverity.Critical, "ENVIRONMENTAL_ALARM", "batteryDischarging", "battery below 30 %", "Send a generator", low - incident.From);
        if (incident.From + lasts is var empty && empty < incident.To)
            yield return Of(incident, SimulatedNetwork.Amf, $"NG {site.Element}", PerceivedSeverity.Critical, Communications, "communicationSubsystemFailure", $"N2 association to {site.Element} is lost", "", empty - incident.From + (3 * Second));
    }

    private static SimulatedFault Of(Incident incident, string element, string part, PerceivedSeverity severity, string type, string cause, string problem, string repair, long after) =>
        new($"{incident.Id}-{element}-{part}".TrimEnd('-').Replace(' ', '-'), element, part, severity, type, cause, problem, repair, incident.From + after, incident.To);
}
