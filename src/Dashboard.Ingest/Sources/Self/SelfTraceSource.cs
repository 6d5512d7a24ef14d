using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Self;

/// <summary>
/// Takes this server's own traces, so that it can be seen at work with the same means as everything else: requests that it
/// answers, those that it makes, and what happens on its pages. So many traces a second are kept, each as a whole. Left out
/// is what says so (<see cref="Wire.OwnTrace"/>): the ways in of traces, which would be traces of traces, and connections
/// that last as long as a page is open.
/// </summary>
/// <remarks>
/// A span is told from when its activity stops: times are those of the clock that all telemetry is measured by, which in a
/// demonstration runs faster than the processor's.
/// </remarks>
public sealed class SelfTraceSource : ITelemetrySource, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "self-traces";

    /// <summary>What this server is called in traces.</summary>
    public const string ServiceName = "noc-dashboard";

    /// <summary>Sources of activities that are listened to; one that ends in an asterisk stands for all that begin so.</summary>
    public static readonly IReadOnlyList<string> ActivitySources =
        ["Microsoft.AspNetCore", "Microsoft.AspNetCore.Components", "Microsoft.AspNetCore.Components.Server.Circuits", "System.Net.Http", "Dashboard.*"];

    private const int MaxWaiting = 4096;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static AttributeList.Builder? _attributes;

    private readonly Channel<SpanRecord> _waiting = Channel.CreateBounded<SpanRecord>(MaxWaiting); // bound: MaxWaiting
    private readonly ActivityListener _listener;
    private readonly SelfOptions _options;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly Labels _origin;
    private readonly Lock _gate = new();
    private long _second;
    private int _taken;

    public SelfTraceSource(SelfOptions options, IngestPipeline pipeline, SourceRegistry sources, TimeProvider time)
    {
        (_options, _pipeline, _time) = (options, pipeline, time);
        _origin = Labels.From(
            new Label(SpanRecord.ServiceLabel, ServiceName), new Label("service_instance_id", options.Instance),
            new Label("service_version", typeof(SelfTraceSource).Assembly.GetName().Version?.ToString(3) ?? ""), new Label("host_name", Environment.MachineName));
        Description = new SourceDescription
        {
            Id = Id,
            Name = "This server's traces",
            Protocol = "own activities",
            Kinds = [TelemetryKind.Trace],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        _listener = new ActivityListener { ShouldListenTo = IsHeard, Sample = Sample, ActivityStopped = Take };
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_options.TracesPerSecond == 0)
        {
            Meter.SetInactive($"switched off by {SelfOptions.Section}:{nameof(SelfOptions.TracesPerSecond)}");
            return;
        }
        // Listening twice to the same listener does nothing, so a source that is run again is not heard twice.
        ActivitySource.AddActivityListener(_listener);
        using var beat = new PeriodicTimer(Interval, _time);
        while (await beat.WaitForNextTickAsync(cancellationToken))
            await Post(cancellationToken);
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Posts the spans that wait.</summary>
    internal ValueTask Post(CancellationToken cancellationToken)
    {
        var batch = new TelemetryBatch<SpanRecord>(Id);
        while (_waiting.Reader.TryRead(out var span))
            batch.Add(span);
        return _pipeline.PostUnlessEmpty(batch, cancellationToken);
    }

    private static bool IsHeard(ActivitySource source)
    {
        foreach (var name in ActivitySources)
        {
            if (name[^1] == '*' ? source.Name.StartsWith(name[..^1], StringComparison.Ordinal) : source.Name == name)
                return true;
        }
        return false;
    }

    /// <summary>What is done within a trace that is kept is kept; whether what begins here is depends on how much there was this second.</summary>
    private ActivitySamplingResult Sample(ref ActivityCreationOptions<ActivityContext> options)
    {
        var isKept = options.Parent.TraceId != default && !options.Parent.IsRemote ? options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) : TryBegin();
        return isKept ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None;
    }

    private bool TryBegin()
    {
        var second = _time.GetTimestamp() / _time.TimestampFrequency;
        lock (_gate)
        {
            if (_second != second)
                (_second, _taken) = (second, 0);
            return ++_taken <= _options.TracesPerSecond;
        }
    }

    private void Take(Activity activity)
    {
        if (activity.Recorded && !_waiting.Writer.TryWrite(Read(activity)))
            _pipeline.Refuse(Id, 1, "more than wait for their store");
    }

    private SpanRecord Read(Activity activity)
    {
        var builder = _attributes ??= new AttributeList.Builder();
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
            builder.Add(tag.Key, Text(tag.Value));
        var attributes = builder.Build();
        var events = new List<SpanEvent>(); // bound: what the activity holds
        foreach (ref readonly var happened in activity.EnumerateEvents())
        {
            foreach (ref readonly var tag in happened.EnumerateTagObjects())
                builder.Add(tag.Key, Text(tag.Value));
            events.Add(new SpanEvent(Nanoseconds(_time.GetUtcNow() - (activity.StartTimeUtc + activity.Duration - happened.Timestamp.UtcDateTime)), happened.Name, builder.Build()));
        }
        var (message, duration) = (activity.StatusDescription ?? "", activity.Duration);
        var code = activity.Status switch { ActivityStatusCode.Ok => SpanStatusCode.Ok, ActivityStatusCode.Error => SpanStatusCode.Error, _ => SpanStatusCode.Unset };
        return new SpanRecord(
            TraceOf(activity.TraceId), IdOf(activity.SpanId), IdOf(activity.ParentSpanId), _origin, OperationOf(activity), (SpanKind)((int)activity.Kind + 1),
            Nanoseconds(_time.GetUtcNow() - duration), duration.Ticks * 100, SpanStatuses.Derive(code, message, attributes, events))
        {
            StatusMessage = message,
            Scope = activity.Source.Name,
            Attributes = attributes,
            Events = events,
        };
    }

    // Each name has series of its own, and each circuit would.
    private static string OperationOf(Activity activity) => activity.DisplayName.StartsWith("Circuit ", StringComparison.Ordinal) ? "Circuit" : activity.DisplayName;

    private static string Text(object? value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static long Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static TraceId TraceOf(ActivityTraceId id)
    {
        Span<byte> octets = stackalloc byte[TraceId.Size];
        id.CopyTo(octets);
        return TraceId.From(octets);
    }

    private static SpanId IdOf(ActivitySpanId id)
    {
        Span<byte> octets = stackalloc byte[SpanId.Size];
        id.CopyTo(octets);
        return SpanId.From(octets);
    }
}
