using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// This machine's own telemetry, under the names that node_exporter 1.5 and later give it
/// (https://github.com/prometheus/node_exporter), so that what is built on those works here. Interfaces that go up or
/// down become events. A file that cannot be read costs its own series and no others.
/// </summary>
public sealed class HostSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "host";

    /// <summary>What is slow to read, the tables of TCP connections and the file systems, is read no more often than this.</summary>
    public static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(10);

    private readonly HostOptions _options;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<HostSource> _log;

    public HostSource(HostOptions options, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time, ILogger<HostSource> log)
        : this(options, pipeline, sources, time, log, FileSystemSpace.Measure)
    {
    }

    internal HostSource(
        HostOptions options, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time, ILogger<HostSource> log,
        Func<string, FileSystemSpace> measure)
    {
        (_options, _pipeline, _time, _log) = (options, pipeline, time, log);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "This machine",
            Protocol = "/proc and /sys",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["polls"],
            Interval = options.Interval,
        };
        Meter = sources.Register(Description);
        var (slow, files) = (options.Interval > SlowInterval ? options.Interval : SlowInterval, NewFiles());
        if (OperatingSystem.IsLinux())
        {
            var protocols = new ProtocolReading(files, HostOptions.Pattern(options.ProtocolCounters));
            Fast = NewPoll(options.Interval, files,
                new KernelReading(files), new MemoryReading(files), new DiskReading(files, HostOptions.Pattern(options.IgnoredDisks)),
                new NetworkReading(files, options), protocols);
            files = NewFiles();
            Slow = NewPoll(slow, files, new TcpReading(files, options, protocols));
        }
        else
        {
            Fast = NewPoll(options.Interval, files, new PortableReading(files));
            Slow = NewPoll(slow, files);
        }
        FileSystems = new FileSystemSurvey(slow, options, NewFiles(), NewScrape(), pipeline, measure, time, log);
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>What is read every <see cref="HostOptions.Interval"/>.</summary>
    internal HostPoll Fast { get; }

    /// <summary>What is read every <see cref="SlowInterval"/>.</summary>
    internal HostPoll Slow { get; }

    internal FileSystemSurvey FileSystems { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {HostOptions.Section}:Enabled");
            return;
        }
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] all = [Fast.Run(any.Token), Slow.Run(any.Token), FileSystems.Run(any.Token)];
        var first = await Task.WhenAny(all);
        await any.CancelAsync();
        await Task.WhenAll(all).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await first;
    }

    private HostPoll NewPoll(TimeSpan interval, HostFiles files, params HostReading[] readings) =>
        new(interval, files, readings, NewScrape(), _pipeline, Meter, _time, _log);

    private HostFiles NewFiles() => new(_options, Meter, _time);

    private Scrape<HostSeriesKey> NewScrape() => new(_pipeline, Id, key =>
        Labels.From([new Label(Labels.MetricName, key.Metric), new Label("job", "node"), new Label("instance", _options.Instance), .. key.Subject.Labels]));
}
