using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>Where a person gives a name and a password. Rendered without a circuit, because it writes a cookie.</summary>
public sealed partial class SignIn
{
    private string? problem;

    [Inject]
    private PasswordSignIn Passwords { get; set; } = default!;

    [Inject]
    private Sessions Sessions { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "returnUrl")]
    private string? Wanted { get; set; }

    [SupplyParameterFromForm]
    private string? Name { get; set; }

    [SupplyParameterFromForm]
    private string? Password { get; set; }

    [SupplyParameterFromForm]
    private bool Wall { get; set; }

    private string? Invalid => problem is null ? null : "true";

    private string? DescribedBy => problem is null ? null : "problem";

    protected override void OnInitialized()
    {
        if (HttpMethods.IsGet(HttpContext.Request.Method) && HttpContext.User.Identity?.IsAuthenticated == true)
            HttpContext.Response.Redirect(ReturnUrl.Local(Wanted));
    }

    private async Task Submit()
    {
        var outcome = await Passwords.Try((Name ?? "").Trim(), Password ?? "", Actor.AddressOf(HttpContext), HttpContext.RequestAborted);
        if (outcome.User is { } user)
        {
            await Sessions.Begin(HttpContext, user, Wall);
            HttpContext.Response.Redirect(ReturnUrl.Local(Wanted));
            return;
        }
        problem = outcome.Verdict switch
        {
            SignInVerdict.Locked => $"Too many wrong passwords for this name. It is locked for {Sentences.Minutes(outcome.Wait)}.",
            SignInVerdict.Throttled => $"Too many wrong passwords from this address. Try again in {Sentences.Minutes(outcome.Wait)}.",
            _ => "The name or the password is wrong.",
        };
        if (outcome.Verdict == SignInVerdict.Wrong)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        HttpContext.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        HttpContext.Response.Headers.RetryAfter = $"{(int)Math.Ceiling(outcome.Wait.TotalSeconds)}";
    }
}
