using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Dashboard.Web.Tests.Auth;

/// <summary>A person's browser as far as signing in needs one: cookies, pages, forms. It follows no redirects, so that tests see them.</summary>
public sealed class Browser : IDisposable
{
    private readonly HttpClient client;

    public Browser(Uri address)
    {
        client = new(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    public Cookie? Session => Cookies.GetCookies(client.BaseAddress!)["noc-session"];

    public void Dispose() => client.Dispose();

    public Task<HttpResponseMessage> Get(string path) => client.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> Send(HttpRequestMessage request) => client.SendAsync(request);

    public async Task<HttpStatusCode> Status(string path)
    {
        using var answer = await Get(path);
        return answer.StatusCode;
    }

    public async Task<IHtmlDocument> Page(string path)
    {
        using var answer = await Get(path);
        return await Document(answer);
    }

    public static async Task<IHtmlDocument> Document(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

    /// <summary>Opens a page, fills its form of that name and submits it.</summary>
    public async Task<HttpResponseMessage> Submit(string path, string form, params (string Name, string Value)[] fields)
    {
        var document = await Page(path);
        var inputs = document.QuerySelector($"input[name=_handler][value='{form}']")?.Closest("form")?.QuerySelectorAll("input[type=hidden]").OfType<IHtmlInputElement>()
            ?? throw new InvalidOperationException($"{path} has no form {form}: {document.Body?.TextContent}");
        return await Post(path, [.. inputs.Select(i => (i.Name ?? "", i.Value)), .. fields]);
    }

    /// <summary>Submits the form on a page that posts to another path.</summary>
    public async Task<HttpResponseMessage> SubmitTo(string page, string action)
    {
        var document = await Page(page);
        var inputs = document.QuerySelectorAll($"form[action='{action}'] input[type=hidden]").OfType<IHtmlInputElement>();
        return await Post(action, [.. inputs.Select(i => (i.Name ?? "", i.Value))]);
    }

    public async Task<HttpResponseMessage> Post(string path, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public Task<HttpResponseMessage> SignIn(string name, string password, string query = "", bool wall = false) =>
        Submit("/sign-in" + query, "sign-in", [("Name", name), ("Password", password), .. wall ? new[] { ("Wall", "true") } : []]);
}
