using Dashboard.Domain.Inventory;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>Who sends traps: how many each has sent, by which name operators know it, and whether it sends too many.</summary>
internal sealed class TrapSenders(SnmpTrapOptions options, IReadOnlyList<SnmpDeviceOptions> devices, DeviceInventory inventory, TimeProvider time)
{
    /// <summary>The sender that stands for all that are too many to be counted apart.</summary>
    public const string Others = "other";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Sender> _senders = new(StringComparer.Ordinal); // bound: SnmpTrapOptions.MaxSenders and one
    private readonly Dictionary<string, string> _names = devices
        .Select(d => (Host: SnmpEndPoint.TryParse(d.Address, out var host, out _) ? host : d.Address, d.Name))
        .GroupBy(d => d.Host, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Name, StringComparer.Ordinal);

    /// <summary>Counts a trap; false where its sender has sent so many in this second that it is not to become an event.</summary>
    public bool Count(string address)
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_gate)
        {
            if (!_senders.ContainsKey(address) && _senders.Count >= options.MaxSenders)
                address = Others;
            if (!_senders.TryGetValue(address, out var sender))
                _senders[address] = sender = new Sender();
            sender.Traps++;
            if (sender.Second != second)
                (sender.Second, sender.InSecond) = (second, 0);
            return ++sender.InSecond <= options.MaxPerSender;
        }
    }

    /// <summary>What has come, by sender.</summary>
    public IReadOnlyList<(string Sender, double Traps)> Counts()
    {
        lock (_gate)
            return [.. _senders.Select(s => (s.Key, (double)s.Value.Traps))];
    }

    /// <summary>The device's name: of the settings, or the address itself.</summary>
    public string NameOf(string address) => _names.GetValueOrDefault(address, address);

    /// <summary>An interface's name by its ifIndex; null where the inventory does not have it.</summary>
    public string? InterfaceOf(string device, string index) =>
        int.TryParse(index, out var number) && inventory.Current.Devices.TryGetValue(device, out var known) ? known.Interfaces.FirstOrDefault(i => i.Index == number)?.Name : null;

    private sealed class Sender
    {
        public long Traps { get; set; }

        public long Second { get; set; }

        public int InSecond { get; set; }
    }
}
