using System.Buffers;
using System.Text.Json;
using Confluent.Kafka;
using Dashboard.Domain.Simulation;
using Dashboard.Ingest.Sources.Kafka;

namespace Dashboard.Ingest.Demo;

/// <summary>
/// What the near-real-time RIC measures of each cell by E2SM-KPM, as flat JSON over Kafka: measurements that neither the PM
/// files nor VES have, so that no series comes by two doors. Used by one thread at a time.
/// </summary>
public sealed class DemoKafka : IDisposable
{
    /// <summary>The topic that it is written to.</summary>
    public const string Topic = "oran.pm.cell";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly IProducer<Null, byte[]> _producer;
    private readonly SimulatedNetwork _network;
    private volatile string? _problem;

    private DemoKafka(SimulatedNetwork network, KafkaOptions options)
    {
        _network = network;
        _producer = new ProducerBuilder<Null, byte[]>(KafkaClient.Configure(options, new ProducerConfig { ClientId = "noc-simulated", LingerMs = 50, MessageTimeoutMs = 10_000 }))
            .SetErrorHandler((_, error) => _problem = error.Reason).Build();
    }

    /// <summary>A producer for the cluster of the settings.</summary>
    /// <param name="network">The network.</param>
    /// <param name="options">The cluster.</param>
    /// <param name="silence">Why there is none, as a sentence; empty where there is one.</param>
    /// <returns>Null where there is no cluster, or no library to speak to it with.</returns>
    public static DemoKafka? Open(SimulatedNetwork network, KafkaOptions options, out string silence)
    {
        silence = options.Brokers.Length == 0 ? $"No cluster is named ({KafkaOptions.Section}:{nameof(KafkaOptions.Brokers)})."
            : KafkaLibrary.Load(options.Library) is { } missing ? $"{missing}." : "";
        return silence.Length == 0 ? new DemoKafka(network, options) : null;
    }

    /// <summary>Sends what was measured, a message a site.</summary>
    /// <returns>Null, or what went wrong, as a sentence.</returns>
    public string? Send(NetworkMoment moment)
    {
        _problem = null;
        try
        {
            foreach (var site in _network.Sites.Where(moment.IsReachable))
                _producer.Produce(Topic, new Message<Null, byte[]> { Value = Write(moment, site) }, report => _problem = report.Error.IsError ? report.Error.Reason : _problem);
            _producer.Flush(Patience);
        }
        catch (ProduceException<Null, byte[]> e)
        {
            _problem = e.Error.Reason;
        }
        return _problem;
    }

    public void Dispose() => _producer.Dispose();

    /// <summary>The message of a site.</summary>
    internal static byte[] Write(NetworkMoment moment, SimulatedSite site)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(body);
        json.WriteStartArray();
        foreach (var cell in site.Cells)
        {
            ref readonly var state = ref moment.Cells[cell.Index];
            json.WriteStartObject();
            json.WriteString("nodeId"u8, site.Element);
            json.WriteString("cellId"u8, cell.Name);
            json.WriteNumber("timestamp"u8, moment.To);
            json.WriteStartObject("measurements"u8);
            json.WriteNumber("RRU.MaxPrbUsedDl"u8, Math.Round(cell.Carrier.Prbs * Math.Min(1, state.PrbDl * 1.15)));
            json.WriteNumber("DRB.MaxActiveUeDl"u8, Math.Ceiling(state.ActiveUsers * 1.4));
            json.WriteNumber("DRB.UEUnresVolDl"u8, Math.Round(100 * Math.Max(0, 1 - state.PrbDl), 1));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }
}
