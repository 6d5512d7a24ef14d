using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;

namespace Dashboard.Benchmarks.Screens;

/// <summary>The dashboards that are measured and the samples on them.</summary>
internal static class ScreenDashboards
{
    public const int Charts = 12;
    public const int Lines = 5;
    public const int DayLines = 10;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Six values with sparklines, three charts, two more values and the alarms: twelve widgets, new every second.</summary>
    public static DashboardDefinition Twelve { get; } = Grid("twelve",
    [
        .. Enumerable.Range(0, 8).Select(static i => (WidgetDefinition)new KpiDefinition { Id = $"kpi-{i}", Title = $"Value {i}", Query = $"sum(bench_value{{chart=\"{i}\"}})", Interval = Second, SparkRange = TimeSpan.FromMinutes(15) }),
        .. Enumerable.Range(0, 3).Select(static i => Chart(i)),
        new AlarmsDefinition { Id = "alarms", Title = "Alarms" },
    ]);

    /// <summary>Twelve charts of five series with 300 points.</summary>
    public static DashboardDefinition TwelveCharts { get; } = Grid("twelve-charts", [.. Enumerable.Range(0, Charts).Select(Chart)]);

    /// <summary>One value that tells which sample it rests on.</summary>
    public static DashboardDefinition Probe { get; } = Grid("probe",
    [
        new KpiDefinition { Id = "probe", Title = "Probe", Query = "probe_value", Interval = Second, SparkRange = TimeSpan.FromMinutes(15) },
        .. Enumerable.Range(0, 8).Select(static i => (WidgetDefinition)new KpiDefinition { Id = $"kpi-{i}", Title = $"Value {i}", Query = $"sum(bench_value{{chart=\"{i}\"}})", Interval = Second, SparkRange = TimeSpan.FromMinutes(15) }),
        .. Enumerable.Range(0, 3).Select(static i => Chart(i)),
    ]);

    /// <summary>One chart of ten series over a day.</summary>
    public static DashboardDefinition Day { get; } = Grid("day", [new ChartDefinition { Id = "day", Title = "A day", Series = [new("day_value", "{{line}}")], Range = TimeSpan.FromHours(24), Step = TimeSpan.FromMinutes(5) }]);

    /// <summary>One sample of every series at a time in milliseconds since 1970.</summary>
    public static string Samples(long at)
    {
        var text = new StringBuilder();
        for (var chart = 0; chart < Charts; chart++)
        {
            for (var line = 0; line < Lines; line++)
                text.Append(CultureInfo.InvariantCulture, $"bench,chart={chart},line={line} value={50 + 40 * Math.Sin((at / 1000.0 + chart * 7 + line * 13) / 20):0.###} {at}\n");
        }
        return text.ToString();
    }

    /// <summary>A day of the ten series, a sample every ten seconds.</summary>
    public static IEnumerable<string> DayOfSamples(long now)
    {
        for (var from = now - 24 * 3_600_000; from < now; from += 3_600_000)
        {
            var text = new StringBuilder();
            for (var at = from; at < from + 3_600_000 && at < now; at += 10_000)
            {
                for (var line = 0; line < DayLines; line++)
                    text.Append(CultureInfo.InvariantCulture, $"day,line={line} value={100 + line * 10 + 5 * Math.Sin(at / 3_600_000.0 + line):0.###} {at}\n");
            }
            yield return text.ToString();
        }
    }

    private static ChartDefinition Chart(int i) => new()
    {
        Id = $"chart-{i}",
        Title = $"Chart {i}",
        Interval = Second,
        Series = [new($"bench_value{{chart=\"{i}\"}}", "{{line}}")],
        Range = TimeSpan.FromSeconds(299),
        Step = Second,
    };

    private static DashboardDefinition Grid(string slug, WidgetDefinition[] widgets) => new()
    {
        Slug = slug,
        Title = slug,
        Sections = [new() { Widgets = [.. widgets.Select(static (widget, i) => new PlacedWidget { Place = new(i % 4 * 6, i / 4 * 8, 6, 8), Widget = widget })] }],
    };
}
