namespace Dashboard.Web.Knowledge;

/// <summary>The queries of a text: its blocks of code that say that they are PromQL.</summary>
internal static class KnowledgeQueries
{
    private const string Fence = "```";

    /// <summary>The queries, in order.</summary>
    public static IReadOnlyList<string> Of(string markdown)
    {
        var queries = new List<string>(); // bound: KnowledgeArticle.MaxText of text
        List<string>? block = null; // bound: the text
        foreach (var line in markdown.Split('\n').Select(static l => l.Trim()))
        {
            if (block is null)
            {
                if (line.StartsWith(Fence, StringComparison.Ordinal) && line[Fence.Length..].Trim().Equals("promql", StringComparison.OrdinalIgnoreCase))
                    block = [];
            }
            else if (line == Fence)
            {
                queries.Add(string.Join('\n', block));
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
        return queries;
    }

    /// <summary>Where a query can be run.</summary>
    public static string Link(string query) => "/explore" + QueryString.Create("query", query);
}
