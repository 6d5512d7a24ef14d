using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

/// <summary>What charts show beside plain lines.</summary>
public sealed class ChartFormTests : IDisposable
{
    private static readonly ChartDefinition Load = new()
    {
        Id = "load",
        Title = "Load",
        Range = TimeSpan.FromSeconds(40),
        Step = TimeSpan.FromSeconds(10),
        Series = [new("load", "{{cpu}}")],
    };

    private readonly LiveHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_long_range_keeps_its_peaks()
    {
        // Two minutes of 24 hours stand out, where a drawn point stands for five.
        for (var ago = 86_400; ago >= 0; ago -= 60)
            _house.Put(ago is 43_260 or 43_200 ? 1000 : 1, ago, "load", ("cpu", "0"));

        var view = await View(Load with { Range = TimeSpan.FromHours(24), Step = TimeSpan.FromMinutes(5) });

        Assert.Contains(1000, view.Lines[0].Values);
        Assert.Equal((578, 150_000), (view.Grid.Points, view.Grid.Step));
    }

    [Fact]
    public async Task An_earlier_time_is_laid_under_the_present_one()
    {
        for (var ago = 130; ago >= 0; ago -= 10)
            _house.Put(ago >= 60 ? 1 : 2, ago, "load", ("cpu", "0"));

        var view = await View(Load with { Compare = TimeSpan.FromSeconds(80) });

        Assert.Equal([("0", false), ("0", true)], view.Lines.Select(l => (l.Name, l.IsPast)));
        Assert.All(view.Lines[1].Values, v => Assert.Equal(1, v));
        Assert.Equal("0, 1 min earlier", Head(view).GetProperty("lines")[1].GetProperty("name").GetString());
    }

    [Fact]
    public async Task The_expected_range_and_marked_spans_lie_behind_the_lines()
    {
        for (var ago = 60; ago >= 0; ago -= 10)
        {
            _house.Put(5, ago, "load", ("cpu", "0"));
            _house.Put(ago is 20 or 30 ? 1 : 0, ago, "busy", ("who", "rtr-1"));
        }

        var view = await View(Load with { Band = new("load - 1", "load + 1"), Annotations = [new("busy", "{{who}} busy")] });

        Assert.Equal((4, 6), (view.Band!.Value.Lower[^1], view.Band.Value.Upper[^1]));
        var span = Assert.Single(view.Spans);
        Assert.Equal(("rtr-1 busy", 20_000L), (span.Text, span.To - span.From));
    }

    [Fact]
    public async Task A_legend_tells_figures_of_the_range_and_a_passed_limit_is_a_breach()
    {
        foreach (var (value, ago) in new[] { (1.0, 40), (2, 30), (3, 20), (4, 10), (10, 0) })
            _house.Put(value, ago, "load", ("cpu", "0"));

        var view = await View(Load with { Legend = [LegendValue.Min, LegendValue.Mean, LegendValue.Max, LegendValue.P95], Thresholds = [new(PerceivedSeverity.Major, 9)] });

        Assert.Equal([1, 4, 10, 8.8], view.Lines[0].Figures.Select(f => Math.Round(f, 6)));
        Assert.Equal(PerceivedSeverity.Major, view.Severity);
        Assert.Equal(["1", "4", "10", "8.80"], Head(view).GetProperty("lines")[0].GetProperty("figures").EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task A_pies_slices_are_the_latest_values_and_the_rest_shares_one()
    {
        foreach (var (cpu, value) in new[] { ("0", 1.0), ("1", 6), ("2", 2), ("3", 1), ("4", -5) })
            _house.Put(value, 1, "load", ("cpu", cpu));

        var view = await View(Load with { Form = ChartForm.Pie, MaxSeries = 2 });

        Assert.Equal([("1", 6.0), ("2", 2), ("others", 2)], view.Lines.Select(l => (l.Name, l.Values[0])));
    }

    [Fact]
    public async Task A_scatter_joins_two_queries_by_their_labels()
    {
        _house.Put(3, 0, "load", ("cpu", "0"));
        _house.Put(7, 0, "heat", ("cpu", "0"));
        _house.Put(9, 0, "heat", ("cpu", "1"));

        var view = await View(Load with { Form = ChartForm.Scatter, Series = [new("load"), new("heat", "cpu {{cpu}}")] });

        var line = Assert.Single(view.Lines);
        Assert.Equal(("cpu 0", 3, 7), (line.Name, line.Across![^1], line.Values[^1]));
    }

    [Fact]
    public async Task A_histogram_counts_every_value_once_in_round_ranges()
    {
        for (var cpu = 0; cpu < 100; cpu++)
            _house.Put(cpu, 0, "load", ("cpu", $"{cpu}"));

        var view = await View(Load with { Form = ChartForm.Histogram });

        Assert.Equal((0, 5), (view.Grid.Start, view.Grid.Step));
        Assert.Equal(100, view.Lines[0].Values.Sum());
        Assert.All(view.Lines[0].Values, count => Assert.Equal(5, count));
    }

    private static JsonElement Head(ChartView view)
    {
        var length = BitConverter.ToInt32(view.Encoded.Span);
        return JsonDocument.Parse(view.Encoded.Slice(4, length)).RootElement;
    }

    private async Task<ChartView> View(ChartDefinition definition)
    {
        using var lease = _house.Widgets.Open(definition);
        await lease.Thing.Answered;
        return (ChartView)lease.Thing.Current;
    }
}
