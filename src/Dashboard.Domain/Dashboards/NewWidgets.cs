using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>Widgets as they begin when somebody adds one: what every server has data for, to be changed from there.</summary>
public static class NewWidgets
{
    /// <summary>One of each kind, in the order in which they are offered.</summary>
    public static IReadOnlyList<NewWidget> All { get; } =
    [
        new("One number with target, change and recent course", 4, 4,
            new KpiDefinition { Id = "kpi", Title = "New number", Query = "sum(rate(node_network_receive_bytes_total[1m])) * 8", Unit = Unit.BitsPerSecond }),
        new("Series over time, or shares, scatter, heatmap, histogram", 12, 9,
            new ChartDefinition { Id = "chart", Title = "New chart", Unit = Unit.BitsPerSecond, Series = [new("rate(node_network_receive_bytes_total[$__rate_interval]) * 8", "{{device}}")] }),
        new("A row for each set of labels, a column for each query", 12, 9, new TableDefinition
        {
            Id = "table",
            Title = "New table",
            Key = ["instance", "device"],
            RowName = "interface",
            Columns =
            [
                new() { Title = "Device", Label = "instance" },
                new() { Title = "Interface", Label = "device" },
                new() { Title = "In", Query = "rate(node_network_receive_bytes_total[1m]) * 8", Unit = Unit.BitsPerSecond },
            ],
        }),
        new("The active alarms, worst first", 12, 7, new AlarmsDefinition { Id = "alarms", Title = "Active alarms" }),
        new("The latest events, newest first", 12, 7, new EventsDefinition { Id = "events", Title = "Recent events" }),
        new("The latest lines of log that a search wants", 24, 10, new LogsDefinition { Id = "logs", Title = "Latest log lines", Link = "/logs" }),
        new("Every source and how it is doing", 24, 10, new SourcesDefinition { Id = "sources", Title = "Sources" }),
        new("Who calls whom, or which device is wired to which", 12, 12,
            new ServiceMapDefinition { Id = "service-map", Title = "Service map", Rate = "sum by (client, server) (rate(traces_service_graph_request_total[1m]))" }),
        new("A value with its forecast", 8, 7,
            new TrendDefinition { Id = "trend", Title = "New trend", Query = "sum(node_memory_MemAvailable_bytes)", Unit = Unit.Bytes }),
        new("How unusual each entity behaves", 12, 9, new AnomalyDefinition { Id = "anomaly", Title = "Anomalies" }),
        new("What the server has concluded", 8, 9, new InsightDefinition { Id = "insight", Title = "Insights" }),
        new("Text in Markdown", 8, 5, new TextDefinition { Id = "text", Title = "Note", Markdown = "Write **Markdown** here." }),
        new("The time somewhere", 4, 4, new ClockDefinition { Id = "clock", Title = "UTC" }),
    ];

    /// <summary>A chart of a query, as the Explore page hands one over.</summary>
    public static ChartDefinition ChartOf(string query) => new() { Id = "explored", Title = "Explored", Series = [new(query)] };
}

/// <summary>A kind of widget that can be added.</summary>
/// <param name="Purpose">What it is for, without a full stop.</param>
/// <param name="Width">Columns that it begins with.</param>
/// <param name="Height">Rows that it begins with.</param>
/// <param name="Widget">The widget that it begins as.</param>
public sealed record NewWidget(string Purpose, int Width, int Height, WidgetDefinition Widget);
