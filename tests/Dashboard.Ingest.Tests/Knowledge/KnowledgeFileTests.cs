using System.Text.RegularExpressions;
using Dashboard.Domain.Insights;
using Dashboard.Domain.Query;
using Dashboard.Ingest.Knowledge;

namespace Dashboard.Ingest.Tests.Knowledge;

public sealed partial class KnowledgeFileTests
{
    [Fact]
    public void Every_article_of_the_program_says_how_it_looks_what_it_comes_of_how_to_find_out_and_what_to_do()
    {
        Assert.True(KnowledgeFile.BuiltIn.Count >= 12);
        foreach (var (name, article) in KnowledgeFile.BuiltIn)
        {
            Assert.Null(article.Complaint());
            Assert.True(new[] { article.Symptom, article.Cause, article.Verify, article.Action }.All(static t => t.Length > 80), name);
            Assert.True(article.Tags.Length >= 3 && article.Scope.EntityKinds.Length > 0 && article.Scope.Metrics.Length > 0 && article.Scope.Anomalies.Length > 0, name);
            Assert.Equal(KnowledgeOrigin.Program, article.Origin);
        }
    }

    [Fact]
    public void Every_query_of_an_article_is_PromQL()
    {
        var queries = KnowledgeFile.BuiltIn.Values.SelectMany(static a => Blocks().Matches(a.Verify + "\n" + a.Action)).Select(static m => m.Groups["query"].Value).ToList();
        Assert.True(queries.Count >= KnowledgeFile.BuiltIn.Count);
        foreach (var query in queries)
            Assert.NotNull(PromqlExpression.Parse(query));
    }

    [Fact]
    public void Links_of_articles_lead_to_pages_of_this_server()
    {
        string[] pages = ["/alarms", "/capacity", "/flows", "/knowledge", "/kpis", "/logs", "/network", "/quality", "/sources", "/d/topology", "/d/capacity-planning", "/d/interfaces", "/d/security", "/d/traces-services"];
        var links = KnowledgeFile.BuiltIn.Values.SelectMany(static a => Links().Matches(string.Join('\n', a.Symptom, a.Cause, a.Verify, a.Action))).Select(static m => m.Groups["path"].Value).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, l => Assert.Contains(l, pages));
    }

    [Theory]
    [InlineData("articles: {}", "no articles")]
    [InlineData("articles: {a: {symptom: s}}", "article a: It needs a title")]
    [InlineData("articles: {a: {title: t, symptom: s, anomalies: [odd]}}", "'odd' is no kind of anomaly")]
    [InlineData("articles: {a: {titel: t}}", "f.yml, line 1")]
    public void What_cannot_be_used_is_refused_with_its_place(string yaml, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => KnowledgeFile.Read(yaml, "f.yml")).Message, StringComparison.Ordinal);

    [GeneratedRegex("```promql\n(?<query>.*?)\n\\s*```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\]\((?<path>[^)?]*)")]
    private static partial Regex Links();
}
