using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;
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

    [Fact]
    public void A_chart_that_moved_on_by_a_step_is_sent_as_its_new_points_alone_and_the_page_makes_the_whole_of_them()
    {
        var before = At(40, count: 2);
        var after = At(50, count: 2, before);
        var changed = At(50, count: 2, before, seventh: 99);

        Assert.True(after.Delta.Length < after.Encoded.Length / 2, $"{after.Delta.Length} of {after.Encoded.Length} octets");
        Assert.Equal(Read(after.Encoded), Read(before.Encoded, after.Delta));
        Assert.Equal(Read(changed.Encoded), Read(before.Encoded, changed.Delta));
        Assert.NotEqual(Read(after.Encoded), Read(changed.Encoded));
    }

    [Fact]
    public void A_chart_whose_lines_or_times_are_others_is_sent_whole()
    {
        var before = At(400, count: 2);

        Assert.Empty(At(410, count: 3, before).Delta.ToArray());
        Assert.Empty(At(900, count: 2, before).Delta.ToArray());
        Assert.Empty(At(390, count: 2, before).Delta.ToArray());
        Assert.Empty(At(400, count: 0, before).Delta.ToArray());
        Assert.Empty(before.Delta.ToArray());
        Assert.Equal(before.Encoded, before.EncodedSince(-1));
    }

    [Fact]
    public void A_screen_that_missed_a_version_is_sent_the_whole()
    {
        var before = At(40, count: 2);
        var after = At(50, count: 2, before);

        Assert.Equal(after.Delta, after.EncodedSince(before.Version));
        Assert.Equal(after.Encoded, after.EncodedSince(before.Version - 1));
    }

    // Lines of a value each ten seconds that end at a second; the seventh value from the end may be told otherwise.
    private static ChartView At(long second, int count, ChartView? before = null, double? seventh = null)
    {
        var definition = Traffic with { Range = TimeSpan.FromSeconds(400) };
        var series = Enumerable.Range(0, count).Select(line =>
        {
            var times = Enumerable.Range(0, 41).Select(i => (second - 400 + (i * 10)) * 1000).ToArray();
            return new RangeSeries(Labels.Of("received", ("device", $"eth{line}")), times, Array.ConvertAll(times, t => seventh is { } told && t == (second - 60) * 1000 ? told : Math.Sin(t + line)));
        });
        var answer = new LiveSnapshot(second, new QueryResult(new MatrixValue([.. series]), [], [], second * 1000, 0), null) { At = second * 1000 };
        return ChartView.From(definition, [answer, answer], (before?.Version ?? 0) + 1, before);
    }

    // What the page's script makes of a view, and of what came after it.
    private static string Read(params ReadOnlySpan<ReadOnlyMemory<byte>> views)
    {
        var script = Path.Combine(UnitsScriptTests.Root(), "wwwroot-assets/scripts/chart-view.js");
        var bodies = JsonSerializer.Serialize(views.ToArray().Select(static v => Convert.ToBase64String(v.Span)));
        var program = $"""
            import {"{"} readView {"}"} from {JsonSerializer.Serialize(new Uri(script).AbsoluteUri)};
            const view = {bodies}.reduce((before, body) => readView(new Uint8Array(Buffer.from(body, 'base64')), before), undefined);
            delete view.shift; delete view.keep;
            console.log(JSON.stringify(view, (_, value) => value && !Array.isArray(value) && typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()) : value));
            """;
        using var node = Process.Start(new ProcessStartInfo("node") { ArgumentList = { "--input-type=module", "--eval", program }, RedirectStandardOutput = true, UseShellExecute = false })!;
        var written = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.NotEmpty(written);
        return written;
    }

    private async Task<ChartView> View(ChartDefinition definition)
    {
        using var lease = _house.Widgets.Open(definition);
        await lease.Thing.Answered;
        return (ChartView)lease.Thing.Current;
    }
}
