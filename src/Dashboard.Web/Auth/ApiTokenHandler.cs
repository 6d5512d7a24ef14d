using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Dashboard.Web.Auth;

/// <summary>
/// Lets programs in that bring an API token: <c>Authorization: Bearer noc_…</c> (RFC 6750), <c>Token noc_…</c> (InfluxDB),
/// or Basic (RFC 7617) with any name and the token as password, for collectors that speak nothing else.
/// </summary>
internal sealed class ApiTokenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "ApiToken";

    /// <summary>The claim that says what a token may do; no user has it.</summary>
    public const string ScopeClaim = "noc:scope";

    /// <summary>The token that a request brings; null where it brings none, or something of another kind.</summary>
    public static string? Brought(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ');
        if (space < 0)
            return null;
        var credential = header[(space + 1)..].Trim();
        var token = header[..space].ToUpperInvariant() switch
        {
            "BEARER" or "TOKEN" => credential,
            "BASIC" => BasicPassword(credential),
            _ => null,
        };
        return token?.StartsWith(ApiToken.Prefix, StringComparison.Ordinal) == true ? token : null;
    }

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Brought(Request) is not { } brought)
            return Task.FromResult(AuthenticateResult.NoResult());
        if (tokens.Use(brought) is not { } token)
            return Task.FromResult(AuthenticateResult.Fail("The API token is unknown, expired or revoked."));
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.NameIdentifier, $"token:{token.Id}"), new(ClaimTypes.Name, token.Name), new(ScopeClaim, token.Scope)],
            SchemeName);
        return Task.FromResult(AuthenticateResult.Success(new(new(identity), SchemeName)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"NOC dashboard\", error=\"invalid_token\"";
        return Refusal.Write(Context, StatusCodes.Status401Unauthorized, "The API token is unknown, expired or revoked. An administrator can make a new one on the page Users and tokens.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Refusal.Write(Context, StatusCodes.Status403Forbidden, "This API token may not do that. Writing needs a token with the scope write; pages need a user.");

    private static string? BasicPassword(string credential)
    {
        Span<byte> bytes = stackalloc byte[512];
        if (!Convert.TryFromBase64String(credential, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes[..length]);
        return pair[(pair.IndexOf(':') + 1)..];
    }
}
