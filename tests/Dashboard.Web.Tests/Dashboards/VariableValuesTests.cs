using Dashboard.Domain.Dashboards;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Tests.Dashboards;

/// <summary>What the variables above a dashboard can be, and what they are where nobody has chosen.</summary>
public sealed class VariableValuesTests : IDisposable
{
    private static readonly VariableDefinition Site = new() { Name = "site", Label = "site", IsMulti = true, IncludesAll = true };
    private static readonly VariableDefinition Device = new() { Name = "device", Label = "device", Selector = "up{site=~\"$site\"}" };

    private readonly LiveHouse _house = new();

    public VariableValuesTests()
    {
        foreach (var (site, device) in new[] { ("west", "rtr-1"), ("west", "rtr-2"), ("east", "rtr-3") })
            _house.Put(1, 1, "up", ("site", site), ("device", device));
    }

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Nothing_chosen_is_all_where_that_may_be_and_else_the_first_value()
    {
        var states = await Read("", Site, Device);
        Assert.Equal(["east", "west"], states[0].Values);
        Assert.Equal("all", states[0].Choice.ToString());
        Assert.Equal(["rtr-1"], states[1].Choice.Values);
    }

    [Fact]
    public async Task A_variable_offers_what_the_ones_before_it_leave()
    {
        var states = await Read("?var-site=east", Site, Device);
        Assert.Equal(["rtr-3"], states[1].Values);
        Assert.Equal(["rtr-3"], states[1].Choice.Values);
    }

    [Fact]
    public async Task What_the_address_says_stays_chosen_though_no_series_has_it_now() =>
        Assert.Equal(["gone"], (await Read("?var-device=gone", Device with { Selector = "" }))[0].Choice.Values);

    [Fact]
    public async Task Ten_thousand_values_are_a_sentence_and_not_a_list()
    {
        for (var i = 0; i < 10_000; i++)
            _house.Put(1, 1, "port", ("port", $"p{i}"));
        var state = (await Read("", new VariableDefinition { Name = "port", Label = "port" }))[0];
        Assert.Equal(VariableDefinition.MaxValues, state.Values.Count);
        Assert.Contains("10,000 values; the first 1,000", state.Problem);
    }

    [Theory]
    [InlineData("up{", "cannot be read")]
    [InlineData("sum(up)", "selects no series")]
    public async Task A_selector_that_is_none_is_said(string selector, string sentence) =>
        Assert.Contains(sentence, (await Read("", Device with { Selector = selector }))[0].Problem);

    [Fact]
    public async Task A_label_that_nothing_has_is_said() =>
        Assert.Contains("No series has the label 'slice'", (await Read("", new VariableDefinition { Name = "slice", Label = "slice" }))[0].Problem);

    private Task<IReadOnlyList<VariableState>> Read(string query, params VariableDefinition[] variables) =>
        new VariableValues(_house.Cache, _house.Clock).Read(
            new DashboardDefinition { Slug = "test", Title = "Test", Variables = variables, Sections = [] },
            DashboardAddress.Read(query), _house.Now - 3_600_000, _house.Now, CancellationToken.None);
}
