using System.Net;
using System.Net.Sockets;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Syslog.Events;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Receives syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). Messages become log lines, known ones events, and all are counted.</summary>
public sealed class SyslogSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "syslog";

    /// <summary>How often the counts become samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ListenOptions _listen;
    private readonly SyslogCertificate? _certificate;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<SyslogSource> _log;
    private readonly SyslogReception _reception;
    private readonly SyslogConnections _connections;
    private readonly SyslogSeries _series;
    private volatile SyslogEndPoints? _endPoints;

    /// <param name="options">Its bounds.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="certificate">What it shows over TLS; null where it does not listen for TLS.</param>
    /// <param name="pipeline">Takes what came.</param>
    /// <param name="sources">Makes it known.</param>
    /// <param name="metrics">Shows what each sender sent and lost.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">The log.</param>
    public SyslogSource(
        SyslogOptions options, ListenOptions listen, SyslogCertificate? certificate, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time, ILogger<SyslogSource> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_listen, _certificate, _pipeline, _time, _log) = (listen, certificate, pipeline, time, log);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Syslog",
            Protocol = "Syslog over UDP, TCP and TLS",
            Kinds = [TelemetryKind.Log, TelemetryKind.Event, TelemetryKind.Metric],
            Capabilities = certificate is null ? ["listens"] : ["listens", $"TLS certificate {certificate.Fingerprint}"],
        };
        Meter = sources.Register(Description);
        var senders = new SyslogSenders(options, time);
        var intake = new SyslogIntake(options, SyslogEventTable.BuiltIn, options.Zone(time) ?? TimeZoneInfo.Utc);
        _reception = new SyslogReception(options, intake, senders, pipeline, Meter, time, log);
        _connections = new SyslogConnections(options, _reception, Meter, time);
        _series = new SyslogSeries(pipeline, _reception, time);
        metrics.ObserveEach("network_syslog_received_messages", "Syslog messages since the start, by sender.", "sender", senders.Received);
        metrics.ObserveEach("network_syslog_dropped_messages", "Syslog messages dropped since the start because their sender sent more than it may.", "sender", senders.Dropped);
        metrics.Observe("network_syslog_connections", "Syslog connections over TCP and TLS that are open.", () => _connections.Count);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Where it listens now; null while it does not.</summary>
    public SyslogEndPoints? EndPoints => _endPoints;

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_listen is { SyslogUdp: < 0, SyslogTcp: < 0 } && (_listen.SyslogTls < 0 || _certificate is null))
        {
            Meter.SetInactive($"switched off by {ListenOptions.Section}:{nameof(ListenOptions.SyslogUdp)}, {nameof(ListenOptions.SyslogTcp)} and {nameof(ListenOptions.SyslogTls)}");
            return;
        }
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        DatagramReceiver? datagrams = null;
        Socket? plain = null, secure = null;
        try
        {
            if (_listen.SyslogUdp >= 0)
                datagrams = DatagramLoop.Open(Description.Name, Setting(nameof(ListenOptions.SyslogUdp)), _listen.EndPoint(_listen.SyslogUdp), _listen.ReceiveBufferBytes, _log);
            if (_listen.SyslogTcp >= 0)
                plain = SyslogConnections.Listen(_listen.EndPoint(_listen.SyslogTcp), Setting(nameof(ListenOptions.SyslogTcp)));
            if (_listen.SyslogTls >= 0 && _certificate is not null)
                secure = SyslogConnections.Listen(_listen.EndPoint(_listen.SyslogTls), Setting(nameof(ListenOptions.SyslogTls)));
            _endPoints = new SyslogEndPoints(datagrams?.EndPoint, (IPEndPoint?)plain?.LocalEndPoint, (IPEndPoint?)secure?.LocalEndPoint);
            if (_endPoints.Tcp is { } tcp)
                SyslogLog.Listens(_log, tcp);
            if (_endPoints.Tls is { } tls)
                SyslogLog.ListensSecurely(_log, tls, _certificate!.Fingerprint);
            List<Task> all = [KeepSeries(any.Token), _connections.CloseSilent(any.Token)]; // bound: ports
            if (datagrams is not null)
                all.Add(DatagramLoop.Run(datagrams, (receiver, count) => _reception.Take(receiver, count, any.Token), lost => _pipeline.Refuse(Id, lost, "datagrams dropped by the kernel: receive buffer full"), any.Token));
            if (plain is not null)
                all.Add(_connections.Accept(plain, null, any.Token));
            if (secure is not null)
                all.Add(_connections.Accept(secure, _certificate, any.Token));
            var first = await Task.WhenAny(all);
            await any.CancelAsync();
            await Task.WhenAll(all).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await first;
        }
        finally
        {
            _endPoints = null;
            datagrams?.Dispose();
            plain?.Dispose();
            secure?.Dispose();
            await _connections.Close();
        }
    }

    /// <summary>Makes samples of the counts once.</summary>
    internal ValueTask Collect(CancellationToken cancellationToken) => _series.Collect(cancellationToken);

    private async Task KeepSeries(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(Interval, _time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
            await Collect(cancellationToken);
    }

    private static string Setting(string name) => $"{ListenOptions.Section}:{name}";
}

/// <summary>Where syslog is listened for; null for a port that is switched off.</summary>
public sealed record SyslogEndPoints(IPEndPoint? Udp, IPEndPoint? Tcp, IPEndPoint? Tls);
