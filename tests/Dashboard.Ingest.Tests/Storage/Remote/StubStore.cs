using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Tests.Storage.Remote;

/// <summary>A server in the test that answers as the test wants, and remembers what it was asked.</summary>
internal sealed class StubStore : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubStore(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Method, path and query, and the header <c>Authorization</c> of each request.</summary>
    public ConcurrentQueue<(string Request, string Authorization)> Requests { get; } = new();

    public static async Task<StubStore> Start(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(static k => k.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var stub = new StubStore(app);
        app.Run(async context =>
        {
            stub.Requests.Enqueue(($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", context.Request.Headers.Authorization.ToString()));
            await answer(context);
        });
        await app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
