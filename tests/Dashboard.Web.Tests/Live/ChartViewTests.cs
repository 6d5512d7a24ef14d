using System.Buffers.Binary;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Web.Live;

namespace Dashboard.Web.Tests.Live;

public sealed class ChartViewTests : IDisposable
{
    private static readonly ChartDefinition Traffic = new()
    {
        Id = "traffic",
        Title = "Traffic",
        Range = TimeSpan.FromSeconds(40),
        Step = TimeSpan.FromSeconds(10),
        Series = [new("received", "{{device}} in"), new("sent", "{{device}} out", Dashed: true)],
    };

    private readonly LiveHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Lines_are_named_by_their_legend_and_share_a_colour_across_directions()
    {
        foreach (var device in new[] { "eth0", "eth1" })
        {
            _house.Put(1, 5, "received", ("device", device));
            _house.Put(2, 5, "sent", ("device", device));
        }

        var view = await View(Traffic with { Series = [new("sum by (device) (received)", "{{device}} in"), new("sum by (device) (sent)", "{{device}} out", Dashed: true)] });

        Assert.Equal([("eth0 in", 0, false), ("eth1 in", 1, false), ("eth0 out", 0, true), ("eth1 out", 1, true)], view.Lines.Select(l => (l.Name, l.Colour, l.Dashed)));
    }

    [Fact]
    public async Task Every_line_has_a_value_for_each_point_and_none_where_nothing_was_known()
    {
        _house.Put(7, 12, "received", ("device", "eth0"));

        var view = await View(Traffic);

        Assert.Equal(5, view.Lines[0].Values.Length);
        Assert.Equal([double.NaN, double.NaN, double.NaN, 7, 7], view.Lines[0].Values);
    }

    [Fact]
    public async Task More_series_than_a_chart_draws_are_counted_and_left_out()
    {
        for (var i = 0; i < 15; i++)
            _house.Put(i, 1, "received", ("device", $"eth{i}"));

        var view = await View(Traffic with { MaxSeries = 12 });

        Assert.Equal((12, 3), (view.Lines.Count, view.LeftOut));
    }

    [Fact]
    public async Task What_is_sent_holds_the_head_and_then_the_values()
    {
        _house.Put(7, 12, "received", ("device", "eth0"));

        var sent = (await View(Traffic)).Encoded.Span;

        var length = BinaryPrimitives.ReadInt32LittleEndian(sent);
        var head = JsonDocument.Parse(sent.Slice(4, length).ToArray()).RootElement;
        Assert.Equal((5, 10_000L, "eth0 in"), (head.GetProperty("points").GetInt32(), head.GetProperty("step").GetInt64(), head.GetProperty("lines")[0].GetProperty("name").GetString()));
        var values = sent[(4 + length)..];
        Assert.Equal(5 * sizeof(double), values.Length);
        Assert.Equal(7, BinaryPrimitives.ReadDoubleLittleEndian(values[(4 * sizeof(double))..]));
    }

    [Fact]
    public async Task Without_series_it_is_empty_and_with_a_bad_query_it_is_an_error()
    {
        Assert.Equal(ViewState.Empty, (await View(Traffic)).State);
        Assert.Equal(ViewState.Error, (await View(Traffic with { Series = [new("rate(received)", "")] })).State);
    }

    private async Task<ChartView> View(ChartDefinition definition)
    {
        using var lease = _house.Widgets.Open(definition);
        await lease.Thing.Answered;
        return (ChartView)lease.Thing.Current;
    }
}
