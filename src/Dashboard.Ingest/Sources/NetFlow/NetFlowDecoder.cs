using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>
/// Decodes NetFlow v5, v9 (RFC 3954) and IPFIX (RFC 7011). Keeps templates, samplers and sequence numbers of each
/// exporter, and data that came before its template. Bad input ends a datagram with a sentence, never with an exception.
/// Used by one thread at a time.
/// </summary>
/// <remarks>
/// Of several counters in a record one is taken: what came in (elements 1, 2), else totals (85, 86), else what the
/// initiator of a session sent (231, 298), else octets of layer 2 (352), else what went out (23, 24); never a sum. What
/// the responder sent, and a reverse direction (RFC 5103), is a flow of its own.
/// </remarks>
public sealed class NetFlowDecoder
{
    private const int V5Header = 24;
    private const int V5Record = 48;
    private const int V5MaxRecords = 30;
    private const int V9Header = 20;
    private const int IpfixHeader = 16;
    private const ushort IpfixVersion = 10;

    private readonly NetFlowOptions _options;
    private readonly FlowExporters _exporters;
    private readonly Dictionary<DomainKey, ObservationDomain> _domains = []; // bound: NetFlowOptions.MaxDomains
    private readonly HeldSets _held;
    private ObservationDomain? _last;
    private int _templateFields;

    public NetFlowDecoder(NetFlowOptions options, FlowExporters exporters)
    {
        (_options, _exporters) = (options, exporters);
        _held = new HeldSets(options);
    }

    /// <summary>Rises whenever a template was learned or withdrawn, so that whoever keeps them on disk knows.</summary>
    public long TemplatesVersion { get; private set; }

    /// <summary>Streams whose templates are kept.</summary>
    public int Domains => _domains.Count;

    /// <summary>The fixed records of v5, which are a template that everybody knows. Elements 9 and 13 are prefix lengths, 210 is padding.</summary>
    private static FlowTemplate V5Template { get; } = new([
        new(0, 8, 4), new(0, 12, 4), new(0, 15, 4), new(0, 10, 2), new(0, 14, 2), new(0, 2, 4), new(0, 1, 4), new(0, 22, 4), new(0, 21, 4), new(0, 7, 2),
        new(0, 11, 2), new(0, 210, 1), new(0, 6, 1), new(0, 4, 1), new(0, 5, 1), new(0, 16, 2), new(0, 17, 2), new(0, 9, 1), new(0, 13, 1), new(0, 210, 2)]);

    /// <summary>Decodes a datagram.</summary>
    /// <param name="datagram">The UDP payload.</param>
    /// <param name="exporter">Who sent it.</param>
    /// <param name="now">When it came, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="into">Gets its flows, and those that had waited for a template in it.</param>
    public NetFlowReport Decode(ReadOnlySpan<byte> datagram, NetworkAddress exporter, long now, TelemetryBatch<FlowRecord> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        var report = default(NetFlowReport);
        while (_held.TakeExpired(now) is { } expired)
        {
            report.ForgottenSets++;
            report.Complain($"{expired.Octets.Length} octets of records were let go of: the template {expired.Template} of {Name(expired.Domain)} did not come within {_options.HoldFor.TotalSeconds:0} s");
        }
        if (datagram.Length < 4)
        {
            report.Complain($"a datagram of {datagram.Length} octets is too short for any NetFlow");
            return report;
        }
        switch (BinaryPrimitives.ReadUInt16BigEndian(datagram))
        {
            case 5:
                DecodeV5(datagram, exporter, now, into, ref report);
                break;
            case 9:
                DecodeV9(datagram, exporter, now, into, ref report);
                break;
            case IpfixVersion:
                DecodeIpfix(datagram, exporter, now, into, ref report);
                break;
            case var version:
                report.Complain($"version {version} is not NetFlow 5 or 9, nor IPFIX (10)");
                break;
        }
        return report;
    }

    /// <summary>All templates in a form that <see cref="Restore"/> reads.</summary>
    public byte[] Save() => TemplateFile.Write(_domains.Values);

    /// <summary>Takes back templates that were saved; what is damaged is left out. Returns how many were taken.</summary>
    public int Restore(ReadOnlySpan<byte> saved, long now)
    {
        var report = default(NetFlowReport);
        using var none = new TelemetryBatch<FlowRecord>("");
        var reader = new TemplateFile.Reader(saved);
        while (reader.Next())
            ReadTemplates(DomainOf(reader.Domain, now, ref report), reader.Octets, reader.IsOptions, default, none, ref report);
        return report.Templates + report.OptionsTemplates;
    }

    private void DecodeV5(ReadOnlySpan<byte> datagram, NetworkAddress exporter, long now, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        int count = datagram.Length < V5Header ? 0 : BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (count is 0 or > V5MaxRecords || datagram.Length < V5Header + (count * V5Record) || datagram.Length >= V5Header + ((count + 1) * V5Record))
        {
            report.Complain($"a NetFlow v5 datagram of {datagram.Length} octets says that it has {count} records");
            return;
        }
        var domain = DomainOf(new DomainKey(exporter, BinaryPrimitives.ReadUInt16BigEndian(datagram[20..]), 5), now, ref report);
        var exportMs = (BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]) * 1000L) + (BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]) / 1_000_000);
        var clock = MessageClock.At(exportMs, BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), 0, now);
        domain.Exporter.CountLost(domain.Sequence.Note(BinaryPrimitives.ReadUInt32BigEndian(datagram[16..]), count), 0);
        // The lower 14 bits are the interval, those above the method; an interval of 0 says nothing.
        var rate = BinaryPrimitives.ReadUInt16BigEndian(datagram[22..]) & 0x3fffu;
        DecodeFixed(datagram.Slice(V5Header, count * V5Record), V5Template, domain, in clock, rate, into, ref report);
    }

    private void DecodeV9(ReadOnlySpan<byte> datagram, NetworkAddress exporter, long now, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        if (datagram.Length < V9Header)
        {
            report.Complain($"a NetFlow v9 datagram of {datagram.Length} octets is shorter than its header");
            return;
        }
        var domain = DomainOf(new DomainKey(exporter, BinaryPrimitives.ReadUInt32BigEndian(datagram[16..]), 9), now, ref report);
        var clock = MessageClock.At(BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]) * 1000L, BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]), 0, now);
        var before = report.DataRecords;
        DecodeSets(datagram[V9Header..], 0, domain, in clock, now, into, ref report);
        domain.Datagrams++;
        domain.Records += report.DataRecords - before;
        if (domain.Sequence.Note(BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]), 1) is var lost and > 0)
            domain.Exporter.CountLost(lost * domain.Records / domain.Datagrams, lost);
    }

    private void DecodeIpfix(ReadOnlySpan<byte> datagram, NetworkAddress exporter, long now, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (length < IpfixHeader || datagram.Length < IpfixHeader)
        {
            report.Complain($"an IPFIX message of {Math.Min(length, datagram.Length)} octets is shorter than its header");
            return;
        }
        if (length > datagram.Length)
            report.Complain($"an IPFIX message says that it has {length} octets and came with {datagram.Length}");
        var domain = DomainOf(new DomainKey(exporter, BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]), IpfixVersion), now, ref report);
        var clock = MessageClock.At(BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) * 1000L, null, domain.SystemInit, now);
        var (before, waited) = (report.DataRecords + report.OtherRecords + report.OptionsRecords, domain.HeldSets);
        DecodeSets(datagram[IpfixHeader..], Math.Max(datagram.Length - length, 0), domain, in clock, now, into, ref report);
        // Sets that could not be read hold nobody knows how many records.
        var units = domain.HeldSets != waited || report.Complaint is not null ? -1 : report.DataRecords + report.OtherRecords + report.OptionsRecords - before;
        domain.Exporter.CountLost(domain.Sequence.Note(BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]), units), 0);
    }

    /// <summary>Decodes sets until the message ends, <paramref name="beyond"/> octets before its datagram. Some exporters count their own length too short, so the last set may reach there.</summary>
    private void DecodeSets(ReadOnlySpan<byte> sets, int beyond, ObservationDomain domain, in MessageClock clock, long now, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        var (templates, options) = domain.Key.Version == IpfixVersion ? (2, 3) : (0, 1);
        while (sets.Length - beyond >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16BigEndian(sets);
            int length = BinaryPrimitives.ReadUInt16BigEndian(sets[2..]);
            // Zeros fill up the datagrams of some exporters.
            if (length < 4)
            {
                if (length > 0 || id > 0)
                    report.Complain($"{Name(domain)} sent a set {id} of {length} octets, which is shorter than its header");
                return;
            }
            if (length > sets.Length)
            {
                report.Complain($"{Name(domain)} sent a set {id} of {length} octets where {sets.Length} are left");
                return;
            }
            var set = sets[4..length];
            sets = sets[length..];
            if (id == templates || id == options)
                ReadTemplates(domain, set, id == options, in clock, into, ref report);
            else if (id >= TemplateReader.FirstId)
                DecodeData((ushort)id, set, domain, in clock, now, into, ref report);
            else
                report.Complain($"{Name(domain)} sent a set with the reserved id {id}");
        }
    }

    private void ReadTemplates(ObservationDomain domain, ReadOnlySpan<byte> set, bool options, in MessageClock clock, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        var reader = new TemplateReader(set, domain.Key.Version == IpfixVersion, options);
        while (reader.Next())
        {
            if (reader.Fields.Length == 0)
            {
                Withdraw(domain, reader.Id, options);
                continue;
            }
            if (options)
                report.OptionsTemplates++;
            else
                report.Templates++;
            if (domain.Find(reader.Id) is { } known && reader.Octets.SequenceEqual(known.Octets) && known.Options is not null == options)
                continue;
            if (reader.Fields.Sum(static f => f.IsVariable ? 1L : f.Length) is 0 or > ushort.MaxValue)
            {
                report.Complain($"the template {reader.Id} of {Name(domain)} has records without an octet, or longer than a datagram");
                continue;
            }
            var entry = options
                ? new TemplateEntry(reader.Octets.ToArray(), null, new OptionsTemplate(reader.Fields))
                : new TemplateEntry(reader.Octets.ToArray(), new FlowTemplate(reader.Fields), null);
            Withdraw(domain, reader.Id, options: null);
            if (_templateFields + entry.Weight > _options.MaxTemplateFields)
            {
                report.Complain($"the template {reader.Id} of {Name(domain)} was refused: templates already have {_templateFields} fields ({NetFlowOptions.Section}:{nameof(NetFlowOptions.MaxTemplateFields)})");
                continue;
            }
            domain.Set(reader.Id, entry);
            _templateFields += entry.Weight;
            TemplatesVersion++;
            while (_held.TakeFor(domain, reader.Id) is { } held)
                DecodeData(held.Template, held.Octets, domain, held.Clock, held.Since, into, ref report);
        }
        if (reader.Complaint is { } complaint)
            report.Complain($"{complaint} ({Name(domain)})");
    }

    /// <summary>Withdraws a template, or all of a kind by the id of their set (RFC 7011 section 8.1).</summary>
    private void Withdraw(ObservationDomain domain, ushort id, bool? options)
    {
        var before = domain.TemplateFields;
        if (options is { } kind && id < TemplateReader.FirstId)
            domain.WithdrawAll(kind);
        else
            domain.Withdraw(id);
        if (domain.TemplateFields == before)
            return;
        _templateFields += domain.TemplateFields - before;
        TemplatesVersion++;
    }

    private void DecodeData(ushort id, ReadOnlySpan<byte> set, ObservationDomain domain, in MessageClock clock, long now, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        switch (domain.Find(id))
        {
            case null when _held.TryHold(domain, id, set, in clock, now):
                report.HeldSets++;
                break;
            case null:
                report.ForgottenSets++;
                report.Complain($"{set.Length} octets of records were let go of: the template {id} of {Name(domain)} is not known, and too much waits already");
                break;
            case { Options: { } options }:
                while (set.Length >= options.Length && options.Learn(set, domain) is var length and > 0)
                {
                    report.OptionsRecords++;
                    set = set[length..];
                }
                break;
            case { Flow: { } flow }:
                if (!flow.IsFlow)
                    Skip(set, flow, ref report);
                else if (flow.IsWalked)
                    DecodeWalked(set, flow, domain, in clock, into, ref report);
                else
                    DecodeFixed(set, flow, domain, in clock, domain.DefaultRate, into, ref report);
                break;
        }
    }

    private static void DecodeFixed(
        ReadOnlySpan<byte> set, FlowTemplate template, ObservationDomain domain, in MessageClock clock, uint rate, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        var records = set.Length / template.Length;
        var room = into.Reserve(template.HasReverse ? records * 2 : records);
        var draft = default(RecordDraft);
        draft.Record.Exporter = domain.ExporterNumber;
        ReadOnlySpan<PlanStep> steps = template.Steps;
        ref var source = ref MemoryMarshal.GetReference(set);
        var taken = 0;
        for (var i = 0; i < records; i++)
        {
            Plan.Run(steps, ref Unsafe.Add(ref source, i * template.Length), ref draft);
            if (!RecordFinish.Complete(ref draft, template, in clock, domain, rate))
            {
                Refuse(domain, ref report);
                continue;
            }
            room[taken++] = draft.Record;
            if (template.HasReverse && (draft.ReverseOctets | draft.ReversePackets) != 0)
                room[taken++] = RecordFinish.Reverse(ref draft);
        }
        into.Advance(taken);
        report.DataRecords += records;
    }

    private static void DecodeWalked(
        ReadOnlySpan<byte> set, FlowTemplate template, ObservationDomain domain, in MessageClock clock, TelemetryBatch<FlowRecord> into, ref NetFlowReport report)
    {
        var rate = domain.DefaultRate;
        var draft = default(RecordDraft);
        for (var at = 0; set.Length - at >= template.Length;)
        {
            draft = default;
            draft.Record.Exporter = domain.ExporterNumber;
            if (!TryWalk(set, ref at, template, ref draft))
            {
                report.Complain($"{Name(domain)} sent a record whose last field is longer than its set");
                return;
            }
            report.DataRecords++;
            if (!RecordFinish.Complete(ref draft, template, in clock, domain, rate))
            {
                Refuse(domain, ref report);
                continue;
            }
            into.Add(draft.Record);
            if (template.HasReverse && (draft.ReverseOctets | draft.ReversePackets) != 0)
                into.Add(RecordFinish.Reverse(ref draft));
        }
    }

    private static bool TryWalk(ReadOnlySpan<byte> set, ref int at, FlowTemplate template, ref RecordDraft draft)
    {
        ref var start = ref Unsafe.As<RecordDraft, byte>(ref draft);
        for (var i = 0; i < template.Fields.Length; i++)
        {
            if (!FieldWalk.TryTake(set, ref at, template.Fields[i], out var value))
                return false;
            if (template.StepOf(i, value.Length) is { } step)
            {
                Plan.Take(in step, ref Unsafe.Add(ref MemoryMarshal.GetReference(value), step.From), ref Unsafe.Add(ref start, step.To));
            }
            else if (i == template.Section
                && (template.IsSectionEthernet ? PacketHeader.TryReadEthernet(value, ref draft.Record, out var length) : PacketHeader.TryReadIp(value, ref draft.Record, out length))
                && !template.HasCounts)
            {
                (draft.Octets, draft.Packets) = ((ulong)length, 1);
            }
        }
        return true;
    }

    private static void Skip(ReadOnlySpan<byte> set, FlowTemplate template, ref NetFlowReport report)
    {
        for (var at = 0; set.Length - at >= template.Length; report.OtherRecords++)
        {
            foreach (var field in template.Fields)
            {
                if (!FieldWalk.TryTake(set, ref at, field, out _))
                    return;
            }
        }
    }

    private static void Refuse(ObservationDomain domain, ref NetFlowReport report)
    {
        report.Implausible++;
        report.Complain($"{Name(domain)} reported a flow of more than {RecordFinish.MaxOctets} octets");
    }

    private ObservationDomain DomainOf(DomainKey key, long now, ref NetFlowReport report)
    {
        if (_last is { } last && last.Key == key)
        {
            last.LastSeen = now;
            return last;
        }
        if (!_domains.TryGetValue(key, out var domain))
        {
            if (_domains.Count >= _options.MaxDomains)
            {
                var silent = _domains.Values.MinBy(static d => d.LastSeen)!;
                _templateFields -= silent.TemplateFields;
                report.ForgottenSets += _held.Forget(silent);
                _domains.Remove(silent.Key);
                TemplatesVersion++;
                report.Complain($"{Name(silent)} was forgotten: there are more than {_options.MaxDomains} streams ({NetFlowOptions.Section}:{nameof(NetFlowOptions.MaxDomains)})");
            }
            var number = _exporters.NumberOf(key.Exporter);
            domain = _domains[key] = new ObservationDomain(key, number, _exporters[number]);
        }
        domain.LastSeen = now;
        return _last = domain;
    }

    private static string Name(ObservationDomain domain) => $"{domain.Key.Exporter} (v{domain.Key.Version}, domain {domain.Key.Id})";
}
