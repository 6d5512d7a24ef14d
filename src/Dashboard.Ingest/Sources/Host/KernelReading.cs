using System.Globalization;
using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>CPU time, load, interrupts, processes, the clock and the kernel's version.</summary>
internal sealed class KernelReading(HostFiles files) : HostReading
{
    private const long VersionEvery = 60_000;

    private readonly HostFile _stat = files.Proc("stat");
    private readonly HostFile _loadavg = files.Proc("loadavg");
    private readonly HostFile[] _version =
    [
        files.Proc("sys/kernel/hostname"), files.Proc("sys/kernel/osrelease"), files.Proc("sys/kernel/ostype"),
        files.Proc("sys/kernel/version"), files.Proc("sys/kernel/domainname"),
    ];
    private readonly string[] _versionText = ["", "", "", "", ""]; // as _version
    private readonly List<CpuTicks> _ticks = []; // bound: CPUs
    private readonly Dictionary<int, Cpu> _cpus = []; // bound: CPUs
    private HostSubject? _uname;
    private long _versionRead;

    public override void Read(Scrape<HostSeriesKey> into)
    {
        var reading = ProcStat.Decode(_stat.Read(), _ticks, out var counts);
        _stat.Judge(reading);
        // Where nothing else can be read, the time alone must not make it look as if something could.
        if (reading.Entries > 0)
            into.Add(new("node_time_seconds", HostSubject.Machine), into.Timestamp / 1000.0);
        foreach (var ticks in _ticks)
        {
            if (!_cpus.TryGetValue(ticks.Cpu, out var cpu))
                _cpus[ticks.Cpu] = cpu = new Cpu(ticks.Cpu);
            cpu.Add(ticks, into);
        }
        AddIfKnown(into, "node_intr_total", counts.Interrupts);
        AddIfKnown(into, "node_context_switches_total", counts.ContextSwitches);
        AddIfKnown(into, "node_boot_time_seconds", counts.BootTime);
        AddIfKnown(into, "node_forks_total", counts.Forks);
        AddIfKnown(into, "node_procs_running", counts.Running);
        AddIfKnown(into, "node_procs_blocked", counts.Blocked);
        ReadLoad(into);
        ReadVersion(into);
    }

    private static void AddIfKnown(Scrape<HostSeriesKey> into, string metric, ulong? value)
    {
        if (value is { } known)
            into.Add(new(metric, HostSubject.Machine), known);
    }

    private void ReadLoad(Scrape<HostSeriesKey> into)
    {
        var reading = ProcLoadavg.Decode(_loadavg.Read(), out var load);
        _loadavg.Judge(reading);
        if (reading.Entries == 0)
            return;
        into.Add(new("node_load1", HostSubject.Machine), load.One);
        into.Add(new("node_load5", HostSubject.Machine), load.Five);
        into.Add(new("node_load15", HostSubject.Machine), load.Fifteen);
    }

    private void ReadVersion(Scrape<HostSeriesKey> into)
    {
        if (_uname is null || files.Now - _versionRead >= VersionEvery)
        {
            _versionRead = files.Now;
            var changed = _uname is null;
            for (var i = 0; i < _version.Length; i++)
            {
                var text = SysAttribute.Text(_version[i].Read(), _versionText[i]);
                _version[i].Close();
                changed |= text != _versionText[i];
                _versionText[i] = text;
            }
            if (changed)
            {
                _uname = new HostSubject(
                    new Label("nodename", _versionText[0]), new Label("release", _versionText[1]), new Label("sysname", _versionText[2]),
                    new Label("version", _versionText[3]), new Label("domainname", _versionText[4]), new Label("machine", Machine()));
            }
        }
        if (_versionText[1].Length > 0)
            into.Add(new("node_uname_info", _uname!), 1);
    }

    /// <summary>The machine's name for itself as uname(2) has it.</summary>
    private static string Machine() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.X86 => "i686",
        Architecture.Arm64 => "aarch64",
        Architecture.Arm or Architecture.Armv6 => "armv7l",
        var other => other.ToString().ToLowerInvariant(),
    };

    private sealed class Cpu
    {
        // The kernel's idle and waiting times step back a little now and then (proc_stat(5)); a counter must not.
        private const ulong StepBack = (ulong)(3 * ProcStat.TicksPerSecond);

        private static readonly string[] Modes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "user", "nice"];

        private readonly HostSubject[] _subjects;
        private readonly ulong[] _last = new ulong[Modes.Length];

        public Cpu(int number)
        {
            var cpu = new Label("cpu", number.ToString(CultureInfo.InvariantCulture));
            _subjects = [.. Modes.Select(mode => new HostSubject(cpu, new Label("mode", mode)))];
        }

        public void Add(in CpuTicks ticks, Scrape<HostSeriesKey> into)
        {
            ReadOnlySpan<ulong> times =
                [ticks.User, ticks.Nice, ticks.System, ticks.Idle, ticks.IoWait, ticks.Irq, ticks.SoftIrq, ticks.Steal, ticks.Guest, ticks.GuestNice];
            for (var i = 0; i < ticks.Columns; i++)
            {
                ref var last = ref _last[i];
                if (times[i] > last || last - times[i] > StepBack)
                    last = times[i];
                into.Add(new(i < 8 ? "node_cpu_seconds_total" : "node_cpu_guest_seconds_total", _subjects[i]), last / ProcStat.TicksPerSecond);
            }
        }
    }
}
