using System.Security.Claims;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Pages;

/// <summary>Who is signed in, and what they may do about it themselves. Rendered without a circuit, because it writes a cookie.</summary>
public sealed partial class Account
{
    private User? user;
    private string? role;
    private string? problem;

    [Inject]
    private Accounts Accounts { get; set; } = default!;

    [Inject]
    private Sessions Sessions { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Done { get; set; }

    [SupplyParameterFromForm]
    private string? Old { get; set; }

    [SupplyParameterFromForm]
    private string? New { get; set; }

    [SupplyParameterFromForm]
    private string? Repeated { get; set; }

    private string? Invalid => problem is null ? null : "true";

    private string? DoneSentence => Done switch
    {
        "password" => "The password is set. Every other screen of yours is signed out.",
        "sessions" => "Every other screen of yours is signed out.",
        _ => null,
    };

    private string? DescribedBy => problem is null ? null : "problem";

    protected override void OnInitialized()
    {
        user = Sessions.UserId(HttpContext.User) is { } id ? Accounts.Find(id) : null;
        role = HttpContext.User.FindFirstValue(ClaimTypes.Role);
    }

    private async Task SetPassword()
    {
        problem = await Accounts.SetPassword(user!.Id, Old ?? "", New ?? "", Repeated ?? "", Actor.Of(HttpContext), HttpContext.RequestAborted);
        if (problem is not null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        await StaySignedIn("password");
    }

    private async Task EndOtherSessions()
    {
        Accounts.EndSessions(user!.Id, Actor.Of(HttpContext));
        await StaySignedIn("sessions");
    }

    // The stamp of the user has changed, and with it this session would end too.
    private async Task StaySignedIn(string done)
    {
        if (Accounts.Find(user!.Id) is { } renewed)
            await Sessions.Renew(HttpContext, renewed);
        HttpContext.Response.Redirect($"/account?done={done}");
    }
}
