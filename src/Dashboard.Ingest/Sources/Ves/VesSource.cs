using System.Threading.Channels;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Ingest.Sources.Ves;

/// <summary>Takes the bodies that network functions post to the event listener (VES 7.2.1), and watches who promised to be heard of.</summary>
public sealed class VesSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "ves";

    private const string Door = "the event listener";

    /// <summary>How often it is looked who is heard of.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly VesOptions _options;
    private readonly VesSurroundings _around;
    private readonly VesDecoder _decoder;
    private readonly VesIntake _intake;
    private readonly Scrape<string> _up;
    private readonly long[] _taken = new long[Enum.GetValues<VesDomain>().Length];
    private int _onTheirWay;

    public VesSource(VesOptions options, VesSurroundings around, SourceRegistry sources, IngestMetrics metrics)
    {
        (_options, _around) = (options, around);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "VES events",
            Protocol = "VES 7.2.1 over HTTP",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event, TelemetryKind.Log],
            Capabilities = ["listens"],
        };
        Meter = sources.Register(Description);
        var lineage = new DeliveryLog();
        Meter.Lineage = lineage;
        _decoder = new VesDecoder(new VesSchemas(options.Schemas.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
        _intake = new VesIntake(Id, around, Meter.Deliveries, lineage);
        _up = new Scrape<string>(around.Pipeline, Id, static name => Labels.Of("ves_source_up", ("source", name), ("instance", name)));
        metrics.ObserveQueue("ves", () => Volatile.Read(ref _onTheirWay), options.QueueEvents);
        metrics.ObserveEach("ves_events", "VES events that were taken since the start, by domain.", "domain", () => _taken.Select(static (count, domain) => (((VesDomain)domain).ToString(), (double)count)));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Octets that a body may have.</summary>
    public int MaxBodyBytes => _options.MaxBodyBytes;

    /// <summary>Whether there is no room for a further event now.</summary>
    public bool IsFull => Volatile.Read(ref _onTheirWay) >= _options.QueueEvents;

    /// <summary>Looks who is heard of.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {VesOptions.Section}:{nameof(VesOptions.Enabled)}");
            return;
        }
        using var beat = new PeriodicTimer(Interval, _around.Time);
        do
            await Look(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Takes a body: all of its events, which are stored or wait to be when this returns, or none of them.</summary>
    /// <param name="body">Its octets, which are not used afterwards.</param>
    /// <param name="isBatch">Whether it is a batch.</param>
    public async ValueTask<VesAnswer> Take(ReadOnlyMemory<byte> body, bool isBatch)
    {
        var reading = _decoder.Read(body, isBatch);
        if (reading.Refusal is { } refusal)
        {
            Refuse(1, refusal.ToString(), "body refused");
            return new VesAnswer(refusal);
        }
        if (!TryEnter(reading.Events.Count))
            return Full(reading.Events.Count);
        try
        {
            using var records = new VesRecords(Id, body.Length);
            foreach (var read in reading.Events)
            {
                if (_intake.Take(read, records, Door) is { } odd)
                    Meter.Failed(odd);
                Interlocked.Increment(ref _taken[(int)read.Domain]);
            }
            // Whoever has posted may have gone; what was admitted is stored all the same, so that it is not half there.
            await records.Post(_around.Pipeline, CancellationToken.None);
            Meter.Contacted();
            return default;
        }
        catch (ChannelClosedException)
        {
            return Full(reading.Events.Count);
        }
        finally
        {
            Leave(reading.Events.Count);
        }
    }

    /// <summary>Counts a body that was refused unread.</summary>
    public void Refuse(int events, string sentence, string reason)
    {
        _around.Pipeline.Refuse(Id, events, reason);
        Meter.Failed(sentence);
    }

    /// <summary>Takes room for events, as one that brings them does; false where there is none.</summary>
    public bool TryEnter(int events)
    {
        var before = Volatile.Read(ref _onTheirWay);
        while (before == 0 || before + events <= _options.QueueEvents)
        {
            var seen = Interlocked.CompareExchange(ref _onTheirWay, before + events, before);
            if (seen == before)
                return true;
            before = seen;
        }
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Leave(int events) => Interlocked.Add(ref _onTheirWay, -events);

    /// <summary>Looks who is heard of, once.</summary>
    internal async ValueTask Look(CancellationToken cancellationToken)
    {
        using var events = new VesRecords(Id, 0);
        _up.Begin(_around.Time.GetUtcNow().ToUnixTimeMilliseconds());
        _around.Heartbeats.Look((name, isUp) => _up.Add(name, isUp ? 1 : 0), events.Add);
        await _around.Pipeline.PostUnlessEmpty(_up.End(0), cancellationToken);
        await events.Post(_around.Pipeline, cancellationToken);
    }

    private VesAnswer Full(int events)
    {
        _around.Pipeline.Refuse(Id, events, "queue full");
        return new VesAnswer(null, IsFull: true);
    }
}
