using Microsoft.AspNetCore.Http.Features;

namespace Dashboard.Web.Auth;

/// <summary>
/// Refuses what another site's page sends in the name of the person who looks at it: live connections, and changes that
/// rest on a cookie or, in mode Open, on nothing. A browser says in the header Origin whose page it was (RFC 6454).
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, AuthOptions options, ILogger<SameOrigin> log)
{
    public Task Invoke(HttpContext context)
    {
        if (Problem(context) is not { } problem)
            return next(context);
        AuthLog.CrossOrigin(log, context.Request.Method, context.Request.Path, Actor.AddressOf(context));
        return Refusal.Write(context, StatusCodes.Status403Forbidden, problem);
    }

    private string? Problem(HttpContext context)
    {
        var request = context.Request;
        // A foreign name that its owner points at this machine (DNS rebinding) makes a foreign page "same origin".
        if (options.Mode == AuthMode.Open && !ListenAddresses.IsLoopbackHost(request.Host.Host))
            return "This server is open to its own machine only (Noc:Auth:Mode is Open): ask for it as http://localhost.";

        var live = request.Path.StartsWithSegments("/_blazor");
        if (!live && !Changes(request.Method))
            return null;
        // A token is sent by a program on purpose, never by a browser on its own.
        if (!live && options.Mode != AuthMode.Open && ApiTokenHandler.Brought(request) is not null)
            return null;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return live && IsWebSocket(context) ? "A live connection must come from a page of this server; this one does not say where it comes from (no Origin header)." : null;
        return IsOwn(origin, request.Host) ? null : "This request comes from a page of another site, which may not act here. Behind a proxy, pass the Host header on unchanged.";
    }

    private static bool Changes(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    private static bool IsWebSocket(HttpContext context) =>
        context.Request.Headers.Upgrade.ToString().Equals("websocket", StringComparison.OrdinalIgnoreCase)
        || context.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    // The scheme may differ: a proxy that ends TLS speaks plain HTTP to this server.
    private static bool IsOwn(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var from)
        && from.Scheme is "http" or "https"
        && from.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && from.Port == (host.Port ?? (from.Scheme == "https" ? 443 : 80));
}
