using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>
/// What is known of one stream of an exporter. Its key is the exporter's address and what it calls its observation domain
/// (RFC 7011 section 3.1) or source (RFC 3954 section 5.1), not the port: exporters change that, and send options from another.
/// </summary>
internal sealed class ObservationDomain(DomainKey key, ushort exporterNumber, FlowExporter exporter)
{
    private const int MaxSamplers = 1024;

    private readonly Dictionary<ushort, TemplateEntry> _templates = []; // bound: NetFlowOptions.MaxTemplateFields
    private readonly Dictionary<ulong, uint> _samplers = []; // bound: MaxSamplers
    private uint _rate;
    private (ulong Sampler, uint Rate) _lastSampler;

    public DomainKey Key { get; } = key;

    public ushort ExporterNumber { get; } = exporterNumber;

    public FlowExporter Exporter { get; } = exporter;

    public SequenceTracker Sequence { get; } = new();

    /// <summary>When the exporter started, in milliseconds since 1970; 0 where it has not said.</summary>
    public long SystemInit { get; set; }

    /// <summary>When its last message came.</summary>
    public long LastSeen { get; set; }

    /// <summary>Sets of it that wait for their template.</summary>
    public int HeldSets { get; set; }

    /// <summary>Datagrams and records so far, to tell how many records a lost datagram had.</summary>
    public long Datagrams { get; set; }

    public long Records { get; set; }

    public IReadOnlyDictionary<ushort, TemplateEntry> Templates => _templates;

    /// <summary>Fields of all its templates.</summary>
    public int TemplateFields { get; private set; }

    /// <summary>The rate of records that name no sampler: what was told without a name, or the one sampler there is; 0 where that is not known.</summary>
    public uint DefaultRate => _rate != 0 ? _rate : _samplers.Count == 1 ? _samplers.Values.First() : 0;

    public TemplateEntry? Find(ushort id) => _templates.GetValueOrDefault(id);

    public void Set(ushort id, TemplateEntry entry)
    {
        Withdraw(id);
        _templates[id] = entry;
        TemplateFields += entry.Weight;
    }

    public void Withdraw(ushort id)
    {
        if (_templates.Remove(id, out var entry))
            TemplateFields -= entry.Weight;
    }

    /// <summary>Withdraws all templates of a kind (RFC 7011 section 8.1).</summary>
    public void WithdrawAll(bool options)
    {
        foreach (var id in _templates.Where(t => t.Value.Options is not null == options).Select(t => t.Key).ToArray())
            Withdraw(id);
    }

    /// <summary>Notes at which rate a sampler, or with null the exporter as a whole, takes packets.</summary>
    public void NoteSampling(ulong? sampler, ulong rate)
    {
        var known = (uint)Math.Clamp(rate, 1, uint.MaxValue);
        if (sampler is not { } id)
            _rate = known;
        else if (_samplers.Count < MaxSamplers || _samplers.ContainsKey(id))
            _samplers[id] = known;
        _lastSampler = default;
    }

    /// <summary>The rate of a sampler; 0 where it is not known.</summary>
    public uint RateOf(ulong sampler)
    {
        if (_lastSampler.Rate != 0 && _lastSampler.Sampler == sampler)
            return _lastSampler.Rate;
        if (!_samplers.TryGetValue(sampler, out var rate))
            return _rate;
        _lastSampler = (sampler, rate);
        return rate;
    }
}

/// <summary>Which stream of which exporter. NetFlow v9 and IPFIX number their templates apart.</summary>
internal readonly record struct DomainKey(NetworkAddress Exporter, uint Id, ushort Version);

/// <summary>A template as it came and as it was compiled; for flows or for options, never both.</summary>
/// <param name="Octets">Its record on the wire, from its id on; what comes again unchanged is not compiled again.</param>
/// <param name="Flow">Set where it is for data records.</param>
/// <param name="Options">Set where it is for options records.</param>
internal sealed record TemplateEntry(byte[] Octets, FlowTemplate? Flow, OptionsTemplate? Options)
{
    /// <summary>What it counts towards the bound of fields: those it has, and something for itself.</summary>
    public int Weight { get; } = 8 + (Octets.Length / 4);
}
