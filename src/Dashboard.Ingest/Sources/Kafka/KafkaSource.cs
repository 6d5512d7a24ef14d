using System.Globalization;
using Confluent.Kafka;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Ran;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Ran.Jobs;
using Dashboard.Ingest.Ran.Ves;
using Dashboard.Ingest.Sources.Kafka.Schemas;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>
/// Reads topics of a Kafka cluster as a member of a consumer group. The offsets of messages are committed once what they
/// became is stored, so that a restart in between brings them again and loses none; what cannot be read is set aside.
/// </summary>
public sealed class KafkaSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "kafka";

    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(200);

    private readonly KafkaOptions _options;
    private readonly VesSurroundings _around;
    private readonly MeasurementJob? _job;
    private readonly KafkaSchemas? _schemas;
    private readonly VesDecoder _decoder = new(VesSchemas.Any);
    private readonly KafkaPoison _poison;
    private readonly DeliveryLog _lineage = new();
    private readonly List<KpmSample> _measured = []; // bound: KafkaOptions.MaxMessageBytes

    /// <param name="options">The settings.</param>
    /// <param name="around">What records are made with.</param>
    /// <param name="sources">Where the source is made known.</param>
    /// <param name="poisonFolder">Where messages are kept that cannot be read.</param>
    /// <param name="job">Which measurements of 3GPP are wanted; null for all.</param>
    /// <param name="schemas">How messages are read that are no JSON; null where all are.</param>
    public KafkaSource(KafkaOptions options, VesSurroundings around, SourceRegistry sources, string poisonFolder, MeasurementJob? job = null, KafkaSchemas? schemas = null)
    {
        (_options, _around, _job, _schemas) = (options, around, job, schemas);
        _poison = new KafkaPoison(poisonFolder, options.KeptPoison);
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Kafka",
            Protocol = "VES, perf3gpp and KPM over Kafka, in JSON, Avro or Protocol Buffers",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event, TelemetryKind.Log],
            Capabilities = ["reads topics"],
        };
        Meter = sources.Register(Description);
        Meter.Lineage = _lineage;
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <summary>Reads until it is cancelled.</summary>
    /// <exception cref="IOException">What was read could not be stored; it is read again.</exception>
    public async Task Run(CancellationToken cancellationToken)
    {
        if (_options.Brokers.Length == 0)
        {
            Meter.SetInactive($"switched off: {KafkaOptions.Section}:{nameof(KafkaOptions.Brokers)} names no cluster");
            return;
        }
        if (KafkaLibrary.Load(_options.Library) is { } missing)
        {
            Meter.SetInactive(missing);
            Meter.Failed(missing);
            return;
        }
        using var consumer = new ConsumerBuilder<Ignore, byte[]>(Configuration()).SetErrorHandler((_, error) => Meter.Failed($"the cluster: {error.Reason}")).Build();
        consumer.Subscribe(_options.Topics.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        try
        {
            // A new one each time: what could not be stored comes again and is no duplicate.
            await Read(consumer, new VesIntake(Id, _around, Meter.Deliveries, _lineage, _job), cancellationToken);
        }
        finally
        {
            consumer.Close();
        }
    }

    private async Task Read(IConsumer<Ignore, byte[]> consumer, VesIntake intake, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var ends = new Dictionary<TopicPartition, Offset>(); // bound: partitions
            using var records = Poll(consumer, intake, ends);
            if (ends.Count == 0)
                continue;
            if (records.Count > 0 && !await records.Store(_around.Pipeline, cancellationToken))
                throw new IOException("what was read could not be stored; it is read again from where it was last stored");
            try
            {
                consumer.Commit(ends.Select(static e => new TopicPartitionOffset(e.Key, e.Value)));
            }
            catch (KafkaException e)
            {
                // The group has moved on: whoever has the partition now reads from the last commit, which brings some twice.
                Meter.Failed($"offsets could not be committed: {e.Error.Reason}");
            }
            Meter.Contacted();
        }
    }

    // Waits for a message, and takes those with it that are there already.
    private VesRecords Poll(IConsumer<Ignore, byte[]> consumer, VesIntake intake, Dictionary<TopicPartition, Offset> ends)
    {
        var records = new VesRecords(Id, 0);
        for (var messages = 0; messages < _options.BatchMessages; messages++)
        {
            try
            {
                if (consumer.Consume(messages == 0 ? Wait : TimeSpan.Zero) is not { } message || message.Message is null)
                    break;
                ends[message.TopicPartition] = message.Offset + 1;
                if (Take(message, intake, records) is { } why)
                    SetAside(message, why);
            }
            catch (ConsumeException e)
            {
                // Of a topic that is not there yet, the others are read all the same.
                Meter.Failed($"{e.ConsumerRecord?.Topic}: {e.Error.Reason}");
                break;
            }
        }
        return records;
    }

    // Null, or why the message cannot be read.
    private string? Take(ConsumeResult<Ignore, byte[]> message, VesIntake intake, VesRecords into)
    {
        // A message without a value marks that a key is gone.
        if (message.Message.Value is not { Length: > 0 } octets)
            return null;
        var body = KafkaPayload.Unpack(octets, message.Message.Headers?.Any(static h => h.Key == "gzip") == true, _options.MaxMessageBytes, out var problem);
        if (problem is null && _schemas?.Has(message.Topic) == true)
            body = _schemas.ToJson(message.Topic, body.Span, out problem);
        if (problem is not null)
            return problem;
        switch (KafkaPayload.Recognise(body.Span))
        {
            case KafkaForm.Ves:
                var reading = _decoder.ReadLeniently(body);
                foreach (var read in reading.Events)
                {
                    if (intake.Take(read, into, PlaceOf(message)) is { } odd)
                        Meter.Failed(odd);
                }
                return reading.Refusal?.ToString();
            case KafkaForm.Kpm:
                _measured.Clear();
                var why = KpmDecoder.Read(body, _measured);
                Kpm(message, into);
                return why;
            default:
                return $"it is no JSON, and its topic has no schema ({KafkaOptions.Section}:{nameof(KafkaOptions.Schemas)})";
        }
    }

    private void Kpm(ConsumeResult<Ignore, byte[]> message, VesRecords into)
    {
        var now = _around.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (_measured is [{ Timestamp: { } measuredAt, Node: var node }, ..])
            Meter.Deliveries.Event(node, measuredAt);
        var told = "";
        foreach (var sample in _measured)
        {
            var name = MeasurementName.Read(sample.Name);
            var measured = sample.Dn.Length > 0
                ? MeasuredObject.Of("", sample.Node.Length > 0 ? $"ManagedElement={sample.Node}" : "", sample.Dn, sample.Node)
                : MeasuredObject.Of("", $"ManagedElement={(sample.Node.Length > 0 ? sample.Node : "unknown")}", sample.Cell.Length > 0 ? $"NRCellDU={sample.Cell}" : "", sample.Node);
            var labels = _around.Naming.LabelsOf(measured, name, new Label("ue", sample.Device), new Label("snssai", sample.Slice));
            // A message is mostly of one node.
            if (measured.Instance != told)
                Note(message, told = measured.Instance, now);
            into.Add(new MetricSample(_around.Pipeline.Resolve(Id, labels), sample.Timestamp ?? now, sample.Value * name.FactorFrom(MeasurementOrigin.E2Kpm)));
        }
    }

    private void Note(ConsumeResult<Ignore, byte[]> message, string instance, long now) => _lineage.Add(instance, new Delivery
    {
        Kind = "message",
        Name = message.Topic,
        Reference = PlaceOf(message),
        Sender = instance,
        ArrivedAt = now,
        From = _measured.Min(s => s.Timestamp ?? now),
        To = _measured.Max(s => s.Timestamp ?? now),
    });

    private static string PlaceOf(ConsumeResult<Ignore, byte[]> message) => string.Create(CultureInfo.InvariantCulture, $"{message.Topic}[{message.Partition.Value}] at {message.Offset.Value}");

    private void SetAside(ConsumeResult<Ignore, byte[]> message, string why)
    {
        _around.Pipeline.Refuse(Id, 1, "message not understood");
        Meter.Failed($"the message {PlaceOf(message)} was set aside: {why}");
        if (_poison.Keep(message.Topic, message.Partition.Value, message.Offset.Value, message.Message.Value, why) is { } problem)
            Meter.Failed(problem);
    }

    private ConsumerConfig Configuration() => KafkaClient.Configure(_options, new ConsumerConfig
    {
        GroupId = _options.Group,
        ClientId = "noc-dashboard",
        EnableAutoCommit = false,
        AllowAutoCreateTopics = false,
        AutoOffsetReset = _options.Start == KafkaStart.Earliest ? AutoOffsetReset.Earliest : AutoOffsetReset.Latest,
    });
}
