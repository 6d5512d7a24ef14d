using AngleSharp.Html.Parser;
using Dashboard.Web.Dashboards;

namespace Dashboard.Web.Tests.Widgets;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](//elsewhere.example/)")]
    [InlineData("[x](/\\elsewhere.example/)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("[x]\n\n[x]: vbscript:x")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("<div style=\"position:fixed\">x</div>")]
    public void Nothing_that_runs_or_leads_astray_gets_through(string markdown)
    {
        var document = new HtmlParser().ParseDocument($"<body>{MarkdownText.ToMarkup(markdown)}</body>");
        Assert.Empty(document.QuerySelectorAll("script, img, a, div, iframe, object"));
        Assert.All(document.Body!.QuerySelectorAll("*"), e => Assert.DoesNotContain(e.Attributes, a => a.Name.StartsWith("on", StringComparison.Ordinal) || a.Name == "style"));
    }

    [Fact]
    public void Links_lead_to_this_server_and_to_the_web()
    {
        var links = new HtmlParser().ParseDocument(MarkdownText.ToMarkup("[here](/d/interfaces) and [there](https://example.org/a?b=1) and https://example.org")).QuerySelectorAll("a");
        Assert.Equal(["/d/interfaces", "https://example.org/a?b=1", "https://example.org"], links.Select(a => a.GetAttribute("href")));
        Assert.Equal([null, "noopener noreferrer", "noopener noreferrer"], links.Select(a => a.GetAttribute("rel")));
    }

    [Fact]
    public void Tables_are_drawn_without_styles()
    {
        var markup = MarkdownText.ToMarkup("| a | b |\n|--:|:-:|\n| 1 | 2 |");
        Assert.Contains("<td>1</td>", markup, StringComparison.Ordinal);
        Assert.DoesNotContain("style", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_becomes_a_link() =>
        Assert.Equal("https://example.org/a.png", new HtmlParser().ParseDocument(MarkdownText.ToMarkup("![map](https://example.org/a.png)")).QuerySelector("a")!.GetAttribute("href"));

    [Fact]
    public void What_nests_too_deeply_is_shown_as_it_is() =>
        Assert.StartsWith("<pre>", MarkdownText.ToMarkup(new string('>', 5000) + " deep"), StringComparison.Ordinal);
}
