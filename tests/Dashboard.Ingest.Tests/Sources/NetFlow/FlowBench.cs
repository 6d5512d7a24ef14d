using System.Buffers.Binary;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.NetFlow;

namespace Dashboard.Ingest.Tests.Sources.NetFlow;

/// <summary>A decoder with what it decoded.</summary>
internal sealed class FlowBench(NetFlowOptions? options = null)
{
    public static readonly NetworkAddress Router = NetworkAddress.FromV4(0xc0000201);

    public FlowExporters Exporters { get; } = new();

    public NetFlowDecoder Decoder => field ??= new NetFlowDecoder(options ?? new NetFlowOptions(), Exporters);

    public List<FlowRecord> Flows { get; } = [];

    public NetFlowReport Total { get; private set; }

    public FlowExporter Exporter => Exporters[Exporters.NumberOf(Router)];

    public ulong Octets => Flows.Aggregate(0UL, static (sum, f) => sum + f.Octets);

    public ulong Packets => Flows.Aggregate(0UL, static (sum, f) => sum + f.Packets);

    /// <summary>Takes a datagram that came when the exporter says that it sent it.</summary>
    public NetFlowReport Take(byte[] datagram, NetworkAddress? exporter = null) => Take(datagram, SentAt(datagram), exporter);

    public NetFlowReport Take(byte[] datagram, long now, NetworkAddress? exporter = null)
    {
        using var batch = new TelemetryBatch<FlowRecord>("test");
        var report = Decoder.Decode(datagram, exporter ?? Router, now, batch);
        Flows.AddRange(batch.Records);
        var total = Total;
        total.DataRecords += report.DataRecords;
        total.OtherRecords += report.OtherRecords;
        total.OptionsRecords += report.OptionsRecords;
        total.Templates += report.Templates;
        total.OptionsTemplates += report.OptionsTemplates;
        total.HeldSets += report.HeldSets;
        total.ForgottenSets += report.ForgottenSets;
        total.Implausible += report.Implausible;
        total.Complaint ??= report.Complaint;
        Total = total;
        return report;
    }

    /// <summary>The time in a datagram's header, in milliseconds since 1970.</summary>
    public static long SentAt(byte[] datagram) => datagram switch
    {
        [0, 10, _, _, ..] when datagram.Length >= 8 => BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(4)) * 1000L,
        [0, 5 or 9, ..] when datagram.Length >= 12 => BinaryPrimitives.ReadUInt32BigEndian(datagram.AsSpan(8)) * 1000L,
        _ => 0,
    };
}
