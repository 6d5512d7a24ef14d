using System.Globalization;
using System.Text;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>Single flows as text that leaves the page: CSV (RFC 4180), one line a flow.</summary>
internal static class FlowText
{
    private const string Head =
        "ended,duration_ms,exporter,in_interface,out_interface,source,source_port,destination,destination_port,protocol,application,octets,packets,tcp_flags,dscp,vlan,source_as,destination_as,next_hop,sampling_rate";

    public static string Csv(IReadOnlyList<FlowRecord> flows, FlowExporters exporters)
    {
        // The mark tells spreadsheets that this is UTF-8.
        var text = new StringBuilder("\uFEFF").Append(Head).Append("\r\n");
        foreach (var flow in flows)
        {
            var exporter = exporters[flow.Exporter];
            TableText.Line(text,
            [
                DateTimeOffset.FromUnixTimeMilliseconds(flow.End).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Number(flow.DurationMs),
                exporter.Name, Interface(exporter, flow.InInterface), Interface(exporter, flow.OutInterface),
                flow.Source.ToString(), Number(flow.SourcePort), flow.Destination.ToString(), Number(flow.DestinationPort),
                TableText.Cell(FlowApplications.ProtocolName(flow.Protocol)), TableText.Cell(FlowApplications.Name(FlowApplications.Of(in flow), exporters)),
                Number(flow.Octets), Number(flow.Packets), Number(flow.TcpFlags), Number(flow.Dscp), Number(flow.Vlan), Number(flow.SourceAs), Number(flow.DestinationAs),
                flow.NextHop.IsNone ? "" : flow.NextHop.ToString(), Number(flow.SamplingRate),
            ]);
        }
        return text.ToString();
    }

    private static string Interface(FlowExporter exporter, uint index) => index == 0 ? "" : TableText.Cell(exporter.InterfaceName(index));

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
