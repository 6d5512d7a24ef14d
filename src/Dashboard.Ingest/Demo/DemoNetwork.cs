using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Sources.Kafka;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Demo;

/// <summary>
/// The simulated network while it runs: has everything that it consists of speak to this program's own doors over the
/// loopback network, as real equipment would. At its first start it delivers a day that has passed, as elements do that
/// had nobody to tell.
/// </summary>
/// <remarks>
/// Cells come by PM file each 15 min, slices and energy by VES, interfaces as Influx lines: no series comes by two doors.
/// </remarks>
public sealed class DemoNetwork
{
    // How often something is measured live, and how often events, logs and flows are sent. Where the clock runs fast these
    // are its times, and so that the program is not asked for more each real second they become longer from a speed of 10 on.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LineStep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private const int Attempts = 5;

    private readonly DemoOptions _options;
    private readonly KafkaOptions _kafka;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _sentFile;
    private readonly double _stretch;
    private volatile bool _hasPast;

    /// <param name="options">Its settings.</param>
    /// <param name="kafka">The cluster that it writes to, where there is one.</param>
    /// <param name="directory">Where it keeps the truth, and how far it has come.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    /// <exception cref="IOException">The directory cannot be used.</exception>
    public DemoNetwork(DemoOptions options, KafkaOptions kafka, string directory, TimeProvider time, ILogger<DemoNetwork> log)
    {
        (_options, _kafka, _time, _log) = (options, kafka, time, log);
        _stretch = Math.Max(1, Math.Ceiling(options.Speed / 10));
        Directory.CreateDirectory(directory);
        _sentFile = Path.Combine(directory, "sent");
        TruthFile = Path.Combine(directory, "truth.jsonl");
        Network = new SimulatedNetwork(options.Seed);
        Incidents = new IncidentBook(Network, TruthFile, time);
    }

    /// <summary>The network.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>What goes wrong in it.</summary>
    public IncidentBook Incidents { get; }

    /// <summary>Where the truth about incidents is written.</summary>
    public string TruthFile { get; }

    /// <summary>How many seconds pass here while one passes outside.</summary>
    public double Speed => _options.Speed;

    /// <summary>Whether incidents begin by themselves.</summary>
    public bool HasScript => _options.Script;

    /// <summary>Whether what has passed was delivered.</summary>
    public bool HasPast => _hasPast;

    public DemoVoice Files { get; } = new("Cell counters", "PM files (TS 28.532) over HTTP, every 15 min");

    public DemoVoice Events { get; } = new("Slices, energy, alarms, heartbeats, inventory", "VES 7.2.1 over HTTP, every 10 s");

    public DemoVoice Lines { get; } = new("Interface counters", "Influx lines over HTTP, every 10 s");

    public DemoVoice Flows { get; } = new("Flows", "NetFlow v9 over UDP");

    public DemoVoice Logs { get; } = new("Logs", "syslog (RFC 5424) over UDP");

    public DemoVoice Traps { get; } = new("Links that go down and come back", "SNMP traps (v2c) over UDP");

    public DemoVoice Services { get; } = new("Requests of the operator's services", "OTLP as JSON over HTTP, every second");

    public DemoVoice Cells { get; } = new("Cells, near real time", "E2SM-KPM as JSON over Kafka, every 10 s");

    /// <summary>All that it says.</summary>
    public IReadOnlyList<DemoVoice> Voices => [Files, Events, Lines, Flows, Logs, Traps, Services, Cells];

    /// <summary>Speaks until it is cancelled.</summary>
    public async Task Run(DemoDoors doors, CancellationToken cancellationToken)
    {
        DemoLog.Begins(_log, Network.Sites.Count, Network.Cells.Count, DemoOptions.Section);
        var now = Floor(_time.GetUtcNow().ToUnixTimeMilliseconds(), Milliseconds(Interval));
        var past = Floor(now - (long)_options.Past.TotalMilliseconds, Milliseconds(DemoPmFile.Period));
        var sent = ReadSent() is { } until && until > past ? Math.Min(until, now) : past;
        Script(sent, now);
        using var web = doors.Web is { } address ? new DemoWeb(address, doors.Token) : null;
        if (web is null)
        {
            foreach (var voice in new[] { Files, Events, Lines, Services })
                voice.Silent("The web server does not listen over HTTP.");
        }
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] all = web is null ? [Talk(null, doors, sent, any.Token), Produce(now, any.Token)]
            : [Measure(web, doors, sent, now, any.Token), KeepFiles(web, sent, any.Token), Talk(web, doors, sent, any.Token), Serve(web, doors, any.Token), Produce(now, any.Token)];
        try
        {
            await await Task.WhenAny(all);
        }
        finally
        {
            await any.CancelAsync();
            await Task.WhenAll(all).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What VES and the interfaces tell: first of what has passed, then live.
    private async Task Measure(DemoWeb web, DemoDoors doors, long sent, long now, CancellationToken cancellationToken)
    {
        var (ves, lines) = (new DemoVes(Network), new DemoLines(Network));
        var begun = _time.GetTimestamp();
        if (!doors.TakesEvents)
            Events.Silent("VES events are switched off (Noc:Ves:Enabled).");
        if (!doors.TakesLines)
            Lines.Silent("Influx lines are switched off (Noc:Sources:Influx:Enabled).");
        if (doors.TakesEvents)
        {
            ves.WriteRegistrations(now);
            await Post(web, Events, "eventListener/v7/eventBatch", ves.Body, ves.Events, cancellationToken);
        }
        for (var (from, step) = (sent, Milliseconds(DemoPmFile.Period)); from < now;)
        {
            var to = Math.Min(now, Floor(from + step, step));
            if (doors.TakesEvents)
                await Tell(web, ves, new NetworkMoment(Network, from, to, Incidents.All), cancellationToken);
            for (var at = from; doors.TakesLines && at < to;)
            {
                var next = Math.Min(to, at + Milliseconds(LineStep));
                await Tell(web, lines, new NetworkMoment(Network, at, next, Incidents.All), cancellationToken);
                at = next;
            }
            from = to;
        }
        _hasPast = true;
        DemoLog.PastDelivered(_log, TimeSpan.FromMilliseconds(now - sent), _time.GetElapsedTime(begun));
        var interval = Milliseconds(Interval * _stretch);
        for (var from = now; ; from += interval)
        {
            await Until(from + interval, cancellationToken);
            var moment = new NetworkMoment(Network, from, from + interval, Incidents.All);
            if (doors.TakesEvents)
            {
                await Tell(web, ves, moment, cancellationToken);
                var pulse = Math.Max(Milliseconds(Heartbeat), interval);
                if (from == now || Floor(moment.To, pulse) > Floor(moment.From, pulse))
                {
                    ves.WriteHeartbeats(moment, TimeSpan.FromMilliseconds(pulse));
                    await Post(web, Events, "eventListener/v7/eventBatch", ves.Body, ves.Events, cancellationToken);
                }
            }
            if (doors.TakesLines)
                await Tell(web, lines, moment, cancellationToken);
            WriteSent(moment.To);
        }
    }

    private async Task Tell(DemoWeb web, DemoVes ves, NetworkMoment moment, CancellationToken cancellationToken)
    {
        ves.WriteMeasurements(moment);
        if (ves.Events > 0)
            await Post(web, Events, "eventListener/v7/eventBatch", ves.Body, ves.Events, cancellationToken);
    }

    private Task Tell(DemoWeb web, DemoLines lines, NetworkMoment moment, CancellationToken cancellationToken)
    {
        lines.Write(moment);
        return Post(web, Lines, "api/v2/write?bucket=simulated&precision=ms", lines.Body, 1, cancellationToken, "text/plain");
    }

    // A file at the end of each period, and those of the past.
    private async Task KeepFiles(DemoWeb web, long sent, CancellationToken cancellationToken)
    {
        var file = new DemoPmFile(Network);
        var period = Milliseconds(DemoPmFile.Period);
        for (var from = Floor(sent, period); ; from += period)
        {
            await Until(from + period, cancellationToken);
            file.Write(new NetworkMoment(Network, from, from + period, Incidents.All));
            await Post(web, Files, $"api/pm-files?name={Uri.EscapeDataString(DemoPmFile.NameOf(from))}", file.Body, 1, cancellationToken, "application/xml");
        }
    }

    // What the operator's services tell of requests, once all that belongs to them is over. Nobody has kept those of the past.
    private async Task Serve(DemoWeb web, DemoDoors doors, CancellationToken cancellationToken)
    {
        if (!doors.TakesTraces)
        {
            Services.Silent("OTLP is switched off (Noc:Otlp:Enabled).");
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return;
        }
        var (traces, beat) = (new DemoTraces(), Milliseconds(Beat * _stretch));
        for (var at = Floor(_time.GetUtcNow().ToUnixTimeMilliseconds(), beat) + beat; ; at += beat)
        {
            await Until(at + Milliseconds(Lateness), cancellationToken);
            // Where the clock runs fast, those of one second stand for all.
            traces.Write(SimulatedServices.Of(new NetworkMoment(Network, at - beat, at, Incidents.All), Incidents.All, at / 1000));
            await Post(web, Services, "v1/traces", traces.Body, 1, cancellationToken);
        }
    }

    // What goes over Kafka: what has passed would stand in the topic already.
    private async Task Produce(long now, CancellationToken cancellationToken)
    {
        using var kafka = DemoKafka.Open(Network, _kafka, out var silence);
        var interval = Milliseconds(Interval * _stretch);
        if (kafka is null)
        {
            Cells.Silent(silence);
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return;
        }
        for (var from = now; ; from += interval)
        {
            await Until(from + interval, cancellationToken);
            var moment = new NetworkMoment(Network, from, from + interval, Incidents.All);
            if (await Task.Run(() => kafka.Send(moment), cancellationToken) is { } problem)
                Problem(Cells, problem);
            else
                Cells.Count(Network.Sites.Count);
        }
    }

    // What is not measured but happens: alarms, logs and flows; and the beginning of the programme's incidents.
    private async Task Talk(DemoWeb? web, DemoDoors doors, long sent, CancellationToken cancellationToken)
    {
        using var flows = new DemoFlows(Network);
        using var syslog = new DemoSyslog();
        using var traps = new DemoTraps(Network);
        var ves = new DemoVes(Network);
        var beat = Milliseconds(Beat * _stretch);
        var last = Floor(_time.GetUtcNow().ToUnixTimeMilliseconds(), beat);
        NetworkMoment? moment = null;
        var told = sent;
        for (var (at, isFirst) = (last + beat, true); ; (at, isFirst) = (at + beat, false))
        {
            await Until(at, cancellationToken);
            Script(last, at);
            if (web is not null && doors.TakesEvents)
                await Alarms(web, ves, told, at, isFirst, cancellationToken);
            // The load of a while ago will do for flows.
            if (moment is null || at - moment.To > Milliseconds(Interval))
                moment = new NetworkMoment(Network, at - beat, at, Incidents.All);
            Send(Flows, doors.Flows(), "NetFlow is not listened for (Noc:Listen:NetFlow).", to => flows.Send(to, moment, at / 1000));
            Send(Logs, doors.Syslog(), "Syslog over UDP is not listened for (Noc:Listen:SyslogUdp).", to => Log(syslog, to, last, at));
            Send(Traps, doors.Traps(), "Traps are not listened for (Noc:Listen:SnmpTrap).", to => Tell(traps, to, last, at));
            (last, told) = (at, at);
        }
    }

    // At the start everything that is wrong is told; what had ended since it was last told is cleared.
    private async Task Alarms(DemoWeb web, DemoVes ves, long from, long to, bool isFirst, CancellationToken cancellationToken)
    {
        var faults = Incidents.All.Where(i => i.To > from).SelectMany(i => SimulatedFault.Of(Network, i)).ToList();
        List<SimulatedFault> raised = [.. faults.Where(f => f.From <= to && f.To > to && (isFirst || f.From > from))]; // bound: alarms of IncidentBook.Most
        List<SimulatedFault> cleared = [.. faults.Where(f => f.To > from && f.To <= to && (!isFirst || ReadSent() is not null))]; // bound: the same
        foreach (var (some, isOver) in new[] { (raised, false), (cleared, true) })
        {
            if (some.Count == 0)
                continue;
            ves.WriteFaults(some, isOver);
            await Post(web, Events, "eventListener/v7/eventBatch", ves.Body, ves.Events, cancellationToken);
        }
    }

    private int Log(DemoSyslog syslog, IPEndPoint to, long from, long until)
    {
        var sent = 0;
        for (var second = (from / 1000) + 1; second <= until / 1000; second++)
        {
            if (SimulatedMessage.OfAnyDay(Network, second) is { } message)
            {
                syslog.Send(to, message);
                sent++;
            }
        }
        foreach (var message in Incidents.All.Where(i => i.To + Milliseconds(LineStep) > from).SelectMany(SimulatedMessage.Of))
        {
            if (message.Time <= from || message.Time > until)
                continue;
            syslog.Send(to, message);
            sent++;
        }
        return sent;
    }

    private int Tell(DemoTraps traps, IPEndPoint to, long from, long until)
    {
        var sent = 0;
        foreach (var trap in Incidents.All.Where(i => i.To + Milliseconds(LineStep) > from).SelectMany(SimulatedTrap.Of).Where(t => t.Time > from && t.Time <= until))
        {
            traps.Send(to, trap);
            sent++;
        }
        return sent;
    }

    private void Send(DemoVoice voice, IPEndPoint? to, string silence, Func<IPEndPoint, int> send)
    {
        if (to is null)
        {
            voice.Silent(silence);
            return;
        }
        try
        {
            voice.Count(send(to));
        }
        catch (SocketException e)
        {
            Problem(voice, e.Message);
        }
    }

    private async Task Post(DemoWeb web, DemoVoice voice, string path, ReadOnlyMemory<byte> body, int messages, CancellationToken cancellationToken, string type = "application/json")
    {
        string? problem = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            problem = await web.Post(path, body, type, cancellationToken);
            if (problem is null)
            {
                voice.Count(messages);
                return;
            }
            await Task.Delay(Retry * Speed, _time, cancellationToken);
        }
        Problem(voice, problem!);
    }

    // Once for each that is new.
    private void Problem(DemoVoice voice, string problem)
    {
        if (voice.Problem != problem)
            DemoLog.Problem(_log, voice.Name, problem);
        voice.Failed(problem);
    }

    private void Script(long from, long to)
    {
        if (HasScript)
            Incidents.AddScript(from, to);
    }

    private async Task Until(long time, CancellationToken cancellationToken)
    {
        var wait = DateTimeOffset.FromUnixTimeMilliseconds(time) - _time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, _time, cancellationToken);
    }

    private long? ReadSent() =>
        File.Exists(_sentFile) && long.TryParse(File.ReadAllText(_sentFile), NumberStyles.None, CultureInfo.InvariantCulture, out var sent) ? sent : null;

    private void WriteSent(long time)
    {
        File.WriteAllText(_sentFile + ".new", time.ToString(CultureInfo.InvariantCulture));
        File.Move(_sentFile + ".new", _sentFile, overwrite: true);
    }

    private static long Floor(long time, long step) => time / step * step;

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
