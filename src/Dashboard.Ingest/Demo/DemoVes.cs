using System.Buffers;
using System.Text.Json;
using Dashboard.Domain.Simulation;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Demo;

/// <summary>
/// What the simulated elements tell by VES 7.2.1: that they are there (pnfRegistration), that they live (heartbeat), how
/// their slices do and what they draw (perf3gpp), and what is wrong (fault). Writes batches of one domain each; the same
/// network and time write the same octets. Used by one thread at a time.
/// </summary>
public sealed class DemoVes(SimulatedNetwork network)
{
    private const string Broadband = "DRB.UEThpDlDist";

    private static readonly string[] DuNames =
    [
        .. from slice in SimulatedSlice.All
           from name in new[] { "DRB.UEThpDl", "DRB.UEThpUl", "DRB.AirIfDelayDl", "DRB.RlcSduDelayDl", "RRU.PrbUsedDl", "DRB.MeanActiveUeDl" }
           select $"{name}.{slice.Name}",
        "RRU.PrbAvailDl",
        .. Enumerable.Range(1, SliceState.Ranges.Count + 1).Select(static bin => $"{Broadband}.{SimulatedSlice.Broadband.Name}.Bin{bin}"),
    ];

    private static readonly string[] CpNames = [.. SimulatedSlice.All.Select(static s => $"SM.SessionNbrMean.{s.Name}")];
    private static readonly string[] UpNames = [.. SimulatedSlice.All.Select(static s => $"DRB.PacketLossRateUl.{s.Name}")];

    private static readonly string[] EnergyNames =
        ["PEE.AvgPower", "PEE.Energy", "PEE.AvgTemperature", "facility_energy_kwh", "it_energy_kwh", "renewable_energy_kwh", "battery_state_of_charge_percent"];

    private readonly ArrayBufferWriter<byte> _body = new(256 * 1024);
    private readonly double[] _values = new double[64];
    private int _events;

    /// <summary>The last batch.</summary>
    public ReadOnlyMemory<byte> Body => _body.WrittenMemory;

    /// <summary>Events in it.</summary>
    public int Events => _events;

    /// <summary>Everything registers: base stations, routers and the core's function.</summary>
    /// <param name="time">Milliseconds since 1970-01-01 UTC.</param>
    public void WriteRegistrations(long time)
    {
        using var json = Begin();
        foreach (var site in network.Sites)
        {
            Registration(json, time, site.Element, "10.240.0." + (site.Index + 1), site.Name, site.Cluster, "BBU", "gNB", site);
            Registration(json, time, site.Router, "10.241.0." + (site.Index + 1), site.Name, site.Cluster, "Router", "cell-site router", site);
        }
        for (var i = 0; i < network.Clusters.Count; i++)
            Registration(json, time, $"agg-{network.Clusters[i]}", DemoRouter.AddressOf(i), network.Clusters[i], network.Clusters[i], "Router", "aggregation router", null);
        Registration(json, time, SimulatedNetwork.Core, "10.242.0.1", "core", "core", "Router", "core router", null);
        Registration(json, time, SimulatedNetwork.Amf, "10.242.0.2", "core", "core", "5GC", "AMF", null);
        End(json);
    }

    /// <summary>Everything that can be reached says that it lives.</summary>
    /// <param name="moment">The network.</param>
    /// <param name="interval">After how long the next heartbeat is promised.</param>
    public void WriteHeartbeats(NetworkMoment moment, TimeSpan interval)
    {
        using var json = Begin();
        foreach (var site in network.Sites.Where(moment.IsReachable))
        {
            var time = moment.To + moment.ClockOf(site);
            Header(json, "heartbeat", $"heartbeat-{site.Element}-{time / 1000}", "Heartbeat_gNB", 0, site.Element, time, time);
            json.WriteStartObject("heartbeatFields"u8);
            json.WriteString("heartbeatFieldsVersion"u8, "3.0"u8);
            json.WriteNumber("heartbeatInterval"u8, (int)interval.TotalSeconds);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        End(json);
    }

    /// <summary>Everything that can be reached tells what it measured.</summary>
    public void WriteMeasurements(NetworkMoment moment)
    {
        using var json = Begin();
        foreach (var site in network.Sites.Where(moment.IsReachable))
        {
            var ahead = moment.ClockOf(site);
            var period = (moment.To - moment.From) / 1000.0;
            Header(json, "perf3gpp", $"perf-{site.Element}-{(moment.To + ahead) / 1000}", "perf3gpp_gNB_pmMeasResult", 0, site.Element, moment.From + ahead, moment.To + ahead);
            json.WriteStartObject("perf3gppFields"u8);
            json.WriteString("perf3gppFieldsVersion"u8, "1.0"u8);
            json.WriteStartObject("measDataCollection"u8);
            json.WriteNumber("granularityPeriod"u8, period);
            json.WriteString("measuredEntityDn"u8, site.ElementDn);
            json.WriteStartArray("measInfoList"u8);
            Slices(json, moment, site);
            Energy(json, moment, site, period);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        End(json);
    }

    /// <summary>Elements raise alarms, or clear them.</summary>
    /// <param name="faults">The alarms.</param>
    /// <param name="isOver">Whether they are cleared.</param>
    public void WriteFaults(IEnumerable<SimulatedFault> faults, bool isOver)
    {
        using var json = Begin();
        foreach (var fault in faults)
        {
            // The same id and beginning until it is cleared, with a sequence that rises.
            Header(json, "fault", fault.Id, $"Fault_{fault.Cause}", isOver ? 1 : 0, fault.Element, fault.From, isOver ? fault.To : fault.From);
            json.WriteStartObject("faultFields"u8);
            json.WriteString("faultFieldsVersion"u8, "4.0"u8);
            json.WriteString("alarmCondition"u8, fault.Cause);
            if (fault.Part.Length > 0)
                json.WriteString("alarmInterfaceA"u8, fault.Part);
            json.WriteString("eventSeverity"u8, isOver ? "NORMAL" : Word(fault.Severity));
            json.WriteString("eventSourceType"u8, "other"u8);
            json.WriteString("specificProblem"u8, fault.Problem);
            json.WriteString("vfStatus"u8, "Active"u8);
            json.WriteStartObject("alarmAdditionalInformation"u8);
            json.WriteString("alarmType"u8, fault.Type);
            json.WriteString("probableCause"u8, fault.Cause);
            if (fault.Repair.Length > 0)
                json.WriteString("proposedRepairActions"u8, fault.Repair);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        End(json);
    }

    private void Slices(Utf8JsonWriter json, NetworkMoment moment, SimulatedSite site)
    {
        var slices = SimulatedSlice.All;
        Span<double> loss = stackalloc double[slices.Count];
        Span<double> sessions = stackalloc double[slices.Count];
        var at = 0;
        double active = 0, middle = 0;
        for (var i = 0; i < slices.Count; i++)
        {
            var state = moment.SliceOf(site, slices[i]);
            var isServed = state.UserDl > 0;
            (loss[i], sessions[i]) = (isServed ? Math.Round(state.LossUl, 1) : double.NaN, Math.Round(state.Sessions, 1));
            _values[at++] = isServed ? Math.Round(1000 * state.UserDl, 1) : double.NaN;
            _values[at++] = isServed ? Math.Round(1000 * state.UserUl, 1) : double.NaN;
            _values[at++] = isServed ? Math.Round(state.AirDelay, 2) : double.NaN;
            _values[at++] = isServed ? Math.Round(state.RlcDelay, 2) : double.NaN;
            _values[at++] = Math.Round(state.PrbsUsed, 1);
            _values[at++] = Math.Round(state.ActiveUsers, 2);
            if (i == 0)
                (active, middle) = (state.ActiveUsers, state.UserDl);
        }
        _values[at++] = Math.Round(moment.PrbsOf(site), 1);
        // One look at each active user in each second.
        var looks = active * (moment.To - moment.From) / 1000;
        var shares = _values.AsSpan(at, SliceState.Ranges.Count + 1);
        SliceState.Shares(middle, shares);
        foreach (ref var share in shares)
            share = Math.Round(share * looks);
        Information(json, "GNBDUFunction", "GNBDUFunction=1", DuNames, _values);
        Information(json, "GNBCUCPFunction", "GNBCUCPFunction=1", CpNames, sessions);
        Information(json, "GNBCUUPFunction", "GNBCUUPFunction=1", UpNames, loss);
    }

    private static void Energy(Utf8JsonWriter json, NetworkMoment moment, SimulatedSite site, double seconds)
    {
        var power = moment.PowerOf(site);
        var kilowattHours = seconds / 3.6e6;
        Information(json, "ManagedElement", site.ElementDn, EnergyNames,
        [
            Math.Round(power.Equipment, 1), Math.Round(power.Equipment * kilowattHours, 6), Math.Round(power.Temperature, 1),
            Math.Round(power.Facility * kilowattHours, 6), Math.Round(power.Equipment * kilowattHours, 6), Math.Round(power.Renewable * kilowattHours, 6), Math.Round(power.Charge, 2),
        ]);
    }

    private static void Information(Utf8JsonWriter json, string group, string instance, string[] names, ReadOnlySpan<double> values)
    {
        json.WriteStartObject();
        json.WriteStartObject("measInfoId"u8);
        json.WriteString("sMeasInfoId"u8, group);
        json.WriteEndObject();
        json.WriteStartObject("measTypes"u8);
        json.WriteStartArray("sMeasTypesList"u8);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("measValuesList"u8);
        json.WriteStartObject();
        json.WriteString("measObjInstId"u8, instance);
        json.WriteStartArray("measResults"u8);
        for (var i = 0; i < names.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("p"u8, i + 1);
            if (double.IsNaN(values[i]))
                json.WriteString("isNull"u8, "true"u8);
            else
                json.WriteNumber("rValue"u8, values[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Registration(Utf8JsonWriter json, long time, string element, string address, string place, string cluster, string family, string type, SimulatedSite? site)
    {
        Header(json, "pnfRegistration", $"registration-{element}-{time / 1000}", "pnfRegistration_simulated", 0, element, time, time);
        json.WriteStartObject("pnfRegistrationFields"u8);
        json.WriteString("pnfRegistrationFieldsVersion"u8, "2.1"u8);
        json.WriteString("modelNumber"u8, family == "BBU" ? "SB-9000" : family == "Router" ? "SR-204" : "SC-5");
        json.WriteString("oamV4IpAddress"u8, address);
        json.WriteString("serialNumber"u8, $"SIM-{element}");
        json.WriteString("softwareVersion"u8, "26.4.1"u8);
        json.WriteString("unitFamily"u8, family);
        json.WriteString("unitType"u8, type);
        json.WriteString("vendorName"u8, "Simulated"u8);
        json.WriteStartObject("additionalFields"u8);
        json.WriteString("location"u8, place);
        json.WriteString("cluster"u8, cluster);
        if (site is not null)
        {
            json.WriteString("latitude"u8, site.Latitude.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture));
            json.WriteString("longitude"u8, site.Longitude.ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Header(Utf8JsonWriter json, string domain, string id, string name, int sequence, string source, long from, long to)
    {
        _events++;
        json.WriteStartObject();
        json.WriteStartObject("commonEventHeader"u8);
        json.WriteString("domain"u8, domain);
        json.WriteString("eventId"u8, id);
        json.WriteString("eventName"u8, name);
        json.WriteNumber("lastEpochMicrosec"u8, to * 1000);
        json.WriteString("priority"u8, domain == "fault" ? "High" : "Normal");
        json.WriteString("reportingEntityName"u8, source);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteString("sourceName"u8, source);
        json.WriteNumber("startEpochMicrosec"u8, from * 1000);
        json.WriteString("version"u8, "4.1"u8);
        json.WriteString("vesEventListenerVersion"u8, "7.2.1"u8);
        json.WriteEndObject();
    }

    private Utf8JsonWriter Begin()
    {
        _body.ResetWrittenCount();
        _events = 0;
        var json = new Utf8JsonWriter(_body);
        json.WriteStartObject();
        json.WriteStartArray("eventList"u8);
        return json;
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
    }

    private static string Word(PerceivedSeverity severity) => severity switch
    {
        PerceivedSeverity.Critical => "CRITICAL",
        PerceivedSeverity.Major => "MAJOR",
        PerceivedSeverity.Minor => "MINOR",
        _ => "WARNING",
    };
}
