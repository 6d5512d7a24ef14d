using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Dashboard.Web.Api;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Auth;

/// <summary>Lets senders of events in: by an account of theirs over Basic (RFC 7617), by a certificate over TLS, or by an API token.</summary>
internal sealed class EventSenderHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AuthOptions auth, EventSenders senders)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "EventSender";

    /// <summary>The claim that only senders of events have.</summary>
    public const string SenderClaim = "noc:sender";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (auth.Mode == AuthMode.Open)
            return Success(OpenModeHandler.Everybody);
        if (ApiTokenHandler.Brought(Request) is not null)
            return await Context.AuthenticateAsync(ApiTokenHandler.SchemeName);
        if (Context.Connection.ClientCertificate is { } certificate && senders.Knows(certificate))
            return Success(certificate.Subject);
        if (Brought(Request) is not var (name, password))
            return AuthenticateResult.NoResult();
        return senders.Knows(name, password) ? Success(name) : AuthenticateResult.Fail("The name or the password is wrong.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"VES event listener\", charset=\"UTF-8\"";
        return VesError.Unauthorized.Write(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => VesError.Forbidden.Write(Context);

    private static AuthenticateResult Success(string name) =>
        AuthenticateResult.Success(new(new(new ClaimsIdentity([new(ClaimTypes.Name, name), new(SenderClaim, name)], SchemeName)), SchemeName));

    private static (string Name, string Password)? Brought(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[1024];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes.AsSpan(0, length));
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (pair[..colon], pair[(colon + 1)..]);
    }
}
