using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What network interfaces have carried, how they are, and what became of them since the reading before.</summary>
internal sealed class NetworkReading : HostReading
{
    private readonly HostFile _dev;
    private readonly HostFiles _files;
    private readonly string _sysPath;
    private readonly List<InterfaceCounters> _counters = []; // bound: interfaces
    private readonly NameTable<NetworkInterfaceState?> _interfaces;
    private readonly List<NetworkInterfaceState> _present = []; // bound: interfaces
    private readonly List<EventRecord> _events = []; // bound: interfaces
    private bool _looked;

    public NetworkReading(HostFiles files, HostOptions options)
    {
        _files = files;
        _sysPath = Path.Combine(options.SysPath, "class/net");
        _dev = files.Proc("net/dev");
        var ignored = HostOptions.Pattern(options.IgnoredInterfaces);
        _interfaces = new NameTable<NetworkInterfaceState?>(name =>
            ignored.IsMatch(name) ? null : new NetworkInterfaceState(files, options.Instance, name, keepOpen: _interfaces!.Count < NetworkInterfaceState.KeptOpen));
    }

    public override IReadOnlyList<EventRecord> Events => _events;

    public override void Read(Scrape<HostSeriesKey> into)
    {
        if (!_looked && !Directory.Exists(_sysPath))
            _files.Failed($"{_sysPath} does not exist on this machine; what it would tell is left out.");
        _looked = true;
        _events.Clear();
        var text = _dev.Read();
        _dev.Judge(ProcNetDev.Decode(text, _counters));
        // All names first: reading an interface's attributes overwrites the text.
        foreach (var counters in _counters)
        {
            if (_interfaces[text[counters.Name]] is not { } present)
                continue;
            present.Carried(counters, into);
            _present.Add(present);
        }
        _interfaces.Sweep(static gone => gone?.Dispose());
        foreach (var present in _present)
            present.Read(into, _events);
        _present.Clear();
    }
}
