using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What the base library tells of a machine that has no <c>/proc</c>, under the names that Linux machines have it under.</summary>
internal sealed class PortableReading(HostFiles files) : HostReading
{
    private readonly Dictionary<string, HostSubject> _interfaces = new(StringComparer.Ordinal); // bound: interfaces
    private readonly HostSubject _uname = new(
        new Label("nodename", Environment.MachineName), new Label("sysname", RuntimeInformation.OSDescription),
        new Label("release", Environment.OSVersion.Version.ToString()), new Label("machine", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()));

    public override void Read(Scrape<HostSeriesKey> into)
    {
        var memory = GC.GetGCMemoryInfo();
        into.Add(new("node_time_seconds", HostSubject.Machine), into.Timestamp / 1000.0);
        into.Add(new("node_boot_time_seconds", HostSubject.Machine), Math.Round((into.Timestamp - Environment.TickCount64) / 1000.0));
        into.Add(new("node_uname_info", _uname), 1);
        into.Add(new("node_memory_MemTotal_bytes", HostSubject.Machine), memory.TotalAvailableMemoryBytes);
        into.Add(new("node_memory_MemAvailable_bytes", HostSubject.Machine), Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes));
        foreach (var each in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (!_interfaces.TryGetValue(each.Name, out var subject))
                _interfaces[each.Name] = subject = new HostSubject(new Label("device", each.Name));
            Add(into, each, subject);
        }
        // The base library does not say how many octets it read; what it said counts as contact all the same.
        files.Count(sizeof(double) * _interfaces.Count + 1);
    }

    private static void Add(Scrape<HostSeriesKey> into, NetworkInterface each, HostSubject subject)
    {
        into.Add(new("node_network_up", subject), each.OperationalStatus == OperationalStatus.Up ? 1 : 0);
        if (each.Speed > 0)
            into.Add(new("node_network_speed_bytes", subject), each.Speed / 8.0);
        IPInterfaceStatistics counters;
        try
        {
            counters = each.GetIPStatistics();
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            // The interface went away since it was listed, or the system does not count.
            return;
        }
        into.Add(new("node_network_receive_bytes_total", subject), counters.BytesReceived);
        into.Add(new("node_network_receive_packets_total", subject), counters.UnicastPacketsReceived + counters.NonUnicastPacketsReceived);
        into.Add(new("node_network_receive_errs_total", subject), counters.IncomingPacketsWithErrors);
        into.Add(new("node_network_receive_drop_total", subject), counters.IncomingPacketsDiscarded);
        into.Add(new("node_network_transmit_bytes_total", subject), counters.BytesSent);
        into.Add(new("node_network_transmit_errs_total", subject), counters.OutgoingPacketsWithErrors);
    }
}
