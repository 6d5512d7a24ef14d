using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.NetFlow;

/// <summary>What is done to a record after its octets are in place: times, sampling, direction.</summary>
internal static class RecordFinish
{
    /// <summary>Octets of one flow from which on it is taken for a fault of the exporter: 1 PiB.</summary>
    public const ulong MaxOctets = 1UL << 50;

    /// <summary>Completes the record of a draft. False where it cannot be true.</summary>
    public static bool Complete(ref RecordDraft draft, FlowTemplate template, in MessageClock clock, ObservationDomain domain, uint defaultRate)
    {
        ref var record = ref draft.Record;
        var rate = template.HasInterval && draft.Interval != 0 ? OptionsTemplate.Rate(draft.Interval, template.HasSpace ? draft.Space : 0)
            : template.HasSampler ? domain.RateOf(draft.Sampler)
            : defaultRate;
        if (draft.Octets > MaxOctets || draft.Packets > MaxOctets || draft.ReverseOctets > MaxOctets || draft.ReversePackets > MaxOctets || rate > uint.MaxValue)
            return false;
        record.SamplingRate = (uint)rate;
        var factor = Math.Max(rate, 1);
        record.Octets = Times(draft.Octets, factor);
        record.Packets = Times(draft.Packets, factor);
        if (template.HasDirection)
            record.Direction = draft.Direction switch { 0 => FlowDirection.Ingress, 1 => FlowDirection.Egress, _ => FlowDirection.Unknown };
        // The upper two bits are the status, the others its reason (RFC 7270 section 4.12): 2 is dropped. An event of 3 is a flow denied.
        if (template.HasVerdict)
            record.IsDenied = ((draft.ForwardingStatus >> 6) & 3) == 2 || draft.FirewallEvent == 3;
        if (template.HasLabel)
            record.MplsLabel >>= 4;
        if (template.HasSystemInit && draft.SystemInit is > 0 and < long.MaxValue)
            SetTimes(ref draft, template, clock with { SystemInit = (long)draft.SystemInit });
        else
            SetTimes(ref draft, template, in clock);
        return true;
    }

    /// <summary>The reverse direction of a biflow as a flow of its own (RFC 5103).</summary>
    public static FlowRecord Reverse(ref RecordDraft draft)
    {
        var record = draft.Record;
        (record.Source, record.Destination) = (record.Destination, record.Source);
        (record.SourcePort, record.DestinationPort) = (record.DestinationPort, record.SourcePort);
        (record.InInterface, record.OutInterface) = (record.OutInterface, record.InInterface);
        (record.SourceAs, record.DestinationAs) = (record.DestinationAs, record.SourceAs);
        (record.NatSource, record.NatDestination) = (record.NatDestination, record.NatSource);
        (record.NatSourcePort, record.NatDestinationPort) = (record.NatDestinationPort, record.NatSourcePort);
        record.NextHop = NetworkAddress.None;
        record.TcpFlags = 0;
        var factor = Math.Max(record.SamplingRate, 1u);
        record.Octets = Times(draft.ReverseOctets, factor);
        record.Packets = Times(draft.ReversePackets, factor);
        return record;
    }

    /// <summary>A product that stays at its limit instead of going round.</summary>
    private static ulong Times(ulong count, ulong factor) => Math.Min(count, MaxOctets / factor) * factor;

    private static void SetTimes(ref RecordDraft draft, FlowTemplate template, in MessageClock clock)
    {
        ref var record = ref draft.Record;
        record.End = clock.Absolute(template.EndClock, draft.End);
        if (template is { StartClock: FlowClock.Uptime, EndClock: FlowClock.Uptime } && clock.KnowsNoStart)
            record.DurationMs = (uint)draft.End - (uint)draft.Start;
        else if (template.StartClock != FlowClock.None)
            record.DurationMs = (uint)Math.Clamp(record.End - clock.Absolute(template.StartClock, draft.Start), 0, uint.MaxValue);
        else if (template.HasDuration)
            record.DurationMs = (uint)Math.Min(draft.Duration, uint.MaxValue);
    }
}
