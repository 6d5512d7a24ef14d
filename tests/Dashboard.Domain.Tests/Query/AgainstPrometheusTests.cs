using Dashboard.Domain.Query;
using Xunit.Abstractions;

namespace Dashboard.Domain.Tests.Query;

/// <summary>Compares answers with those of a real Prometheus. Debian's is 2.42: what version 3 changed is tested apart.</summary>
public sealed class AgainstPrometheusTests(ITestOutputHelper output, AgainstPrometheusTests.Peer peer) : IClassFixture<AgainstPrometheusTests.Peer>
{
    private const int Expressions = 4000;

    // Seven seconds past: steps of subqueries lie at round tens of seconds.
    private const long At = GeneratedNetwork.Start + 5_407_000;
    private const long From = GeneratedNetwork.Start + 2_407_000;
    private const long To = GeneratedNetwork.Start + 4_207_000;
    private const long Step = 60_000;

    private static readonly QueryEngineOptions Options = new() { ExperimentalFunctions = true };

    [PrometheusFact]
    public async Task Generated_expressions_have_the_answers_that_Prometheus_gives()
    {
        var book = peer.Book;
        var prometheus = await peer.Started;
        var engine = new QueryEngine(book, Options, TimeProvider.System);
        var generator = new ExpressionGenerator(new Random(42), new GeneratedFeatures(Extremes: false, StartAndEnd: true, Newer: false));
        var differences = new List<string>();
        var (answered, refused, filled) = (0, 0, 0);
        var seen = new HashSet<string>();
        while (seen.Count < Expressions)
        {
            var query = generator.Root();
            if (!seen.Add(query))
                continue;
            var expression = PromqlExpression.Parse(query);
            var theirQuery = query.Replace("double_exponential_smoothing", "holt_winters", StringComparison.Ordinal);
            foreach (var isRange in (bool[])[false, true])
            {
                var (value, error) = await Try(() => isRange ? engine.Range(expression, From, To, Step, default) : engine.Instant(expression, At, default));
                var (theirs, theirError) = isRange ? await prometheus.Range(theirQuery, From, To, Step) : await prometheus.Instant(theirQuery, At);
                if ((error is null) != (theirError is null))
                    differences.Add($"{(isRange ? "range" : "instant")} {query}\n   ours {error ?? "answer"}\n   theirs {theirError ?? "answer"}");
                else if (value is not null && AnswerComparison.Difference(value, theirs!, onlyValues: query.StartsWith("topk", StringComparison.Ordinal) || query.StartsWith("bottomk", StringComparison.Ordinal)) is { } difference)
                    differences.Add($"{(isRange ? "range" : "instant")} {query}\n   {difference}");
                answered += value is null ? 0 : 1;
                refused += value is null ? 1 : 0;
                filled += value is VectorValue { Samples.Count: > 0 } or MatrixValue { Series.Count: > 0 } or ScalarValue ? 1 : 0;
            }
        }
        output.WriteLine($"{seen.Count} expressions, {answered} answers compared ({filled} not empty), {refused} refused by both, {differences.Count} different");
        foreach (var difference in differences.Take(40))
            output.WriteLine(difference);
        Assert.Empty(differences);
    }

    [PrometheusFact]
    public async Task Faulty_expressions_are_refused_in_the_words_of_Prometheus()
    {
        var prometheus = await peer.Started;
        var differences = new List<string>();
        foreach (var query in FaultyExpressions.Everywhere)
        {
            var (_, theirs) = await prometheus.Instant(query, At);
            // Its message starts with the parameter that is at fault.
            theirs = theirs?[(theirs.IndexOf("\": ", StringComparison.Ordinal) is var at && at < 0 ? 0 : at + 3)..];
            var ours = Record.Exception(() => PromqlExpression.Parse(query))?.Message;
            if (ours != theirs)
                differences.Add($"{query}\n   ours   {ours}\n   theirs {theirs}");
        }
        output.WriteLine($"{FaultyExpressions.Everywhere.Length} expressions, {differences.Count} different");
        foreach (var difference in differences)
            output.WriteLine(difference);
        Assert.Empty(differences);
    }

    private static async Task<(QueryValue? Value, string? Error)> Try(Func<ValueTask<QueryResult>> ask)
    {
        try
        {
            return ((await ask()).Value, null);
        }
        catch (QueryException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>One Prometheus for the tests of this class, started by the first that is not skipped.</summary>
    public sealed class Peer : IDisposable
    {
        private readonly Lazy<Task<PrometheusPeer>> _started;

        public Peer() => _started = new(Start);

        internal SampleBook Book { get; } = GeneratedNetwork.Build();

        internal Task<PrometheusPeer> Started => _started.Value;

        public void Dispose()
        {
            if (_started.IsValueCreated && _started.Value.IsCompletedSuccessfully)
                _started.Value.Result.Dispose();
        }

        private async Task<PrometheusPeer> Start()
        {
            var prometheus = new PrometheusPeer(Book);
            try
            {
                await prometheus.Ready();
            }
            catch
            {
                prometheus.Dispose();
                throw;
            }
            return prometheus;
        }
    }
}
