using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Http.Extensions;

namespace Dashboard.Web.Network;

/// <summary>
/// What is seen on the Network page, as its address says it: <c>node</c> an object's distinguished name, <c>site</c> or
/// <c>slice</c> what is chosen, <c>by</c> <c>site</c> where sites lie at the top of the tree, <c>q</c> what is searched for.
/// </summary>
public sealed record NetworkView
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/network";

    private const string BySites = "site";

    /// <summary>The object's name; empty where none is chosen.</summary>
    public string Node { get; init; } = "";

    /// <summary>The site; empty where none is chosen.</summary>
    public string Site { get; init; } = "";

    /// <summary>The slice; empty where none is chosen.</summary>
    public string Slice { get; init; } = "";

    /// <summary>Whether sites lie at the top of the tree, and not subnetworks.</summary>
    public bool IsBySite { get; init; }

    /// <summary>What is searched for; empty for the tree.</summary>
    public string Text { get; init; } = "";

    /// <summary>Whether an object, a site or a slice is chosen.</summary>
    public bool IsChosen => Node.Length + Site.Length + Slice.Length > 0;

    /// <summary>The same without what is chosen.</summary>
    public NetworkView Unchosen => this with { Node = "", Site = "", Slice = "" };

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static NetworkView Read(string? query)
    {
        var fields = new AddressFields(query);
        return new NetworkView { Node = fields["node"], Site = fields["site"], Slice = fields["slice"], IsBySite = fields["by"] == BySites, Text = fields["q"].Trim() };
    }

    /// <summary>Where the page is with this.</summary>
    public string Link()
    {
        var fields = new QueryBuilder();
        foreach (var (name, value) in new[] { ("q", Text), ("by", IsBySite ? BySites : ""), ("node", Node), ("site", Site), ("slice", Slice) })
        {
            if (value.Length > 0)
                fields.Add(name, value);
        }
        return Path + fields;
    }
}
