using System.Collections.Frozen;
using System.Net;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>Lets flows go by the names that the inventory has: devices that export flows are those whose management has the same address.</summary>
public sealed class FlowNames(FlowExporters exporters, DeviceInventory inventory, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private (long Inventory, int Exporters) _seen = (-1, 0);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var beat = new PeriodicTimer(Pace, time);
        do
            Match();
        while (await beat.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Matches devices and exporters where either has changed.</summary>
    internal void Match()
    {
        var (known, all) = (inventory.Current, exporters.All);
        if (_seen == (known.Version, all.Count))
            return;
        _seen = (known.Version, all.Count);
        var byAddress = all.Skip(1).ToDictionary(static e => e.Address);
        foreach (var device in known.Devices.Values)
        {
            if (IPEndPoint.TryParse(device.Address, out var end) && byAddress.TryGetValue(NetworkAddress.From(end.Address), out var exporter))
                exporter.Know(device.Instance, device.Interfaces.DistinctBy(static i => i.Index).ToFrozenDictionary(static i => (uint)i.Index, static i => i.Name));
        }
    }
}
