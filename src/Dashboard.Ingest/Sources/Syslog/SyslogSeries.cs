using System.Runtime.InteropServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>
/// Puts counts of messages into the cache: <c>syslog_messages_total</c> by host, severity, facility and app, and
/// <c>security_events_total</c> by event and host. A count that is new began at nothing, and gets a sample that says so,
/// without which its first messages would be in no rate. Used by one thread at a time.
/// </summary>
internal sealed class SyslogSeries(IngestPipeline pipeline, SyslogReception reception, TimeProvider time)
{
    private readonly Scrape<Key> _scrape = new(pipeline, SyslogSource.Id, static key => key.Labels());
    private readonly SeriesTable<Key> _new = new(pipeline, SyslogSource.Id, static key => key.Labels());
    private Dictionary<Key, long> _counts = []; // bound: eight for each of SyslogOptions.MaxOrigins, and the intake's security counts
    private Dictionary<Key, long> _before = []; // bound: as _counts

    /// <summary>Reads every count once.</summary>
    public async ValueTask Collect(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        (_counts, _before) = (_before, _counts);
        _counts.Clear();
        reception.Read(intake =>
        {
            foreach (var origin in intake.Origins)
            {
                for (var severity = 0; severity < origin.Messages.Length; severity++)
                {
                    // One host may reach this server by several relays.
                    if (origin.Messages[severity] is var messages and > 0)
                        CollectionsMarshal.GetValueRefOrAddDefault(_counts, new Key(Key.Messages, origin.Host, LogSeverity.FromSyslog(severity).Keyword, origin.Facility, origin.App, ""), out _) += messages;
                }
            }
            foreach (var ((name, host), count) in intake.Security)
                _counts[new Key(Key.Security, host, "", "", "", name)] = count;
        }, now);
        var beginnings = new TelemetryBatch<MetricSample>(SyslogSource.Id);
        _scrape.Begin(now);
        foreach (var (key, count) in _counts)
        {
            if (!_before.ContainsKey(key))
            {
                beginnings.Add(new MetricSample(_new[key], now - (long)SyslogSource.Interval.TotalMilliseconds, 0));
                _new.Forget(key);
            }
            _scrape.Add(key, count);
        }
        await pipeline.PostUnlessEmpty(beginnings, cancellationToken);
        await pipeline.PostUnlessEmpty(_scrape.End(0), cancellationToken);
    }

    private readonly record struct Key(string Metric, string Host, string Severity, string Facility, string App, string Event)
    {
        public const string Messages = "syslog_messages_total";
        public const string Security = "security_events_total";

        public Labels Labels() => Domain.Telemetry.Labels.Of(Metric, ("host", Host), ("severity", Severity), ("facility", Facility), ("app", App), ("event", Event));
    }
}
