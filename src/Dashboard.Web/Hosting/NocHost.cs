using Dashboard.Domain.Alarms;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Flows.Detection;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Completion;
using Dashboard.Domain.Simulation;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Domain.Tracing;
using Dashboard.Ingest;
using Dashboard.Ingest.Demo;
using Dashboard.Ingest.Forecasts;
using Dashboard.Ingest.Kpis;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Anomalies;
using Dashboard.Ingest.Sources.Energy;
using Dashboard.Ingest.Sources.Flows;
using Dashboard.Ingest.Sources.Flows.Detection;
using Dashboard.Ingest.Sources.Flows.Places;
using Dashboard.Ingest.Sources.Flows.Threats;
using Dashboard.Ingest.Sources.Gnmi;
using Dashboard.Ingest.Sources.Gnmi.DialOut;
using Dashboard.Ingest.Sources.Host;
using Dashboard.Ingest.Sources.HttpJson;
using Dashboard.Ingest.Sources.Influx;
using Dashboard.Ingest.Sources.Insights;
using Dashboard.Ingest.Sources.Jaeger;
using Dashboard.Ingest.Sources.Kafka;
using Dashboard.Ingest.Sources.NetFlow;
using Dashboard.Ingest.Sources.Otlp;
using Dashboard.Ingest.Sources.Patterns;
using Dashboard.Ingest.Sources.PmFiles;
using Dashboard.Ingest.Sources.Prometheus;
using Dashboard.Ingest.Sources.RemoteWrite;
using Dashboard.Ingest.Sources.Self;
using Dashboard.Ingest.Sources.SFlow;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Syslog;
using Dashboard.Ingest.Sources.Ves;
using Dashboard.Ingest.Sources.Zipkin;
using Dashboard.Ingest.Storage;
using Dashboard.Ingest.Storage.Influx;
using Dashboard.Ingest.Storage.Prometheus;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Dashboard.Web.Api;
using Dashboard.Web.Api.Prometheus;
using Dashboard.Web.Auth;
using Dashboard.Web.Components;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Live;
using Dashboard.Web.Network;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using HostOptions = Dashboard.Ingest.Sources.Host.HostOptions;

namespace Dashboard.Web.Hosting;

/// <summary>Puts the program together: settings, domain, the way in, the way out.</summary>
public static class NocHost
{
    /// <summary>Where the web listens unless told otherwise.</summary>
    public const string DefaultAddress = "http://localhost:8080";

    internal static readonly string[] Sections =
    [
        DataDirectory.Key, LoggingOptions.Section, AuthOptions.Section, TimeSeriesCacheOptions.Section, QueryEngineOptions.Section,
        PipelineOptions.Section, Place.Section, LiveOptions.Section, DashboardOptions.Section, HostOptions.Section, SelfOptions.Section,
        InfluxOptions.Section, RemoteWriteOptions.Section, OtlpOptions.Section, ZipkinOptions.Section, JaegerOptions.Section, ListenOptions.Section,
        FlowStoreOptions.Section, NetFlowOptions.Section, FlowPlaceOptions.Section, FlowThreatOptions.Section, FlowDetectionOptions.Section, SyslogOptions.Section,
        GnmiOptions.Section, GnmiTargetOptions.Section, GnmiDialOutOptions.Section,
        SnmpOptions.Section, SnmpDeviceOptions.Section, SnmpTrapOptions.Section, SnmpUserOptions.Section, AlarmOptions.Section,
        ScrapeJobOptions.Section, HttpJsonTargetOptions.Section, RanOptions.Section, PmFileOptions.Section, PmFetchOptions.Section,
        VesOptions.Section, KafkaOptions.Section, KpiOptions.Section, SliceOptions.Section, EnergyOptions.Section, HistoryOptions.Section, SqliteHistoryOptions.Section,
        PrometheusHistoryOptions.Section, InfluxHistoryOptions.Section, LogOptions.Section, TracingOptions.Section, AnomalyOptions.Section, InsightOptions.Section, ForecastOptions.Section, PatternOptions.Section, DemoOptions.Section,
    ];

    /// <exception cref="SettingsException">A setting is not allowed; the message says which, and what is.</exception>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(DemoServices.Arguments(args));
        builder.WebHost.UseStaticWebAssets();
        var configuration = builder.Configuration;
        // The framework's own default is port 5000; any way it has of naming another one still counts.
        if (configuration["urls"] is null && configuration["http_ports"] is null && configuration["https_ports"] is null && !configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        configuration.AddInMemoryCollection(AnalyticsVariables.Of(configuration));
        Settings.RefuseUnknown(configuration, Sections);
        var data = DataDirectory.Open(configuration);
        AddLogging(builder);
        var demo = DemoServices.Wanted(configuration, builder.Environment);
        builder.Services.AddSingleton(DemoServices.Clock(demo));
        builder.Services.AddSingleton(data);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, ReceiveMemory>();
        AddDomain(builder.Services, configuration);
        AddHistory(builder.Services, configuration, data);
        builder.Services.AddLogs(configuration, data);
        builder.Services.AddTraces(configuration, data);
        AddIngest(builder.Services, configuration, data, demo is null ? null : new SimulatedNetwork(demo.Seed));
        AddFlows(builder.Services, configuration, data);
        AddLive(builder.Services, configuration);
        builder.Services.AddHostedService<OpenTelemetryExport>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddPrometheusApi();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents().RegisterPersistentService<PageOrigin>(RenderMode.InteractiveServer);
        InteropArguments.Use(builder.Services);
        // Before sign-in, whose last act of the start is to say that the server is ready.
        builder.Services.AddHostedService<WarmUp>();
        builder.AddSignIn(data);
        builder.Services.AddDemo(demo, data);

        var app = builder.Build();
        app.UseRequestTraces();
        app.UseSignIn();
        // Made here and not when the Sources page is first opened: what is in maintenance must be known from the start.
        app.Services.GetRequiredService<SourceMaintenance>();
        // The same of what was added and paused.
        app.Services.GetRequiredService<Targets>();
        app.MapStaticAssets().AllowAnonymous();
        app.MapGridStyle();
        app.MapHealth();
        app.MapMetrics();
        app.MapPrometheusApi();
        app.MapInflux();
        app.MapRemoteWrite();
        app.MapOtlp();
        app.MapSpans();
        app.MapPmFiles();
        app.MapVes();
        app.MapKafka();
        app.MapKpis();
        app.MapAnomalies();
        app.MapInsights();
        app.MapPredictions();
        app.MapLineage();
        app.MapDashboards();
        app.MapFlows();
        app.MapAlarms();
        app.MapKnowledge();
        app.MapPatterns();
        app.MapLogs();
        app.MapTraces();
        app.MapDemo();
        app.MapSignIn();
        // No policy of Blazor's own: UseSignIn sets a stricter one on every answer.
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(o => o.ContentSecurityFrameAncestorsPolicy = null).Add(OpenConnectionsToDisplays);
        return app;
    }

    // A live connection shows what the page shows that it was opened by, and each page has its own rule.
    private static void OpenConnectionsToDisplays(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && route.RoutePattern.RawText?.TrimStart('/').StartsWith("_blazor", StringComparison.Ordinal) == true)
            endpoint.Metadata.Add(new AuthorizeAttribute(Policies.Live));
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        var options = Settings.Read<LoggingOptions>(builder.Configuration, LoggingOptions.Section);
        builder.Logging.ClearProviders();
        if (options.Json)
        {
            builder.Logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
            return;
        }
        builder.Logging.AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.UseUtcTimestamp = true;
            line.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            line.ColorBehavior = LoggerColorBehavior.Disabled;
        });
    }

    private static void AddDomain(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Settings.Read<TimeSeriesCacheOptions>(configuration, TimeSeriesCacheOptions.Section));
        services.AddSingleton<TimeSeriesCache>();
        services.AddSingleton(Settings.Read<QueryEngineOptions>(configuration, QueryEngineOptions.Section));
        services.AddSingleton<QueryEngine>();
        services.AddAlarms(configuration);
        services.AddSingleton(EventArchive.Schema);
        services.AddSingleton<EventArchive>();
        services.AddSingleton(static s =>
        {
            var (events, archive) = (new RecentEvents(), s.GetRequiredService<EventArchive>());
            archive.Restore(events);
            s.GetRequiredService<IngestMetrics>().ObserveTotal("noc_events_unkept", "Events that could not be written to the state database.", () => archive.Unkept);
            return events;
        });
        services.AddHostedService<CacheKeeper>();
    }

    // The history starts before the pipeline and stops after it, so that what was stored last is still written.
    private static void AddHistory(IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        var options = Settings.Read<HistoryOptions>(configuration, HistoryOptions.Section);
        services.AddSingleton(options);
        switch (options.Engine)
        {
            case HistoryEngine.Sqlite:
                services.AddSingleton(Settings.Read<SqliteHistoryOptions>(configuration, SqliteHistoryOptions.Section));
                services.AddSingleton<IHistory>(s => ActivatorUtilities.CreateInstance<SqliteHistory>(s, data.File("history.db")));
                break;
            case HistoryEngine.Prometheus:
                services.AddPrometheusHistory(configuration, data);
                break;
            case HistoryEngine.InfluxDb:
                services.AddInfluxHistory(configuration, data);
                break;
            default:
                services.AddSingleton<ISeriesSource>(s => s.GetRequiredService<TimeSeriesCache>());
                return;
        }
        services.AddSingleton<HistoryRecorder>();
        services.AddHostedService(s => s.GetRequiredService<HistoryRecorder>());
        services.AddSingleton<ISeriesSource>(s => new SpanningSource(s.GetRequiredService<TimeSeriesCache>(), s.GetRequiredService<IHistory>(), s.GetRequiredService<TimeProvider>()));
    }

    // The pipeline starts before the sources and stops after them, so that what they delivered last is still stored.
    private static void AddIngest(IServiceCollection services, IConfiguration configuration, DataDirectory data, SimulatedNetwork? simulated)
    {
        services.AddSingleton(Settings.Read<PipelineOptions>(configuration, PipelineOptions.Section));
        services.AddSingleton(new Enricher([.. Settings.ReadList<Place>(configuration, Place.Section), .. simulated is null ? [] : DemoPlaces.Routers(simulated)]));
        services.AddSingleton<IngestMetrics>();
        services.AddSingleton<SourceRegistry>();
        services.AddSingleton<ITelemetryStore>(s => new MetricStore(s.GetRequiredService<TimeSeriesCache>(), s.GetService<HistoryRecorder>()));
        services.AddSingleton<ITelemetryStore, EventStore>();
        services.AddSingleton<IngestPipeline>();
        services.AddHostedService(s => s.GetRequiredService<IngestPipeline>());
        services.AddSingleton(Settings.Read<ListenOptions>(configuration, ListenOptions.Section));
        services.AddSingleton(Settings.Read<HostOptions>(configuration, HostOptions.Section));
        services.AddSingleton<ITelemetrySource, HostSource>();
        services.AddSingleton<MeterRegistry>();
        services.AddSingleton(Settings.Read<SelfOptions>(configuration, SelfOptions.Section));
        services.AddSingleton<ITelemetrySource, SelfSource>();
        services.AddSingleton<ITelemetrySource, SelfTraceSource>();
        services.AddSingleton(Settings.Read<InfluxOptions>(configuration, InfluxOptions.Section));
        services.AddSingleton<ITelemetrySource, InfluxSource>();
        services.AddSingleton(Settings.Read<RemoteWriteOptions>(configuration, RemoteWriteOptions.Section));
        services.AddSingleton<ITelemetrySource, RemoteWriteSource>();
        services.AddRan(configuration, simulated is null ? [] : DemoPlaces.Cells(simulated));
        services.AddPmFiles(configuration, data);
        services.AddSnmp(configuration, data);
        services.AddSyslog(configuration, data);
        services.AddPulling(configuration);
        services.AddGnmi(configuration);
        services.AddVes(configuration);
        services.AddTraceDoors(configuration);
        services.AddKafka(configuration, data);
        services.AddQuality();
        services.AddAnomalies(configuration, data);
        services.AddInsights(configuration);
        services.AddForecasts(configuration);
        services.AddKnowledge();
        services.AddPatterns(configuration);
        services.AddSingleton(SourceMaintenance.Schema);
        services.AddSingleton<SourceMaintenance>();
        services.AddSingleton(Targets.Schema);
        services.AddSingleton<Targets>();
        services.AddHostedService<SourceRunner>();
    }

    private static void AddFlows(IServiceCollection services, IConfiguration configuration, DataDirectory data)
    {
        services.AddSingleton(Settings.Read<FlowStoreOptions>(configuration, FlowStoreOptions.Section));
        services.AddSingleton(Settings.Read<NetFlowOptions>(configuration, NetFlowOptions.Section));
        services.AddSingleton(new FlowExporters());
        services.AddSingleton(s => new FlowStore(s.GetRequiredService<FlowStoreOptions>(), s.GetRequiredService<FlowExporters>(), s.GetRequiredService<TimeProvider>(), s.GetService<IFlowPlaces>()));
        services.AddSingleton<FlowAnswers>();
        services.AddHostedService<FlowNames>();
        services.AddSingleton<ITelemetryStore, FlowRecordStore>();
        services.AddSingleton<ITelemetrySource>(s => ActivatorUtilities.CreateInstance<NetFlowSource>(s, data.File("netflow-templates.bin")));
        services.AddSingleton<ITelemetrySource, SFlowSource>();
        services.AddSingleton<ITelemetrySource, FlowSeriesSource>();
        var places = Settings.Read<FlowPlaceOptions>(configuration, FlowPlaceOptions.Section);
        services.AddSingleton(places);
        services.AddSingleton<FlowPlaces>();
        // Without files no flow need be asked for where it lies.
        if (places.Files.Length > 0)
            services.AddSingleton<IFlowPlaces>(s => s.GetRequiredService<FlowPlaces>());
        services.AddSingleton<ITelemetrySource>(s => s.GetRequiredService<FlowPlaces>());
        var threats = Settings.ReadList<FlowThreatOptions>(configuration, FlowThreatOptions.Section);
        if (FlowThreatOptions.Complaint(threats) is { } complaint)
            throw new SettingsException(complaint);
        services.AddSingleton(threats);
        services.AddSingleton<FlowThreats>();
        services.AddSingleton<IFlowWatch>(s => s.GetRequiredService<FlowThreats>());
        services.AddSingleton<ITelemetrySource, FlowThreatSource>();
        var detection = Settings.Read<FlowDetectionOptions>(configuration, FlowDetectionOptions.Section);
        if (detection.Complaint() is { } problem)
            throw new SettingsException(problem);
        services.AddSingleton(new FlowDetection(detection));
        services.AddSingleton<IFlowWatch, FlowDetectionWatch>();
        services.AddSingleton<ITelemetrySource, FlowDetectionSource>();
    }

    private static void AddLive(IServiceCollection services, IConfiguration configuration)
    {
        var options = Settings.Read<LiveOptions>(configuration, LiveOptions.Section);
        services.AddSingleton(options);
        services.Configure<CircuitOptions>(o => (o.DisconnectedCircuitRetentionPeriod, o.DisconnectedCircuitMaxRetained) = (options.KeepLost, options.MaxLost));
        services.AddSingleton<LiveQueries>();
        services.AddHostedService(s => s.GetRequiredService<LiveQueries>());
        services.AddSingleton(DashboardSchema.Library);
        services.AddSingleton<DashboardLibrary>();
        services.AddSingleton(Settings.Read<DashboardOptions>(configuration, DashboardOptions.Section));
        services.AddHostedService<DashboardFolder>();
        services.AddHttpContextAccessor();
        services.AddScoped<PageOrigin>();
        services.AddSingleton<VariableValues>();
        services.AddSingleton<QueryCompleter>();
        services.AddSingleton<SourceBoard>();
        services.AddSingleton<NetworkBoard>();
        services.AddSingleton<LiveWidgets>();
        services.AddHostedService(s => s.GetRequiredService<LiveWidgets>());
        services.AddHostedService<AlarmWatch>();
        services.AddSingleton<ScreenCount>();
        services.AddSingleton<WallDisplays>();
        services.AddScoped<ScreenPump>();
        services.AddScoped<CircuitHandler>(s => s.GetRequiredService<ScreenPump>());
    }
}
