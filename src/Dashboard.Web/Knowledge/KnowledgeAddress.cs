using System.Globalization;
using Dashboard.Domain.Insights;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Knowledge;

/// <summary>
/// Which knowledge is asked for, as an address says it: <c>q</c> or <c>query</c> for words, <c>category</c>, <c>tags</c>
/// with commas, <c>kind</c> article or case, <c>hidden</c> yes for what was hidden, <c>limit</c>.
/// </summary>
public sealed record KnowledgeAddress
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/knowledge";

    private const string Yes = "yes";

    /// <summary>What is looked for.</summary>
    public KnowledgeSearch Search { get; init; } = new();

    /// <summary>What could not be read, each a sentence.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static KnowledgeAddress Read(string? query)
    {
        var fields = new AddressFields(query);
        var problems = new List<string>(); // bound: fields
        var search = new KnowledgeSearch
        {
            Text = (fields["q"] is { Length: > 0 } q ? q : fields["query"]).Trim(),
            Category = fields["category"].Trim(),
            Tags = [.. fields["tags"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)],
            IsHidden = fields["hidden"] == Yes,
        };
        if (search.Text.Length > KnowledgeSearch.MaxText)
            problems.Add($"The query has {search.Text.Length:N0} characters; {KnowledgeSearch.MaxText} are allowed.");
        if (search.Tags.Length > KnowledgeArticle.MostTags)
            problems.Add($"tags names {search.Tags.Length} tags; {KnowledgeArticle.MostTags} are allowed, since none has more.");
        if (fields["hidden"] is not ("" or Yes or "no"))
            problems.Add($"hidden={fields["hidden"]} is neither yes nor no.");
        if (fields["kind"] is { Length: > 0 } named)
        {
            if (Enum.TryParse<KnowledgeKind>(named, ignoreCase: true, out var kind) && !char.IsAsciiDigit(named[0]))
                search = search with { Kind = kind };
            else
                problems.Add($"kind={named} is neither article nor case.");
        }
        if (fields["limit"] is { Length: > 0 } limit)
        {
            if (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is > 0 and <= KnowledgeSearch.MostFound)
                search = search with { Limit = most };
            else
                problems.Add($"limit={limit} is not a whole number from 1 to {KnowledgeSearch.MostFound}.");
        }
        return new KnowledgeAddress { Search = search, Problems = problems };
    }

    /// <summary>Where the page is that shows what a search finds.</summary>
    public static string Link(KnowledgeSearch search)
    {
        var fields = new List<KeyValuePair<string, string?>>(); // bound: fields of a search
        Add("q", search.Text);
        Add("category", search.Category);
        Add("tags", string.Join(',', search.Tags));
        Add("kind", search.Kind?.ToString().ToLowerInvariant() ?? "");
        Add("hidden", search.IsHidden ? Yes : "");
        return Path + QueryString.Create(fields);

        void Add(string name, string value)
        {
            if (value.Length > 0)
                fields.Add(new(name, value));
        }
    }

    /// <summary>Where the page of an article or a case is.</summary>
    public static string Link(long id) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{id}");
}
