using System.Collections.Concurrent;
using System.Net;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dashboard.Web.Tests.Auth;

/// <summary>The whole program on a real Kestrel at a free port, with its log and its standard output caught.</summary>
public sealed class RunningDashboard : WebApplicationFactory<Program>
{
    public const string Password = "correct horse battery";

    private readonly TemporaryDirectory? own;
    private readonly TimeProvider clock;
    private readonly (string Key, string Value)[] settings;
    private readonly StringWriter output = new();

    /// <summary>For tests of one class that leave no traces for each other.</summary>
    public RunningDashboard()
        : this(data: null)
    {
    }

    internal RunningDashboard(string? data = null, TimeProvider? clock = null, params (string Key, string Value)[] settings)
    {
        own = data is null ? new() : null;
        DataDirectory = data ?? own!.Path;
        this.clock = clock ?? TimeProvider.System;
        this.settings = settings;
        UseKestrel(0);
        StartServer();
        Address = new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public string DataDirectory { get; }

    public Uri Address { get; }

    public CaughtLog Log { get; } = new();

    /// <summary>What the program printed.</summary>
    public string Output => output.ToString();

    /// <summary>The path and query of the printed link.</summary>
    public string FirstLink => new Uri(Output.Trim()["NOC dashboard is ready: ".Length..]).PathAndQuery;

    public Browser Browser() => new(Address);

    /// <summary>A browser that has signed in by the first link.</summary>
    public async Task<Browser> Administrator()
    {
        var browser = Browser();
        using var answer = await browser.Get(FirstLink);
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        return browser;
    }

    /// <summary>A browser signed in as the first administrator, who has set <see cref="Password"/>.</summary>
    public async Task<Browser> AdministratorWithPassword()
    {
        var browser = await Administrator();
        using var answer = await browser.Submit("/account", "password", ("New", Password), ("Repeated", Password));
        Assert.Equal("/account?done=password", answer.Headers.Location?.OriginalString);
        return browser;
    }

    /// <summary>A browser signed in by link as a new user.</summary>
    public async Task<Browser> NewUser(string name, string role)
    {
        Assert.Null(Services.GetRequiredService<Accounts>().Add(name, role, new("admin", IPAddress.Loopback), out var token));
        var browser = Browser();
        using var answer = await browser.Get($"/first-sign-in?token={token}");
        Assert.Equal("/", answer.Headers.Location?.OriginalString);
        return browser;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Noc:DataDirectory", DataDirectory);
        builder.UseSetting("Noc:Demo:Enabled", "false");
        // Any free port, for servers run side by side.
        foreach (var receiver in new[] { "NetFlow", "Ipfix", "SFlow", "SnmpTrap", "SyslogUdp", "SyslogTcp", "SyslogTls", "OtlpGrpc", "OtlpHttp" })
            builder.UseSetting($"Noc:Listen:{receiver}", "0");
        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Log));
        builder.ConfigureTestServices(services =>
        {
            services.Replace(ServiceDescriptor.Singleton(clock));
            services.AddKeyedSingleton(ReadyLine.Output, TextWriter.Synchronized(output));
            services.AddSingleton<IStartupFilter, TestPaths>();
            // The cost of a hash is the hasher's business; paying it in every test would only make them slow.
            services.Configure<PasswordHasherOptions>(o => o.IterationCount = 1000);
        });
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            own?.Dispose();
    }

    /// <summary>A path that throws, so that the way errors take can be looked at, and a branch with a path for each policy of the API.</summary>
    private sealed class TestPaths : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.MapWhen(context => context.Request.Path.StartsWithSegments("/api/test"), branch => branch
                .UseRouting().UseAuthentication().UseAuthorization().UseEndpoints(routes =>
                {
                    routes.MapGet("/api/test/read", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization(Policies.ReadApi);
                    routes.MapPost("/api/test/write", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization(Policies.WriteApi);
                    routes.MapPost("/api/test/operate", () => "done").RequireAuthorization(Policies.Operate);
                }));
            next(app);
            app.Use((context, rest) => context.Request.Path == "/broken" ? throw new InvalidOperationException("Broken on purpose.") : rest(context));
        };
    }
}

/// <summary>Everything that is logged, at every level, as text.</summary>
public sealed class CaughtLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> lines = new();

    public string Text => string.Join('\n', lines);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(CaughtLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            log.lines.Enqueue($"{category} scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {exception}");
    }
}
