using System.Text;
using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class PromqlFuzzTests
{
    private static readonly QueryEngineOptions Small = new() { MaxSamples = 20_000, Timeout = TimeSpan.FromSeconds(1), ExperimentalFunctions = true };

    private readonly SampleBook _book = new SampleBook()
        .Add("http_requests_total{job=\"api\",code=\"200\"}", "0+60x20").Add("http_requests_total{job=\"web\",code=\"500\"}", "0+1x20")
        .Add("latency_seconds_bucket{le=\"0.5\"}", "0+1x20").Add("latency_seconds_bucket{le=\"+Inf\"}", "0+2x20")
        .Add("temperature", "1 2 NaN Inf _ stale 3 4 5 6 7 8 9 10");

    [Fact]
    public async Task Expressions_that_are_damaged_in_every_way_are_answered_or_refused()
    {
        var random = new Random(3);
        var generator = new ExpressionGenerator(random, new GeneratedFeatures(Extremes: true, StartAndEnd: true, Newer: true));
        byte[][] seeds =
        [
            .. Enumerable.Range(0, 400).Select(_ => Encoding.UTF8.GetBytes(generator.Root())),
            .. FaultyExpressions.Everywhere.Where(static e => e.Length > 0).Select(Encoding.UTF8.GetBytes),
        ];
        var (answered, refused) = (0, 0);
        await Fuzz.Run(seeds, "(){}[],\"'`\\=~!<>+-*/%^@:. 0159smhdweE_"u8.ToArray(), async (input, _) =>
        {
            try
            {
                var expression = PromqlExpression.Parse(Encoding.UTF8.GetString(input));
                var engine = new QueryEngine(_book, Small, TimeProvider.System);
                await engine.Range(expression, 300_000, 900_000, 60_000, default);
                answered++;
            }
            catch (QueryException)
            {
                refused++;
            }
        });
        Assert.True(answered > 100 && refused > 100, $"{answered} answered, {refused} refused: that tests little");
    }
}
