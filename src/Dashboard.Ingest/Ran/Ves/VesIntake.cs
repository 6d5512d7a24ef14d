using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Lineage;
using Dashboard.Domain.Quality;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Ran.Jobs;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>
/// Makes records of events: series of measurements and thresholds, events of faults, states and notifications, lines of
/// log of everything else, so that nothing that was taken is lost in silence. Sees through times in wrong units,
/// duplicates and blocks that do not belong, and counts them. Safe from any thread.
/// </summary>
public sealed class VesIntake
{
    private const int KeptEvents = 200_000;
    private const int MaxLogCharacters = 64 * 1024;

    private static readonly AlarmMeaning OutOfService = new(AlarmType.Equipment, ProbableCause.UnderlyingResourceUnavailable, "out of service");

    private readonly VesSurroundings _around;
    private readonly DeliveryBook _deliveries;
    private readonly DeliveryLog _lineage;
    private readonly MeasurementJob? _job;
    private readonly VesMeasurements _measurements;
    private readonly OctetSeries _series;
    private readonly VesFaults _faults;
    private readonly RecentKeys _recent = new(KeptEvents);
    private readonly RecentKeys _eventIds = new(KeptEvents);

    /// <param name="source">The source that the records are of.</param>
    /// <param name="around">What they are made with.</param>
    /// <param name="deliveries">What notes who delivers.</param>
    /// <param name="lineage">What notes which events brought values.</param>
    /// <param name="job">Which measurements of 3GPP are wanted; null for all.</param>
    public VesIntake(string source, VesSurroundings around, DeliveryBook deliveries, DeliveryLog lineage, MeasurementJob? job = null)
    {
        (_around, _deliveries, _lineage, _job) = (around, deliveries, lineage, job);
        Source = source;
        _series = new OctetSeries(around.Pipeline, source, (int)Math.Min(2L * around.CacheOptions.SeriesPerSource, int.MaxValue));
        _measurements = new VesMeasurements(_series, around.Cache.Metrics, around.Anomalies);
        _faults = new VesFaults(around, source);
    }

    /// <summary>The source that the records are of.</summary>
    public string Source { get; }

    /// <summary>Makes records of an event.</summary>
    /// <param name="read">The event.</param>
    /// <param name="into">What its records are added to.</param>
    /// <param name="door">Which way it came: an address, a topic.</param>
    /// <returns>What is odd about it for the first time from its source, as a sentence; null where nothing is.</returns>
    public string? Take(VesEvent read, VesRecords into, string door)
    {
        var (anomalies, who) = (_around.Anomalies, read.SourceName.Length > 0 ? read.SourceName : read.ReportingEntityName);
        var now = _around.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!_recent.Add(Identity(read, whole: true)))
        {
            anomalies.Count(VesAnomalies.Duplicate, who);
            return null;
        }
        string? odd = null;
        var start = Time(read.StartEpoch, now, who, ref odd);
        var last = Time(read.LastEpoch, now, who, ref odd);
        if (last < start)
            Odd(VesAnomalies.EndsBeforeItBegins, $"{who} sends events that end before they begin", ref odd);
        if (read.ForeignBlocks.Count > 0)
            Odd(VesAnomalies.ForeignBlock, $"{who} sends events of domain {read.Domain} with {string.Join(", ", read.ForeignBlocks)}", ref odd);
        // The id of a fault is the same until it is cleared.
        if (read.Domain is not (VesDomain.Fault or VesDomain.ThresholdCrossingAlert or VesDomain.StndDefined) && read.EventId.Length > 0 && !_eventIds.Add(Identity(read, whole: false)))
            anomalies.Count(VesAnomalies.EventIdUsedAgain, who);
        _around.Heartbeats.Heard(who, null, isHeartbeat: false);
        _deliveries.Event(who, last);
        if (read.Block.IsEmpty && read.Domain != VesDomain.Heartbeat)
        {
            Odd(VesAnomalies.BlockMissing, $"{who} sends events of domain {read.Domain} that say nothing of it", ref odd);
            Log(read, last, read.Octets, into);
            return odd;
        }
        var (samples, instance) = (into.Samples, who);
        Make(read, who, start, last, into, ref odd, ref instance);
        if (into.Samples > samples)
        {
            _lineage.Add(instance, new Delivery
            {
                Kind = "event",
                Name = read.EventName,
                Reference = read.EventId,
                Sender = read.ReportingEntityName.Length > 0 ? read.ReportingEntityName : who,
                Door = door,
                ArrivedAt = now,
                From = Math.Min(start, last),
                To = Math.Max(start, last),
            });
        }
        if (read.ForeignBlocks.Count > 0)
            Log(read, last, read.Octets, into);
        return odd;

        void Odd(string kind, string sentence, ref string? odd)
        {
            if (anomalies.Count(kind, who))
                odd ??= sentence;
        }
    }

    private void Make(VesEvent read, string who, long start, long last, VesRecords into, ref string? odd, ref string instance)
    {
        switch (read.Domain)
        {
            case VesDomain.Measurement:
                _measurements.Take(read, read.Block.Span, last, into);
                break;
            case VesDomain.Perf3gpp:
                Perf3gpp(who, read.Block, "measDataCollection"u8, last, into, ref instance);
                break;
            case VesDomain.Heartbeat:
                Heartbeat(read, who);
                break;
            case VesDomain.Fault:
                _faults.Fault(read, who, last, into, ref odd);
                break;
            case VesDomain.ThresholdCrossingAlert:
                _faults.Threshold(read, who, last, _series, into);
                break;
            case VesDomain.StateChange:
                StateChange(read, who, last, into);
                break;
            case VesDomain.Notification:
                Notification(read, who, last, into);
                break;
            case VesDomain.PnfRegistration:
                Registration(read, who, last, into);
                break;
            case VesDomain.StndDefined:
                Standard(read, who, last, into, ref odd, ref instance);
                break;
            case VesDomain.Syslog:
                Syslog(read, last, into);
                break;
            default:
                Log(read, last, read.Block, into);
                break;
        }
    }

    private void Perf3gpp(string who, ReadOnlyMemory<byte> block, ReadOnlySpan<byte> name, long last, VesRecords into, ref string instance)
    {
        var json = new Utf8JsonReader(block.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = json.ValueTextEquals(name);
            json.Read();
            var start = (int)json.TokenStartIndex;
            var isObject = json.TokenType == JsonTokenType.StartObject;
            json.Skip();
            if (isWanted && isObject)
                instance = new Perf3gppResults(_series, _around.Naming, _around.Anomalies, _deliveries, _job).Take(who, block.Span[start..(int)json.BytesConsumed], last, into);
        }
    }

    private void Heartbeat(VesEvent read, string who)
    {
        double? seconds = null;
        if (!read.Block.IsEmpty)
        {
            using var block = JsonDocument.Parse(read.Block);
            seconds = block.RootElement.Number("heartbeatInterval");
        }
        _around.Heartbeats.Heard(who, Interval(seconds), isHeartbeat: true);
    }

    private static TimeSpan? Interval(double? seconds) => seconds is > 0 and <= 604_800 ? TimeSpan.FromSeconds(seconds.Value) : null;

    private void StateChange(VesEvent read, string who, long last, VesRecords into)
    {
        using var block = JsonDocument.Parse(read.Block);
        var (state, before, part) = (block.RootElement.Text("newState"), block.RootElement.Text("oldState"), block.RootElement.Text("stateInterface"));
        var severity = state switch
        {
            "inService" => PerceivedSeverity.Cleared,
            "outOfService" => PerceivedSeverity.Major,
            _ => PerceivedSeverity.Warning,
        };
        into.Add(OutOfService.Mark(new EventRecord(last, $"{who} {part}".Trim(), "state-change", severity, $"{who}: {part} went from {Words(before)} to {Words(state)}."), Source, clears: state == "maintenance"));
    }

    private void Notification(VesEvent read, string who, long last, VesRecords into)
    {
        using var document = JsonDocument.Parse(read.Block);
        var block = document.RootElement;
        var (type, identifier, part) = (block.Text("changeType"), block.Text("changeIdentifier"), block.Text("stateInterface"));
        if (type == "FileReady")
        {
            foreach (var file in block.Items("arrayOfNamedHashMap"))
            {
                if (file.Child("hashMap") is { } map)
                    FileReady(who, map.Text("location"), file.Text("name"), last, into);
            }
            return;
        }
        var (state, before) = (block.Text("newState"), block.Text("oldState"));
        var change = state.Length > 0 ? $" went from {Words(before)} to {Words(state)}" : "";
        into.Add(new EventRecord(last, $"{who} {part}".Trim(), VesAlarm.EventTypeOf(type), PerceivedSeverity.Indeterminate, $"{who}: {identifier}{change} ({type})."));
    }

    private void FileReady(string who, string location, string name, long last, VesRecords into)
    {
        var refused = !Uri.TryCreate(location, UriKind.Absolute, out var address) ? "it does not say where it is."
            : _around.Files is { } files ? files.Announce(address, name)
            : "nothing is set up to fetch it.";
        var called = name.Length > 0 ? name : location;
        into.Add(new EventRecord(last, who, "file-ready", refused is null ? PerceivedSeverity.Indeterminate : PerceivedSeverity.Warning,
            refused is null ? $"{who} has the file {called} ready." : $"{who} has the file {called} ready, and it is not fetched: {refused}"));
    }

    private void Registration(VesEvent read, string who, long last, VesRecords into)
    {
        using var document = JsonDocument.Parse(read.Block);
        var block = document.RootElement;
        var (v4, v6, vendor, model) = (block.Text("oamV4IpAddress"), block.Text("oamV6IpAddress"), block.Text("vendorName"), block.Text("modelNumber"));
        var unit = $"{block.Text("unitFamily")} {block.Text("unitType")}".Trim();
        var device = new Device
        {
            Instance = who,
            Address = v4.Length > 0 ? v4 : v6,
            SeenAt = last,
            Name = who,
            Description = $"{vendor} {unit} {model}".Trim(),
            Location = block.Child("additionalFields")?.Text("location") ?? "",
            Vendor = vendor.Length > 0 ? vendor : read.VendorName,
            KnownBy = Device.ByRegistration,
            Modules = [new DeviceModule(1, 0, DeviceModule.Chassis, who, unit, model, block.Text("serialNumber"), "", block.Text("softwareVersion"))],
        };
        // What a device says when it is asked is more than what it says when it registers.
        if (!_around.Inventory.Current.Devices.TryGetValue(who, out var known) || known.KnownBy == Device.ByRegistration)
            _around.Inventory.Publish(device);
        into.Add(new EventRecord(last, who, "pnf-registered", PerceivedSeverity.Indeterminate, $"{who} has registered: {device.Description}{(device.Address.Length > 0 ? $" at {device.Address}" : "")}."));
    }

    private void Standard(VesEvent read, string who, long last, VesRecords into, ref string? odd, ref string instance)
    {
        using var document = JsonDocument.Parse(read.Block);
        if (document.RootElement.Child("data") is not { } data)
        {
            Log(read, last, read.Block, into);
            return;
        }
        var type = data.Text("notificationType");
        var at = data.Time("eventTime") ?? last;
        var sender = data.Text("systemDN") is { Length: > 0 } system ? Domain.Ran.MeasuredObject.Of("", system, "", who).Instance : who;
        switch (type)
        {
            case "notifyNewAlarm" or "notifyChangedAlarm" or "notifyChangedAlarmGeneral" or "notifyClearedAlarm":
                _faults.Standard(type, data, who, at, into, ref odd);
                break;
            case "notifyAckStateChanged" or "notifyComments":
                into.Add(new EventRecord(at, VesFaults.ObjectOf(data, who), VesAlarm.EventTypeOf(type["notify".Length..]), PerceivedSeverity.Indeterminate,
                    type == "notifyComments" ? $"{who}: alarm {data.Text("alarmId")} was commented on." : $"{who}: alarm {data.Text("alarmId")} is {Words(data.Text("ackState"))}{(data.Text("ackUserId") is { Length: > 0 } user ? $", by {user}" : "")}."));
                break;
            case "notifyHeartbeat":
                _around.Heartbeats.Heard(sender.Length > 0 ? sender : who, Interval(data.Number("heartbeatNtfPeriod")), isHeartbeat: true);
                break;
            case "notifyFileReady":
                foreach (var file in data.Items("fileInfoList"))
                    FileReady(who, file.Text("fileLocation"), "", at, into);
                break;
            case "notifyThresholdCrossing":
                _faults.Crossing(data, who, at, _series, into);
                break;
            case "" when data.Child("measDataCollection") is not null:
                Collection(read, who, last, into, ref instance);
                break;
            default:
                if (read.Namespace?.StartsWith(VesDecoder.Namespace3gpp, StringComparison.Ordinal) == true && _around.Anomalies.Count(VesAnomalies.UnknownNotification, who))
                    odd ??= $"{who} sends notifications of type '{type}', which become lines of log";
                Log(read, at, read.Block, into);
                break;
        }
    }

    private void Collection(VesEvent read, string who, long last, VesRecords into, ref string instance)
    {
        var json = new Utf8JsonReader(read.Block.Span);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isData = json.ValueTextEquals("data"u8);
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            if (isData)
                Perf3gpp(who, read.Block[start..(int)json.BytesConsumed], "measDataCollection"u8, last, into, ref instance);
        }
    }

    private static void Syslog(VesEvent read, long last, VesRecords into)
    {
        using var document = JsonDocument.Parse(read.Block);
        var block = document.RootElement;
        var priority = (int?)block.Number("syslogPri");
        var severity = block.Text("syslogSev") switch
        {
            "Emergency" => 0,
            "Alert" => 1,
            "Critical" => 2,
            "Error" => 3,
            "Warning" => 4,
            "Notice" => 5,
            "Info" => 6,
            "Debug" => 7,
            _ => priority is >= 0 and <= 191 ? priority.Value % 8 : 5,
        };
        var host = block.Text("syslogMsgHost") is { Length: > 0 } named ? named : block.Text("eventSourceHost") is { Length: > 0 } device ? device : read.SourceName;
        into.Add(new LogRecord(last, Labels.From(new Label("host", host), new Label("app", block.Text("syslogProc")), new Label("sender", read.SourceName)), LogSeverity.FromSyslog(severity), block.Text("syslogMsg"))
        {
            MessageId = block.Text("syslogTag"),
            ProcessId = block.Number("syslogProcId")?.ToString(CultureInfo.InvariantCulture) ?? "",
        });
    }

    private static void Log(VesEvent read, long timestamp, ReadOnlyMemory<byte> block, VesRecords into)
    {
        var text = Encoding.UTF8.GetString(block.Span[..Math.Min(block.Length, MaxLogCharacters)]);
        into.Add(new LogRecord(timestamp, Labels.From(new Label("host", read.SourceName), new Label("app", "ves"), new Label("domain", read.Domain.ToString())), LogSeverity.Informational, text)
        {
            MessageId = read.EventName,
            ProcessId = read.EventId,
        });
    }

    private long Time(double epoch, long now, string who, ref string? odd)
    {
        var time = EpochTime.Read(epoch, out var unit);
        var kind = unit switch
        {
            EpochUnit.Milliseconds => VesAnomalies.TimeInMilliseconds,
            EpochUnit.Seconds => VesAnomalies.TimeInSeconds,
            EpochUnit.Nanoseconds => VesAnomalies.TimeInNanoseconds,
            EpochUnit.None => VesAnomalies.TimeUnusable,
            _ => null,
        };
        if (kind is not null && _around.Anomalies.Count(kind, who))
            odd ??= unit == EpochUnit.None ? $"{who} sends times that are none; that of arrival is taken" : $"{who} sends times in {unit.ToString().ToLowerInvariant()} where microseconds belong";
        return unit == EpochUnit.None ? now : time;
    }

    private static ulong Identity(VesEvent read, bool whole)
    {
        ReadOnlySpan<ulong> parts =
        [
            (ulong)read.Domain, Hash(read.SourceName), Hash(read.EventId), whole ? (ulong)read.Sequence : 0,
            whole ? BitConverter.DoubleToUInt64Bits(read.StartEpoch) : 0, whole ? BitConverter.DoubleToUInt64Bits(read.LastEpoch) : 0,
            whole ? OctetHash.Of(read.Block.Span) : 0,
        ];
        return OctetHash.Of(MemoryMarshal.AsBytes(parts));

        static ulong Hash(string text) => OctetHash.Of(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static string Words(string camel) => camel.Length == 0 ? "an unknown state" : VesAlarm.EventTypeOf(camel).Replace('-', ' ');
}
