using System.Text;
using Dashboard.Ingest.Sources.HttpJson;

namespace Dashboard.Ingest.Tests.Sources.HttpJson;

[Trait("Kind", "fuzz")]
public sealed class HttpJsonFuzzTests
{
    [Fact]
    public async Task Pages_that_are_damaged_in_every_way_break_nothing()
    {
        var metrics = HttpJsonDecoderTests.Metrics(
            new HttpJsonMetricOptions { Name = "a", Items = "$..*", Labels = new Dictionary<string, string> { ["n"] = "@.name" } },
            new HttpJsonMetricOptions { Name = "b", Items = "$.ports[?@.id > 7 && @.state != 'down']", Value = "@.id", Timestamp = "@.seen" });
        var read = 0L;
        await Fuzz.Run([Encoding.UTF8.GetBytes(HttpJsonDecoderTests.Page)], "{}[]\":,.\\un1e-+0\0 "u8.ToArray(), (input, _) =>
        {
            List<HttpJsonSample> found = [];
            HttpJsonDecoder.Read(input, metrics, 1000, found);
            read += found.Count;
            return Task.CompletedTask;
        }, 10_000);

        Assert.True(read > 1000, "hardly anything was understood: the damage is too great to test anything");
    }

    [Fact]
    public async Task Queries_that_are_damaged_in_every_way_are_read_or_told()
    {
        var good = 0;
        byte[][] seeds = ["$..book[?(@.price < 10 && !@.isbn) || @['a\\u00e9'] == 'x'].price"u8.ToArray(), "@[1,-2,::3,'b',*]..c[?$.d>=true]"u8.ToArray()];
        using var document = System.Text.Json.JsonDocument.Parse(HttpJsonDecoderTests.Page);
        await Fuzz.Run(seeds, "$@.[]?()'\"*:,!&|<>=-0\\u "u8.ToArray(), (input, _) =>
        {
            if (JsonPath.TryParse(Encoding.UTF8.GetString(input), out var path, out var problem))
            {
                good++;
                path!.Select(new JsonPathWalk(document.RootElement), document.RootElement);
            }
            Assert.Equal(path is null, problem is not null);
            return Task.CompletedTask;
        }, 10_000);

        Assert.True(good > 100, "hardly anything was understood: the damage is too great to test anything");
    }
}
