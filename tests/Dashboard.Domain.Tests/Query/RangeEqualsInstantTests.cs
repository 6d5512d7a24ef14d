using Dashboard.Domain.Query;

namespace Dashboard.Domain.Tests.Query;

public class RangeEqualsInstantTests
{
    private const long From = GeneratedNetwork.Start + 2_407_000;
    private const int Steps = 12;
    private const long Step = 130_000;

    private static readonly QueryEngineOptions Options = new() { ExperimentalFunctions = true };

    [Fact]
    public async Task A_range_query_gives_at_each_step_what_an_instant_query_gives()
    {
        var book = GeneratedNetwork.Build();
        var engine = new QueryEngine(book, Options, TimeProvider.System);
        var generator = new ExpressionGenerator(new Random(99), new GeneratedFeatures(Extremes: true, StartAndEnd: false, Newer: true));
        for (var i = 0; i < 600; i++)
        {
            var query = generator.Root();
            var expression = PromqlExpression.Parse(query);
            var range = await Try(() => engine.Range(expression, From, From + ((Steps - 1) * Step), Step, default));
            var series = range?.ToDictionary(s => s.Labels, s => s.Timestamps.Zip(s.Values).ToDictionary(p => p.First, p => p.Second));
            for (var step = 0; step < Steps; step++)
            {
                var at = From + (step * Step);
                var instant = await Try(() => engine.Instant(expression, at, default));
                if (series is null || instant is null)
                {
                    Assert.True(series is null, $"{query}: refused at {at} but not over the range");
                    continue;
                }
                var expected = instant.ToDictionary(s => s.Labels, s => s.Values[0]);
                Assert.True(expected.Count == series.Values.Count(s => s.ContainsKey(at)), $"{query} at {at}: {expected.Count} series");
                foreach (var (labels, value) in expected)
                    Assert.True(series.TryGetValue(labels, out var points) && points.TryGetValue(at, out var actual) && AnswerComparison.Same(actual, value), $"{query} at {at}: {labels} {value}");
            }
        }
    }

    private static async Task<IReadOnlyList<RangeSeries>?> Try(Func<ValueTask<QueryResult>> ask)
    {
        try
        {
            return (await ask()).Value switch
            {
                MatrixValue matrix => matrix.Series,
                VectorValue vector => [.. vector.Samples.Select(s => new RangeSeries(s.Labels, [s.Timestamp], [s.Value]))],
                ScalarValue scalar => [new RangeSeries(Dashboard.Domain.Telemetry.Labels.Empty, [scalar.Timestamp], [scalar.Value])],
                var other => throw new InvalidOperationException(other.ToString()),
            };
        }
        catch (QueryException)
        {
            return null;
        }
    }
}
