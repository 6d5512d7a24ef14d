using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Dashboard.Web.Dashboards;

/// <summary>
/// Somebody's Markdown as markup that is safe to show to others: raw HTML stays text, links lead to this server or to
/// http and https, pictures become links, and nothing carries a style.
/// </summary>
internal static class MarkdownText
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseEmphasisExtras().UseAutoLinks().Build();

    /// <summary>The markup of a text; where it nests deeper than can be read, the text itself.</summary>
    public static string ToMarkup(string markdown)
    {
        MarkdownDocument document;
        try
        {
            document = Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses what is nested more than 128 deep.
            return $"<pre>{System.Net.WebUtility.HtmlEncode(markdown)}</pre>";
        }
        foreach (var link in document.Descendants<LinkInline>().ToList())
            Restrain(link);
        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsAllowed(l.Url)).ToList())
            link.ReplaceBy(new LiteralInline(link.Url));
        // The alignment of a column would be written as a style.
        foreach (var column in document.Descendants<Table>().SelectMany(t => t.ColumnDefinitions))
            column.Alignment = null;
        // The widget's title is of the second level.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + 2);
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return text.ToString();
    }

    private static void Restrain(LinkInline link)
    {
        link.IsImage = false;
        if (link.FirstChild is null && link.Url is { Length: > 0 } bare)
            link.AppendChild(new LiteralInline(bare));
        if (!IsAllowed(link.Url))
        {
            // The words stay, the way does not.
            link.Url = "";
            link.GetDynamicUrl = null;
            while (link.FirstChild is { } child)
            {
                child.Remove();
                link.InsertBefore(child);
            }
            link.Remove();
        }
        else if (link.Url![0] != '/')
        {
            var attributes = link.GetAttributes();
            attributes.AddPropertyIfNotExist("target", "_blank");
            attributes.AddPropertyIfNotExist("rel", "noopener noreferrer");
        }
    }

    private static bool IsAllowed(string? address)
    {
        if (string.IsNullOrEmpty(address) || address.Any(char.IsControl))
            return false;
        return address[0] == '/'
            ? !address.StartsWith("//", StringComparison.Ordinal) && !address.Contains('\\', StringComparison.Ordinal)
            : Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
    }
}
