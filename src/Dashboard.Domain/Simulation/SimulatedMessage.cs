using System.Globalization;

namespace Dashboard.Domain.Simulation;

/// <summary>A line of log that a router of the simulated network writes, in the words of Junos.</summary>
/// <param name="Time">When, in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Host">The router.</param>
/// <param name="Priority">Facility and severity (RFC 5424 section 6.2.1).</param>
/// <param name="Application">The program that wrote it.</param>
/// <param name="MessageId">What kind of message it is.</param>
/// <param name="Text">The message.</param>
public readonly record struct SimulatedMessage(long Time, string Host, int Priority, string Application, string MessageId, string Text)
{
    private const int Daemon = 3 * 8;
    private const int Security = 4 * 8;
    private const int Warning = 4;
    private const int Notice = 5;
    private const int Information = 6;

    private static readonly string[] Users = ["maria", "jonas", "backup", "ansible"];

    /// <summary>What a router writes in a second on any day; null in seconds in which none does.</summary>
    /// <param name="network">The network.</param>
    /// <param name="second">Seconds since 1970-01-01 UTC.</param>
    public static SimulatedMessage? OfAnyDay(SimulatedNetwork network, long second)
    {
        var seed = network.Seed;
        var chance = Noise.Of(seed, Streams.Message, second);
        if (chance > 0.45)
            return null;
        var site = network.Sites[Noise.Pick(seed, Streams.Message + 100_000, second, network.Sites.Count)];
        var number = Noise.Pick(seed, Streams.Message + 200_000, second, 60_000);
        var (priority, application, id, text) = (int)(chance / 0.45 * 10) switch
        {
            0 => (Security + Notice, "sshd", "SSHD_LOGIN_FAILED", $"Login failed for user '{Users[number % Users.Length]}' from host '10.250.0.{number % 200}'"),
            1 or 2 => (Security + Information, "sshd", "-", $"Accepted publickey for {Users[number % Users.Length]} from 10.250.0.{number % 200} port {1024 + number} ssh2"),
            3 => (Daemon + Information, "ntpd", "-", $"synchronized to 10.251.0.1, stratum 2, offset {Milliseconds(number)} ms"),
            4 => (Daemon + Information, "rpd", "RPD_RT_HWM_NOTICE", $"New RIB highwatermark for routes: {80_000 + number}"),
            5 => (Daemon + Notice, "chassisd", "CHASSISD_SNMP_TRAP10", $"SNMP trap generated: fan speed changed to {40 + (number % 20)} percent"),
            6 or 7 => (Daemon + Information, "mib2d", "-", $"polled by 10.252.0.5, {number % 900} objects"),
            8 => (Daemon + Warning, "l2cpd", "-", $"LLDP frame of {20 + (number % 60)} octets from {site.Element} has an unknown TLV"),
            _ => (Daemon + Information, "cron", "-", $"(root) CMD (newsyslog), {number % 40} files rotated"),
        };
        return new SimulatedMessage(second * 1000, site.Router, priority, application, id, text);
    }

    /// <summary>What routers write about an incident, in the order of time.</summary>
    public static IReadOnlyList<SimulatedMessage> Of(Incident incident)
    {
        var first = incident.Sites[0];
        if (incident.Kind == IncidentKind.FibreCut)
        {
            var port = Backhaul.ChainPort(first.Chain);
            return
            [
                new(incident.From + 1000, first.Aggregation, Daemon + Warning, "mib2d", "SNMP_TRAP_LINK_DOWN", $"ifIndex 584, ifAdminStatus up(1), ifOperStatus down(2), ifName {port}"),
                .. incident.Sites.Select((site, i) => new SimulatedMessage(incident.From + 2000 + (i * 1000), first.Aggregation, Daemon + Notice, "rpd", "RPD_ISIS_ADJDOWN", $"IS-IS lost L2 adjacency to {site.Router} on {port}.0, reason: Interface Down")),
                new(incident.To + 1000, first.Aggregation, Daemon + Information, "mib2d", "SNMP_TRAP_LINK_UP", $"ifIndex 584, ifAdminStatus up(1), ifOperStatus up(1), ifName {port}"),
                .. incident.Sites.Select((site, i) => new SimulatedMessage(incident.To + 2000 + (i * 1000), first.Aggregation, Daemon + Information, "rpd", "RPD_ISIS_ADJUP", $"IS-IS new L2 adjacency to {site.Router} on {port}.0")),
            ];
        }
        return incident.Kind == IncidentKind.BatteryDischarge ?
            [
                new(incident.From + 1000, first.Router, Daemon + Warning, "craftd", "-", "Major alarm set, PEM 1 Not OK"),
                new(incident.To + 1000, first.Router, Daemon + Information, "craftd", "-", "Major alarm cleared, PEM 1 Not OK"),
            ]
            : incident.Kind == IncidentKind.ClockDrift ?
            [
                new(incident.From + 2000, first.Router, Daemon + Warning, "clksyncd", "CLKSYNCD_PTP_LOST", "PTP grandmaster 10.251.0.2 is not heard of, clock in holdover"),
                new(incident.To + 2000, first.Router, Daemon + Notice, "clksyncd", "CLKSYNCD_PTP_LOCKED", "PTP phase locked to grandmaster 10.251.0.2"),
            ]
            : [];
    }

    private static string Milliseconds(int number) => (((number % 400) - 200) / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);
}
