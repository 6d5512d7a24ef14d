using Dashboard.Domain.Alarms;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Web.Live;

/// <summary>The widgets that some screen shows now. Swept with the queries they hold.</summary>
public sealed class LiveWidgets : BackgroundService
{
    private readonly LiveOptions _options;
    private readonly TimeProvider _time;
    private readonly LiveQueries _queries;
    private readonly Shared<Key, LiveWidget> _widgets;

    public LiveWidgets(LiveQueries queries, AlarmList alarms, RecentEvents events, SourceBoard sources, LiveOptions options, TimeProvider time, LogArchive? logs = null)
    {
        (_queries, _options, _time) = (queries, options, time);
        _widgets = new(key => Make(key.Definition), options.MaxQueries, options.Linger, time);

        LiveWidget Make(WidgetDefinition definition) => definition switch
        {
            AlarmsDefinition => new AlarmListWidget(alarms, time),
            EventsDefinition => new ListWidget<EventRecord>(() => events.NewestFirst, time),
            LogsDefinition lines => logs is null ? new ListWidget<LogLine>(static () => [], time) : new LogWidget(lines, logs, time),
            SourcesDefinition => new ListWidget<SourceStatus>(sources.Read, time),
            TextDefinition or ClockDefinition => new StillWidget(),
            _ => new QueryWidget(definition, queries),
        };
    }

    /// <inheritdoc cref="LiveQueries.Round"/>
    public Task Round => _queries.Round;

    /// <summary>Widgets held by screens.</summary>
    public int Holders => _widgets.Holders;

    /// <exception cref="InvalidOperationException">As many widgets are live as there may be.</exception>
    public Lease<LiveWidget> Open(WidgetDefinition definition) =>
        _widgets.Take(new Key(definition)) ?? throw new InvalidOperationException($"The server has as many live widgets as it may ({_options.MaxQueries}); raise Noc:Live:MaxQueries.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Tick * 4, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            _widgets.Sweep();
    }

    /// <summary>A definition that is known by what it says, lists included.</summary>
    private sealed class Key(WidgetDefinition definition) : IEquatable<Key>
    {
        private readonly string _json = DashboardJson.Write(definition);

        public WidgetDefinition Definition { get; } = definition;

        public bool Equals(Key? other) => other is not null && _json == other._json;

        public override bool Equals(object? obj) => Equals(obj as Key);

        public override int GetHashCode() => _json.GetHashCode(StringComparison.Ordinal);
    }
}
