using System.Globalization;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>Where administrators decide who and what may come in. Rendered without a circuit, so that secrets are in one answer only.</summary>
public sealed partial class Users
{
    private const int Shown = 50;

    private IReadOnlyList<User> users = [];
    private IReadOnlyList<ApiToken> tokens = [];
    private IReadOnlyList<AuditEntry> trail = [];
    private DateTimeOffset now;
    private string? problem;
    private ShownOnce? secret;

    [Inject]
    private Accounts Accounts { get; set; } = default!;

    [Inject]
    private ApiTokens Tokens { get; set; } = default!;

    [Inject]
    private AuditTrail Audit { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromForm]
    private string? Name { get; set; }

    [SupplyParameterFromForm]
    private string? Role { get; set; }

    [SupplyParameterFromForm]
    private string? TokenName { get; set; }

    [SupplyParameterFromForm]
    private string? Scope { get; set; }

    [SupplyParameterFromForm]
    private string? Days { get; set; }

    private long? Self => Sessions.UserId(HttpContext.User);

    private Actor Actor => Actor.Of(HttpContext);

    protected override void OnInitialized() => Load();

    private void Load()
    {
        now = Time.GetUtcNow();
        users = Accounts.All();
        tokens = Tokens.All();
        trail = Audit.Newest(Shown);
    }

    private void AddUser()
    {
        var name = (Name ?? "").Trim();
        if (Refused(Accounts.Add(name, Role ?? "", Actor, out var token)))
            return;
        ShowLink(name, token);
    }

    private void Reset(User user)
    {
        if (Refused(Accounts.Reset(user.Id, Actor, out var token)))
            return;
        ShowLink(user.Name, token);
    }

    private void ChangeRole(User user)
    {
        if (!Refused(Accounts.ChangeRole(user.Id, Role ?? "", Actor)))
            HttpContext.Response.Redirect("/users");
    }

    private void Remove(User user)
    {
        if (!Refused(Accounts.Remove(user.Id, Actor)))
            HttpContext.Response.Redirect("/users");
    }

    private void AddToken()
    {
        var name = (TokenName ?? "").Trim();
        TimeSpan? lifetime = int.TryParse(Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 ? TimeSpan.FromDays(days) : null;
        if (Refused(Tokens.Create(name, Scope ?? "", lifetime, Actor, out var token)))
            return;
        secret = new($"Token for {name}", "Copy it now: it is not kept and cannot be shown again.", token);
        Load();
    }

    private void Revoke(ApiToken token)
    {
        Tokens.Revoke(token.Id, Actor);
        HttpContext.Response.Redirect("/users");
    }

    private bool Refused(string? sentence)
    {
        problem = sentence;
        if (sentence is not null)
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return sentence is not null;
    }

    private void ShowLink(string name, string token)
    {
        var request = HttpContext.Request;
        secret = new(
            $"Link for {name}",
            $"Give it to {name}. It signs them in once, within {(int)FirstSignInLinks.Validity.TotalHours} hours and until the server restarts; then they set a password. It cannot be shown again, but a new one can be made.",
            $"{request.Scheme}://{request.Host}{FirstSignInLinks.Path}?token={token}");
        Load();
    }

    private string PasswordState(User user) =>
        user.Attempts.LockedFor(now) is { } locked ? $"locked for {Sentences.Minutes(locked)}" : user.HasPassword ? "set" : "not set";

    private static string Moment(DateTimeOffset? at, string none) => at is { } moment ? Sentences.Moment(moment) : none;

    private string Expiry(ApiToken token) =>
        token.RevokedAt is { } revoked ? $"revoked {Sentences.Moment(revoked)}"
        : token.IsGood(now) ? Moment(token.ExpiresAt, "never")
        : $"expired {Moment(token.ExpiresAt, "")}";

    private sealed record ShownOnce(string Title, string Explanation, string Value);
}
