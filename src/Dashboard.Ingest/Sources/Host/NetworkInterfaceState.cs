using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// One network interface: its series, and its attributes below <c>/sys/class/net</c>
/// (https://docs.kernel.org/admin-guide/abi-testing.html, sysfs-class-net). What can change at any moment is read each
/// time, the rest every ten seconds and whenever the state or the flags changed.
/// </summary>
internal sealed class NetworkInterfaceState(HostFiles files, string instance, string device, bool keepOpen) : IDisposable
{
    /// <summary>Interfaces whose files stay open between readings, four files each; those beyond are opened each time.</summary>
    public const int KeptOpen = 128;

    private const long SlowEvery = 10_000;
    private const long AdministrativelyUp = 0x1; // IFF_UP

    private readonly HostSubject _subject = new(new Label("device", device));
    private readonly HostFile _operState = files.Attribute($"class/net/{device}/operstate");
    private readonly HostFile _flags = files.Attribute($"class/net/{device}/flags");
    private readonly HostFile _carrier = files.Attribute($"class/net/{device}/carrier");
    private readonly HostFile _carrierChanges = files.Attribute($"class/net/{device}/carrier_changes");
    private readonly HostFile[] _texts =
    [
        files.Attribute($"class/net/{device}/address"), files.Attribute($"class/net/{device}/broadcast"),
        files.Attribute($"class/net/{device}/duplex"), files.Attribute($"class/net/{device}/ifalias"),
    ];
    private readonly HostFile[] _numbers =
    [
        files.Attribute($"class/net/{device}/mtu"), files.Attribute($"class/net/{device}/speed"), files.Attribute($"class/net/{device}/tx_queue_len"),
    ];
    private readonly string[] _text = ["", "", "", ""]; // as _texts
    private readonly long?[] _number = new long?[3]; // as _numbers
    private HostSubject? _info;
    private string _state = "";
    private long? _lastFlags;
    private long _slowRead = long.MinValue;

    /// <summary>Adds what the interface has carried.</summary>
    public void Carried(in InterfaceCounters counters, Scrape<HostSeriesKey> into)
    {
        var (received, sent) = (counters.Receive, counters.Transmit);
        into.Add(new("node_network_receive_bytes_total", _subject), received.Bytes);
        into.Add(new("node_network_receive_packets_total", _subject), received.Packets);
        into.Add(new("node_network_receive_errs_total", _subject), received.Errors);
        into.Add(new("node_network_receive_drop_total", _subject), received.Dropped);
        into.Add(new("node_network_receive_fifo_total", _subject), received.Fifo);
        into.Add(new("node_network_receive_frame_total", _subject), received.Frame);
        into.Add(new("node_network_receive_compressed_total", _subject), received.Compressed);
        into.Add(new("node_network_receive_multicast_total", _subject), received.Multicast);
        into.Add(new("node_network_transmit_bytes_total", _subject), sent.Bytes);
        into.Add(new("node_network_transmit_packets_total", _subject), sent.Packets);
        into.Add(new("node_network_transmit_errs_total", _subject), sent.Errors);
        into.Add(new("node_network_transmit_drop_total", _subject), sent.Dropped);
        into.Add(new("node_network_transmit_fifo_total", _subject), sent.Fifo);
        into.Add(new("node_network_transmit_colls_total", _subject), sent.Collisions);
        into.Add(new("node_network_transmit_carrier_total", _subject), sent.Carrier);
        into.Add(new("node_network_transmit_compressed_total", _subject), sent.Compressed);
    }

    /// <summary>Reads the attributes, adds what they say, and adds an event where the interface went up or down.</summary>
    public void Read(Scrape<HostSeriesKey> into, List<EventRecord> events)
    {
        var before = _state;
        var state = SysAttribute.Text(_operState.Read(), before);
        var flags = SysAttribute.Number(_flags.Read());
        if (state.Length == 0)
        {
            // Nothing is known of it at present, so there is nothing to compare the next reading with but the last state.
            CloseUnlessKept();
            return;
        }
        _state = state;
        var changed = state != before || flags != _lastFlags;
        if (changed || files.Now - _slowRead >= SlowEvery)
            ReadSlow(changed);
        _lastFlags = flags;
        if (before.Length > 0 && CanCarry(state) != CanCarry(before))
            events.Add(Happened(into.Timestamp, before, state));

        into.Add(new("node_network_up", _subject), state == "up" ? 1 : 0);
        into.Add(new("node_network_info", _info!), 1);
        Add(into, "node_network_flags", flags);
        // The kernel refuses to tell the carrier of an interface that an administrator has taken down.
        if ((flags & AdministrativelyUp) != 0)
            Add(into, "node_network_carrier", SysAttribute.Number(_carrier.Read()));
        Add(into, "node_network_carrier_changes_total", SysAttribute.Number(_carrierChanges.Read()));
        Add(into, "node_network_mtu_bytes", _number[0]);
        if (_number[1] > 0)
            Add(into, "node_network_speed_bytes", _number[1] * (1_000_000 / 8));
        Add(into, "node_network_transmit_queue_length", _number[2]);
        CloseUnlessKept();
    }

    public void Dispose()
    {
        foreach (var file in (ReadOnlySpan<HostFile>)[_operState, _flags, _carrier, _carrierChanges])
            file.Dispose();
    }

    /// <summary>Loopback and tunnels never say more of themselves than "unknown", and carry all the same (RFC 2863 section 3.1.14).</summary>
    private static bool CanCarry(string state) => state is "up" or "unknown";

    private EventRecord Happened(long timestamp, string before, string state) => CanCarry(state)
        ? new EventRecord(timestamp, $"{instance} {device}", "link-up", PerceivedSeverity.Cleared, $"Interface {device} of {instance} went up: its operational state is \"{state}\", it was \"{before}\".")
        : new EventRecord(timestamp, $"{instance} {device}", "link-down", PerceivedSeverity.Major, $"Interface {device} of {instance} went down: its operational state is \"{state}\", it was \"{before}\".");

    private void Add(Scrape<HostSeriesKey> into, string metric, long? value)
    {
        if (value is { } known)
            into.Add(new(metric, _subject), known);
    }

    private void ReadSlow(bool changed)
    {
        _slowRead = files.Now;
        var relabel = changed || _info is null;
        if (changed)
        {
            _carrier.TryAgain();
            _carrierChanges.TryAgain();
        }
        for (var i = 0; i < _texts.Length; i++)
        {
            var text = SysAttribute.Text(ReadOnce(_texts[i], changed), _text[i]);
            relabel |= text != _text[i];
            _text[i] = text;
        }
        for (var i = 0; i < _numbers.Length; i++)
            _number[i] = SysAttribute.Number(ReadOnce(_numbers[i], changed));
        if (relabel)
        {
            _info = new HostSubject(
                new Label("device", device), new Label("operstate", _state), new Label("address", _text[0]), new Label("broadcast", _text[1]),
                new Label("duplex", _text[2]), new Label("ifalias", _text[3]));
        }
    }

    private static ReadOnlySpan<byte> ReadOnce(HostFile file, bool tryAgain)
    {
        if (tryAgain)
            file.TryAgain();
        var text = file.Read();
        file.Close();
        return text;
    }

    private void CloseUnlessKept()
    {
        if (!keepOpen)
            Dispose();
    }
}
