using System.Text.Json;
using Dashboard.Ingest.Ran.Ves;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>A measurement of a near-real-time RIC.</summary>
/// <param name="Node">The node that it is of; empty where it does not say.</param>
/// <param name="Cell">The cell; empty where it is of none.</param>
/// <param name="Device">The user's device; empty where it is of none.</param>
/// <param name="Slice">The slice; empty where it is of none.</param>
/// <param name="Dn">The managed object's name; empty where it does not say.</param>
/// <param name="Timestamp">Milliseconds since 1970-01-01 UTC; null where it does not say.</param>
/// <param name="Name">Its name by E2SM-KPM: <c>DRB.UEThpDl</c>.</param>
/// <param name="Value">Its value, in the unit of E2SM-KPM.</param>
internal readonly record struct KpmSample(string Node, string Cell, string Device, string Slice, string Dn, long? Timestamp, string Name, double Value);

/// <summary>
/// Reads flat measurements: an object, or several in an array or below <c>reports</c>, with names of a node, a cell, a
/// device or a slice, a time, and numbers by the names of E2SM-KPM, beside them or in an object of their own. Never throws.
/// </summary>
internal static class KpmDecoder
{
    private static readonly string[] Nodes = ["nodeId", "node_id", "node", "gnbId", "gnb_id", "gnb", "gNB", "ranName", "ran_name", "e2NodeId", "e2_node_id", "meid", "sourceName", "source", "managedElement"];
    private static readonly string[] Cells = ["cellId", "cell_id", "cell", "nrCellId", "nr_cell_id", "cellGlobalId", "ncgi", "nci", "cgi"];
    private static readonly string[] Devices = ["ueId", "ue_id", "ue", "ranUeId", "ran_ue_id", "amfUeNgapId", "imsi"];
    private static readonly string[] Slices = ["snssai", "sNssai", "s_nssai", "slice", "sliceId", "slice_id"];
    private static readonly string[] Dns = ["dn", "measObjInstId", "measObjLdn", "objectInstance"];
    private static readonly string[] Times = ["timestamp", "time", "ts", "eventTime", "collectStartTime", "colletStartTime", "end_time", "endTime"];
    private static readonly HashSet<string> Known = [.. Nodes, .. Cells, .. Devices, .. Slices, .. Dns, .. Times, "granularityPeriod", "granularity_period", "granularity"];

    /// <summary>Reads a message.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="into">What measurements are added to.</param>
    /// <returns>Null, or why nothing could be read, as a sentence.</returns>
    public static string? Read(ReadOnlyMemory<byte> octets, List<KpmSample> into)
    {
        try
        {
            using var document = JsonDocument.Parse(octets, new JsonDocumentOptions { MaxDepth = VesDecoder.MaxDepth });
            var before = into.Count;
            var root = document.RootElement;
            foreach (var report in root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : root.Items("reports") is var reports && reports.Any() ? reports : [root])
            {
                if (report.ValueKind == JsonValueKind.Object)
                    Report(report, into);
            }
            return into.Count > before ? null : "it has no number under the name of a measurement";
        }
        catch (JsonException e)
        {
            return $"it is no JSON: line {(e.LineNumber ?? 0) + 1}, octet {(e.BytePositionInLine ?? 0) + 1}";
        }
        catch (InvalidOperationException)
        {
            // JsonElement says so of half a surrogate pair.
            return "it has text that is no Unicode";
        }
    }

    private static void Report(JsonElement report, List<KpmSample> into)
    {
        var sample = new KpmSample(First(report, Nodes), First(report, Cells), First(report, Devices), First(report, Slices), First(report, Dns), Time(report), "", 0);
        Numbers(report, sample, into);
        foreach (var property in report.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Object)
                Numbers(property.Value, sample, into);
            // [{"name": "DRB.UEThpDl", "value": 1}]
            foreach (var item in report.Items(property.Name))
            {
                if ((item.Text("name") is { Length: > 0 } name ? name : item.Text("measName")) is { Length: > 0 } measured && item.Number("value") is { } value)
                    into.Add(sample with { Name = measured, Value = value });
            }
        }
    }

    private static void Numbers(JsonElement of, KpmSample sample, List<KpmSample> into)
    {
        foreach (var property in of.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Number && !Known.Contains(property.Name) && property.Value.TryGetDouble(out var value) && double.IsFinite(value))
                into.Add(sample with { Name = property.Name, Value = value });
        }
    }

    private static string First(JsonElement report, string[] names)
    {
        foreach (var name in names)
        {
            if (report.Text(name) is { Length: > 0 } text)
                return text;
        }
        return "";
    }

    private static long? Time(JsonElement report)
    {
        foreach (var name in Times)
        {
            if (report.Child(name) is { ValueKind: JsonValueKind.String } && report.Time(name) is { } time)
                return time;
            if (report.Number(name) is { } number && EpochTime.Read(number, out var unit) is var read && unit != EpochUnit.None)
                return read;
        }
        return null;
    }
}
