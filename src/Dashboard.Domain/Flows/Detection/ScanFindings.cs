using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>Makes one finding of all that one source scans, whatever its targets and ports.</summary>
internal sealed class ScanFindings(FlowFindings findings, NetworkZones zones)
{
    private const int MostNamed = 5;

    private readonly Dictionary<NetworkAddress, Scan> _scans = []; // bound: FlowFindings.Most, those that are over are let go

    public bool IsActive(NetworkAddress source) => findings.Find(KeyOf(source)) is not null;

    public void Touch(NetworkAddress source, long seen, long now) => findings.Touch(KeyOf(source), seen, now);

    /// <summary>Notes what a suspect has come to.</summary>
    public void Note(ref ScanSuspect suspect, double failed, long now, long quietMs)
    {
        var key = KeyOf(suspect.Source);
        var before = findings.Find(key);
        if (before is null)
        {
            Forget();
            if (_scans.Count >= FlowFindings.Most)
                _scans.Clear();
            _scans[suspect.Source] = new Scan(suspect.Target.IsNone ? FlowFindingKind.HostSweep : FlowFindingKind.PortScan);
        }
        if (!_scans.TryGetValue(suspect.Source, out var scan))
            return;
        var part = failed / Math.Max(failed, suspect.Tried.Count());
        scan.Take(ref suspect, failed);
        var isInside = zones.Of(suspect.Source) == NetworkZone.Inside;
        findings.Note(key, new FlowFinding
        {
            Id = 0,
            Kind = scan.Kind,
            Source = suspect.Source,
            Target = before?.Target ?? (suspect.Target.IsNone ? FlowTurn.PortOf(suspect.Protocol, suspect.Port) : suspect.Target.ToString()),
            FirstSeen = scan.First,
            LastSeen = suspect.Ended,
            Severity = isInside ? PerceivedSeverity.Major : PerceivedSeverity.Warning,
            Confidence = suspect.IsByAnswers ? part * 0.8 : part,
            Amount = scan.Amount,
            Text = scan.Text(suspect.Source),
        }, now, quietMs);
    }

    private static ulong KeyOf(NetworkAddress source) => FlowHash.Wide(source.High, source.Low) ^ 1;

    private void Forget()
    {
        foreach (var source in _scans.Keys)
        {
            if (!IsActive(source))
                _scans.Remove(source);
        }
    }

    /// <summary>What one source scans.</summary>
    private sealed class Scan(FlowFindingKind kind)
    {
        private readonly Dictionary<NetworkAddress, double> _targets = []; // bound: MostNamed
        private readonly Dictionary<(byte Protocol, ushort Port), double> _ports = []; // bound: MostNamed
        private readonly HashSet<ulong> _all = []; // bound: MostSuspects
        private ScanSuspect _main;
        private double _mainFailed;
        private long _last;
        private int _moreTargets;
        private int _morePorts;

        private const int MostSuspects = 1000;

        public FlowFindingKind Kind => kind;

        public long First { get; private set; } = long.MaxValue;

        /// <summary>The most ports of one target or hosts of one port, by the kind, times how many such there are.</summary>
        public double Amount => _mainFailed * Math.Max(1, kind == FlowFindingKind.PortScan ? _targets.Count + _moreTargets : _ports.Count + _morePorts);

        public void Take(ref ScanSuspect suspect, double failed)
        {
            (First, _last) = (Math.Min(First, suspect.Began), Math.Max(_last, suspect.Ended));
            var isNew = _all.Count < MostSuspects && _all.Add(suspect.Key);
            if (suspect.Target.IsNone)
                _morePorts += !TryName(_ports, (suspect.Protocol, suspect.Port), failed) && isNew ? 1 : 0;
            else
                _moreTargets += !TryName(_targets, suspect.Target, failed) && isNew ? 1 : 0;
            if (suspect.Target.IsNone == (kind == FlowFindingKind.HostSweep) && failed >= _mainFailed)
                (_main, _mainFailed) = (suspect, failed);
        }

        public string Text(NetworkAddress source)
        {
            var what = _main.Target.IsNone
                ? $"{FlowTurn.PortOf(_main.Protocol, _main.Port)} of about {FindingText.Count(_main.Tried.Count())} hosts"
                : $"about {FindingText.Count(_main.Tried.Count())} {FlowTurn.NameOf(_main.Protocol)} ports of {_main.Target}";
            var sampled = _main.SamplingRate > 1 ? $", seen in one of {FindingText.Count(_main.SamplingRate)} packets" : "";
            var others = kind == FlowFindingKind.PortScan
                ? Others(_targets.Keys.Where(t => t != _main.Target).Select(static t => t.ToString()), _moreTargets, "the same of")
                : Others(_ports.Keys.Where(p => p != (_main.Protocol, _main.Port)).Select(static p => FlowTurn.PortOf(p.Protocol, p.Port)), _morePorts, "also");
            var besides = kind == FlowFindingKind.PortScan && _ports.Count > 0 ? $" It sweeps {string.Join(", ", _ports.Keys.Select(static p => FlowTurn.PortOf(p.Protocol, p.Port)))} of other hosts too."
                : kind == FlowFindingKind.HostSweep && _targets.Count > 0 ? $" It scans ports of {string.Join(", ", _targets.Keys)} too."
                : "";
            return $"{source} tried {what} in {FindingText.Span(_last - First)}; {FindingText.Count(_mainFailed)} without an answer{sampled}{others}.{besides}";
        }

        private static string Others(IEnumerable<string> named, int more, string word)
        {
            var all = string.Join(", ", named);
            return all.Length == 0 ? "" : more > 0 ? $"; {word} {all} and {more} more" : $"; {word} {all}";
        }

        private static bool TryName<T>(Dictionary<T, double> named, T thing, double failed)
            where T : notnull
        {
            if (named.Count >= MostNamed && !named.ContainsKey(thing))
                return false;
            named[thing] = failed;
            return true;
        }
    }
}
