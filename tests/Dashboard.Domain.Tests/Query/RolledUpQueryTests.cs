using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Tests.Query;

/// <summary>Queries over series that are held as roll-ups of a minute, of samples every 10 s.</summary>
public class RolledUpQueryTests
{
    private const long Minute = 60_000;

    /// <summary>Two hours; no sample on the edge of a minute. The counter is reset twice within a minute and once between two.</summary>
    private readonly SampleBook _samples = new();

    private readonly RolledUpBook _rolledUp;

    public RolledUpQueryTests()
    {
        var random = new Random(7);
        var gauge = new BookSeries(Labels.Of("g", ("host", "a")));
        var counter = new BookSeries(Labels.Of("c_total", ("host", "a")));
        var total = 500.0;
        for (var i = 0; i < 720; i++)
        {
            gauge.Add((i * 10_000) + 5000, random.Next(-500, 500) / 10.0);
            total = i is 100 or 600 or 603 ? 3 : total + random.Next(0, 50);
            counter.Add((i * 10_000) + 5000, total);
        }
        _samples.Add(gauge);
        _samples.Add(counter);
        _rolledUp = new RolledUpBook(_samples, Minute);
    }

    [Theory]
    [InlineData("min_over_time(g[20m])")]
    [InlineData("max_over_time(g[20m])")]
    [InlineData("sum_over_time(g[20m])")]
    [InlineData("avg_over_time(g[20m])")]
    [InlineData("count_over_time(g[20m])")]
    [InlineData("last_over_time(g[20m])")]
    [InlineData("present_over_time(g[20m])")]
    [InlineData("sum(max_over_time(g[10m]))")]
    [InlineData("max_over_time(max_over_time(g[10m])[30m:10m])")]
    [InlineData("g")]
    [InlineData("absent(g)")]
    public async Task Whole_roll_ups_give_what_their_samples_gave(string query)
    {
        var exact = await _samples.TellRange(query, 20 * Minute, 120 * Minute, 10 * Minute);
        Assert.Equal(exact, await _rolledUp.TellRange(query, 20 * Minute, 120 * Minute, 10 * Minute));
        Assert.Equal(await _samples.Tell(query, 60 * Minute), await _rolledUp.Tell(query, 60 * Minute));
    }

    [Fact]
    public async Task An_increase_survives_resets_within_a_roll_up()
    {
        // From the last sample of one minute to the last of another: so much lies between the edges' extrapolations.
        var increase = double.Parse((await _rolledUp.Tell("increase(c_total[2h])", 120 * Minute))["{host=\"a\"} ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        var exact = double.Parse((await _samples.Tell("increase(c_total[2h])", 120 * Minute))["{host=\"a\"} ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(increase / exact, 0.98, 1.02);
        var naive = double.Parse((await _rolledUp.Tell("delta(c_total[2h])", 120 * Minute))["{host=\"a\"} ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(naive < exact / 2);
    }

    [Fact]
    public async Task A_range_too_short_for_two_roll_ups_is_widened_and_the_answer_says_so()
    {
        var hourly = new RolledUpBook(_samples, 60 * Minute);
        var rate = await hourly.Ask("rate(c_total[5m])", 120 * Minute);
        Assert.Equal(["PromQL info: what is no longer in memory was read as roll-ups of 1h; the range was widened from 5m to 2h (1:6)"], rate.Infos);
        Assert.Equal(QueryAssert.Print((await hourly.Ask("rate(c_total[2h])", 120 * Minute)).Value), QueryAssert.Print(rate.Value));
        // What grows with its window is brought back to the one that was asked for.
        Assert.Equal("{host=\"a\"} 30", await hourly.Tell("count_over_time(c_total[5m])", 120 * Minute));
        Assert.Equal("{host=\"a\"} 6", await _rolledUp.Tell("count_over_time(c_total[1m])", 120 * Minute));
        var wide = await hourly.Ask("increase(c_total[2h])", 120 * Minute);
        var five = await hourly.Ask("increase(c_total[5m])", 120 * Minute);
        Assert.Equal(((Domain.Query.VectorValue)wide.Value).Samples[0].Value / 24, ((Domain.Query.VectorValue)five.Value).Samples[0].Value, 1e-9);
    }

    [Fact]
    public async Task An_instant_selector_looks_back_as_far_as_two_roll_ups()
    {
        var hourly = new RolledUpBook(_samples, 60 * Minute);
        Assert.Equal(await _samples.Tell("g", 60 * Minute), await hourly.Tell("g", 100 * Minute));
        Assert.Equal("", await _samples.Tell("g", 130 * Minute));
        Assert.Equal(["PromQL info: what is no longer in memory was read as roll-ups of 1h (1:1)"], (await hourly.Ask("g", 100 * Minute)).Infos);
    }

    [Fact]
    public async Task The_source_is_told_the_step_and_the_window()
    {
        await _rolledUp.AskRange("g + rate(c_total[7m]) + max_over_time(rate(g[2m])[30m:5m])", 60 * Minute, 80 * Minute, 10 * Minute);
        Assert.Equal(
            [new SelectHints(10 * Minute, 0), new SelectHints(10 * Minute, 7 * Minute), new SelectHints(5 * Minute, 2 * Minute)],
            _rolledUp.Asked.Select(a => a.Hints));
        _rolledUp.Asked.Clear();
        await _rolledUp.Ask("g", 60 * Minute);
        Assert.Equal(new SelectHints(0, 0), Assert.Single(_rolledUp.Asked).Hints);
    }
}
