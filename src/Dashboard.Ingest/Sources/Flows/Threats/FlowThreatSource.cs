using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Flows.Threats;

/// <summary>
/// Lists of bad addresses, read again when they change; one that breaks stays as it was. What <see cref="FlowThreats"/>
/// finds becomes <c>flow_threat_matches_total{list}</c> and events.
/// </summary>
public sealed class FlowThreatSource : ITelemetrySource
{
    /// <summary>The source's id.</summary>
    public const string Id = "flow-threats";

    /// <summary>How often matches are counted; events are handed on every second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly FlowThreats _threats;
    private readonly ThreatList[] _lists;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<FlowThreatSource> _log;
    private readonly Scrape<string> _scrape;

    /// <exception cref="ArgumentException">The lists' settings do not fit together; the message says how.</exception>
    public FlowThreatSource(IReadOnlyList<FlowThreatOptions> lists, FlowThreats threats, IngestPipeline pipeline, SourceRegistry sources, IngestMetrics metrics, TimeProvider time, ILogger<FlowThreatSource> log)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(metrics);
        if (FlowThreatOptions.Complaint(lists) is { } complaint)
            throw new ArgumentException(complaint, nameof(lists));
        (_threats, _pipeline, _time, _log) = (threats, pipeline, time, log);
        _lists = [.. lists.Select(l => new ThreatList(l))];
        _scrape = new Scrape<string>(pipeline, Id, static list => Labels.Of("flow_threat_matches_total", ("list", list)));
        Description = new SourceDescription
        {
            Id = Id,
            Name = "Bad addresses",
            Protocol = "lists of addresses",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["watches flows"],
            Interval = lists.Count == 0 ? null : Interval,
        };
        Meter = sources.Register(Description);
        metrics.ObserveTotal("network_flow_threats_untold", "Matches of bad addresses that no event tells of, because too many addresses matched.", () => threats.Untold);
        metrics.Observe("network_flow_threats_addresses", "Addresses and prefixes on all lists of bad ones.", () => threats.Entries);
        // Now, so that flows which come first are looked at as well.
        Look();
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (_lists.Length == 0)
        {
            Meter.SetInactive($"no lists in {FlowThreatOptions.Section}");
            return;
        }
        var counted = long.MinValue;
        using var beat = new PeriodicTimer(Beat, _time);
        do
        {
            Look();
            if (_threats.TakeEvents(Id) is { } events)
                await _pipeline.Post(events, cancellationToken);
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now - counted < (long)Interval.TotalMilliseconds && counted != long.MinValue)
                continue;
            counted = now;
            await Count(now, cancellationToken);
        }
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    /// <summary>Reads lists that have changed, as often as their settings say.</summary>
    internal void Look()
    {
        var changed = false;
        foreach (var list in _lists)
            changed |= list.Look(_time, Complain, entries => ThreatLog.ListRead(_log, list.Options.File, entries, list.Options.List));
        if (changed)
            _threats.Use(new AddressSet([.. _lists.Select(l => l.Prefixes)]));
    }

    private ValueTask Count(long now, CancellationToken cancellationToken)
    {
        _scrape.Begin(now);
        for (var list = 0; list < _lists.Length; list++)
            _scrape.Add(_lists[list].Options.List, _threats.MatchesOf(list));
        return _pipeline.Post(_scrape.End(0), cancellationToken);
    }

    private void Complain(string text)
    {
        Meter.Failed(text);
        PullLog.FileRefused(_log, text);
    }
}

/// <summary>One list and its file. Used by one thread at a time.</summary>
internal sealed class ThreatList(FlowThreatOptions options)
{
    private readonly WatchedFile _file = new(options.File, ThreatListDecoder.MaxBytes);
    private long? _lookedAt;

    public FlowThreatOptions Options => options;

    public IReadOnlyList<AddressPrefix> Prefixes { get; private set; } = []; // bound: ThreatListDecoder.MaxEntries

    /// <summary>Reads the file where it is time to look and it has changed; whether there are other addresses now.</summary>
    public bool Look(TimeProvider time, Action<string> complain, Action<int> read)
    {
        if (_lookedAt is { } before && time.GetElapsedTime(before) < options.Interval)
            return false;
        _lookedAt = time.GetTimestamp();
        var changed = _file.HasChanged(out var problem);
        if (changed && _file.Read(out problem) is { } octets)
        {
            List<AddressPrefix> prefixes = []; // bound: ThreatListDecoder.MaxEntries
            var report = ThreatListDecoder.Read(octets, prefixes);
            problem = report.Complaint is null ? null : $"{report.Complaint}{(report.Bad > 1 ? $" ({report.Bad} lines in all)" : "")}";
            // A list that is nothing but bad lines is another file altogether.
            changed = report.Entries > 0 || report.Bad == 0;
            if (changed)
            {
                Prefixes = prefixes;
                read(report.Entries);
            }
        }
        else
        {
            changed = false;
        }
        if (problem is not null)
            complain($"{options.File} {problem}.");
        return changed;
    }
}

/// <summary>What is written to the log of lists of bad addresses.</summary>
internal static partial class ThreatLog
{
    [LoggerMessage(1312, LogLevel.Information, "{file} is read: {entries} addresses and prefixes of the list {list}")]
    public static partial void ListRead(ILogger log, string file, int entries, string list);
}
