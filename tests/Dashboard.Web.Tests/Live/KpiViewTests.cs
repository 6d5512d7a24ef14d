using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

public sealed class KpiViewTests : IDisposable
{
    private static readonly KpiDefinition Loss = new()
    {
        SparkRange = TimeSpan.FromMinutes(15),
        Id = "loss",
        Title = "Packet loss",
        Unit = Unit.Percent,
        Query = "loss",
        Thresholds = [new(PerceivedSeverity.Minor, 0.1), new(PerceivedSeverity.Major, 0.3)],
    };

    private readonly LiveHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task A_value_within_its_limits_shows_its_target_and_its_change()
    {
        _house.Put(0.08, 3600, "loss");
        _house.Put(0.05, 1, "loss");

        var view = await View(Loss);

        Assert.Equal((ViewState.Ready, "0.05", "%", PerceivedSeverity.Cleared), (view.State, view.Value, view.Unit, view.Severity));
        Assert.Equal("target ≤ 0.1 % · no change on 1 h", view.Detail);
        Assert.Equal(_house.Now - 1000, view.NewestSample);
    }

    [Fact]
    public async Task A_change_is_told_in_per_cent_for_amounts()
    {
        _house.Put(1000, 3600, "traffic");
        _house.Put(1250, 1, "traffic");

        var view = await View(new() { SparkRange = TimeSpan.FromMinutes(15), Id = "t", Title = "Traffic", Unit = Unit.BitsPerSecond, Query = "traffic" });

        Assert.Equal(("1.25", "kbit/s", "+25 % on 1 h"), (view.Value, view.Unit, view.Detail));
    }

    [Fact]
    public async Task A_value_past_a_limit_takes_the_worst_severity_and_says_for_how_long()
    {
        for (var ago = 900; ago >= 0; ago -= 15)
            _house.Put(ago > 360 ? 0.05 : 0.31, ago, "loss");

        var view = await View(Loss);

        Assert.Equal(PerceivedSeverity.Major, view.Severity);
        Assert.Equal("target ≤ 0.1 % · breached 6 min", view.Detail);
    }

    [Fact]
    public async Task A_breach_older_than_the_course_says_so()
    {
        for (var ago = 900; ago >= 0; ago -= 15)
            _house.Put(0.2, ago, "loss");

        Assert.Equal("target ≤ 0.1 % · breached over 15 min", (await View(Loss)).Detail);
    }

    [Fact]
    public async Task No_data_is_empty_and_not_zero()
    {
        var view = await View(Loss);
        Assert.Equal((ViewState.Empty, "–", PerceivedSeverity.Cleared), (view.State, view.Value, view.Severity));
    }

    [Fact]
    public async Task A_query_that_does_not_parse_is_an_error_with_the_reason()
    {
        var view = await View(Loss with { Query = "sum(" });
        Assert.Equal(ViewState.Error, view.State);
        Assert.Contains("parse error", view.Message);
    }

    [Fact]
    public async Task Not_available_is_a_dash_and_no_breach()
    {
        _house.Put(double.NaN, 1, "loss");
        var view = await View(Loss);
        Assert.Equal(("–", "", PerceivedSeverity.Cleared), (view.Value, view.Unit, view.Severity));
    }

    [Fact]
    public async Task What_is_sent_to_the_page_is_what_the_view_holds()
    {
        _house.Put(0.31, 1, "loss");
        var view = await View(Loss);
        var sent = JsonDocument.Parse(view.Encoded).RootElement;
        Assert.Equal(("ready", "major", "0.31", "%"), (sent.GetProperty("state").GetString(), sent.GetProperty("severity").GetString(), sent.GetProperty("value").GetString(), sent.GetProperty("unit").GetString()));
        Assert.Equal(view.NewestSample, sent.GetProperty("time").GetInt64());
    }

    [Fact]
    public async Task The_sparkline_breaks_where_there_is_no_data()
    {
        for (var ago = 900; ago >= 0; ago -= 15)
        {
            if (ago is > 600 or < 240)
                _house.Put(ago % 30, ago, "loss");
        }
        // Stale marks end the series, so that the look-back does not fill the gap.
        _house.Put(Domain.TimeSeries.StaleMarker.Value, 600, "loss");

        Assert.Equal(2, (await View(Loss)).Spark.Count(c => c == 'M'));
    }

    private async Task<KpiView> View(KpiDefinition definition)
    {
        using var lease = _house.Widgets.Open(definition);
        await lease.Thing.Answered;
        return (KpiView)lease.Thing.Current;
    }
}
