using Dashboard.Domain.Dashboards;

namespace Dashboard.Domain.Tests.Dashboards;

public sealed class WidgetBindingTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(true, new string[0], """up{i=~".*"}""")]
    [InlineData(true, new[] { "a.b" }, """up{i=~"a\\.b"}""")]
    [InlineData(true, new[] { "a", "b+" }, """up{i=~"(a|b\\+)"}""")]
    [InlineData(false, new[] { "a.b" }, """up{i=~"a.b"}""")]
    [InlineData(false, new[] { "x\"} or vector(1) #" }, """up{i=~"x\"} or vector(1) #"}""")]
    [InlineData(false, new string[0], """up{i=~""}""")]
    public void A_choice_stands_between_quotes_and_never_leaves_them(bool isPattern, string[] values, string query)
    {
        var binding = new WidgetBinding { Variables = new Dictionary<string, VariableChoice> { ["i"] = new(values, isPattern) } };

        Assert.Equal(query, binding.Fill("""up{i=~"$i"}""", Step));
        Assert.Equal(query, binding.Fill("""up{i=~"${i}"}""", Step));
    }

    [Fact]
    public void Durations_come_from_the_range_and_its_step()
    {
        var binding = new WidgetBinding { Range = TimeSpan.FromHours(6) };

        Assert.Equal("rate(x[1m]) + y[15s] + z[6h]", binding.Fill("rate(x[$__rate_interval]) + y[$__interval] + z[$__range]", Step));
        Assert.Equal("rate(x[8m])", binding.Fill("rate(x[$__rate_interval])", TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void What_is_no_variable_stays() => Assert.Equal("$who", new WidgetBinding().Fill("$who", Step));

    [Theory]
    [InlineData(300, 1)]
    [InlineData(301, 2)]
    [InlineData(3600, 15)]
    [InlineData(86_400, 300)]
    [InlineData(31_536_000, 172_800)]
    public void A_step_is_round_and_gives_three_hundred_points_at_most(int range, int step) =>
        Assert.Equal(TimeSpan.FromSeconds(step), WidgetBinding.StepOf(TimeSpan.FromSeconds(range)));

    [Fact]
    public void A_chart_follows_the_dashboard_unless_it_has_a_range_of_its_own()
    {
        var chart = new ChartDefinition { Id = "c", Title = "Traffic of $device", Series = [new("up", "$device")] };
        var binding = new WidgetBinding
        {
            Range = TimeSpan.FromHours(6),
            Refresh = TimeSpan.FromMinutes(5),
            Until = DateTimeOffset.UnixEpoch,
            Variables = new Dictionary<string, VariableChoice> { ["device"] = new([], IsPattern: true) },
        };

        var bound = (ChartDefinition)chart.Bind(binding);
        var own = (ChartDefinition)(chart with { Range = TimeSpan.FromMinutes(5) }).Bind(binding);

        Assert.Equal(("Traffic of all", "all", TimeSpan.FromHours(6), TimeSpan.FromMinutes(2)), (bound.Title, bound.Series[0].Legend, bound.Range!.Value, bound.Step!.Value));
        Assert.Equal((TimeSpan.FromMinutes(5), (DateTimeOffset?)DateTimeOffset.UnixEpoch), (bound.Interval, bound.Until));
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1)), (own.Range!.Value, own.Step!.Value));
    }
}
