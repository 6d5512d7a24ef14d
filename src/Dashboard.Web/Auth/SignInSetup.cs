using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Hosting;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Dashboard.Web.Auth;

/// <summary>Adds sign-in to the host: closed by default, with what lets people and programs in.</summary>
public static class SignInSetup
{
    private const string Scheme = "Noc";

    /// <summary>Services. Call it after the Razor components are added, whose provider of the signed-in user it replaces.</summary>
    /// <exception cref="SettingsException">A setting of <see cref="AuthOptions"/> is not allowed, or mode Open goes with a listener beyond loopback.</exception>
    public static void AddSignIn(this WebApplicationBuilder builder, DataDirectory data)
    {
        var options = Settings.Read<AuthOptions>(builder.Configuration, AuthOptions.Section);
        if (options.Mode == AuthMode.Open)
        {
            ListenAddresses.RefuseOpenBeyondLoopback(ListenAddresses.Configured(builder.Configuration));
            ListenAddresses.RefuseOpenBeyondLoopback(Settings.Read<ListenOptions>(builder.Configuration, ListenOptions.Section));
        }

        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(AuthSchema.First);
        services.AddSingleton(AuthSchema.Strangers);
        services.AddSingleton(WallSchema.First);
        services.TryAddSingleton(s => StateDatabase.Open(data.File("noc.db"), s.GetServices<StateMigration>()));
        services.AddSingleton<UserStore>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<SecurityStamps>();
        services.AddSingleton<AddressThrottle>();
        services.AddSingleton<StrangerAttempts>();
        services.AddSingleton<PasswordSignIn>();
        services.AddSingleton<FirstSignInLinks>();
        services.AddSingleton<Accounts>();
        services.AddSingleton<ApiTokens>();
        services.AddSingleton<WallLinks>();
        services.AddSingleton<Sessions>();
        services.AddScoped<SessionCookie>();
        // OWASP's figure for PBKDF2 with SHA-512, which is what the hasher's third version uses.
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = 210_000);
        services.AddSingleton<IPasswordHasher<User>, PasswordHasher<User>>();
        services.AddKeyedSingleton(ReadyLine.Output, Console.Out);
        services.AddHostedService<ReadyLine>();

        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, o => o.ForwardDefaultSelector = context =>
                options.Mode == AuthMode.Open ? OpenModeHandler.SchemeName
                : ApiTokenHandler.Brought(context.Request) is not null ? ApiTokenHandler.SchemeName
                : WallLinkHandler.Brought(context.Request) ? WallLinkHandler.SchemeName
                : Sessions.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, OpenModeHandler>(OpenModeHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, ApiTokenHandler>(ApiTokenHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, EventSenderHandler>(EventSenderHandler.SchemeName, null)
            .AddScheme<AuthenticationSchemeOptions, WallLinkHandler>(WallLinkHandler.SchemeName, null)
            .AddCookie(Sessions.SchemeName, o =>
            {
                o.Cookie.Name = SessionCookie.CookieName;
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                o.SlidingExpiration = true;
                o.ExpireTimeSpan = options.SessionDuration;
                o.EventsType = typeof(SessionCookie);
            });
        services.AddAuthorization(Policies.Add);
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PageRefusal>();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "noc-antiforgery";
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // frame-ancestors of the content security policy says more.
            o.SuppressXFrameOptionsHeader = true;
        });
        KeepSessionsOverRestarts(builder, data);

        // Its message for each request holds the query, and with it the token of a first sign-in link.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
    }

    /// <summary>Middleware. Call it first: everything after it is behind the security headers and the closed door.</summary>
    /// <exception cref="SettingsException">The state database cannot be used.</exception>
    public static void UseSignIn(this WebApplication app)
    {
        try
        {
            app.Services.GetRequiredService<StateDatabase>();
        }
        catch (StateDatabaseException e)
        {
            throw new SettingsException(e.Message);
        }
        if (app.Services.GetRequiredService<AuthOptions>().Mode == AuthMode.Open)
            AuthLog.OpenMode(app.Logger);
        app.UseSecurityHeaders();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseMiddleware<SameOrigin>();
        app.UseMiddleware<LinkSignIn>();
        app.UseMiddleware<WallLinkSignIn>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>Endpoints that are no pages.</summary>
    public static void MapSignIn(this WebApplication app)
    {
        app.MapPost("/sign-out", SignOut);
        // A page that stays open for days makes no requests of its own: asking this now and then prolongs its session.
        app.MapGet("/session", () => TypedResults.NoContent()).RequireAuthorization(Policies.Live);
    }

    private static async Task<IResult> SignOut(HttpContext context, IAntiforgery antiforgery, AuditTrail audit, ILoggerFactory loggers)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
            return TypedResults.Text("This form is out of date. Go back, reload the page and try again.\n", statusCode: StatusCodes.Status400BadRequest);
        var actor = Actor.Of(context);
        await context.SignOutAsync(Sessions.SchemeName);
        audit.Add(actor, "signed out");
        AuthLog.SignedOut(loggers.CreateLogger(typeof(SignInSetup)), actor.Name);
        return TypedResults.LocalRedirect("/sign-in");
    }

    private static void KeepSessionsOverRestarts(WebApplicationBuilder builder, DataDirectory data)
    {
        var keys = data.File("keys");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(keys);
        }
        else
        {
            const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Directory.CreateDirectory(keys, Private);
            File.SetUnixFileMode(keys, Private);
        }
        builder.Services.AddDataProtection().SetApplicationName("NOC dashboard").PersistKeysToFileSystem(new(keys));

        // It warns that keys lie unencrypted. They lie in a directory of this user only, beside the database that they
        // would have to be protected from as well, and there is no second secret on the machine to encrypt them with.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
    }
}
