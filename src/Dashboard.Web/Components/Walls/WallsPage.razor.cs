using System.Globalization;
using Dashboard.Web.Auth;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Walls;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Walls;

/// <summary>Where administrators make the links that open walls, and see what each display does. But for the list of displays it is rendered without a circuit, so that a link is in one answer only.</summary>
public sealed partial class WallsPage
{
    private static readonly WallDefinition Usual = new() { Stops = [new(Domain.Dashboards.DashboardTemplates.First)] };

    private IReadOnlyList<Wall> _walls = [];
    private IReadOnlyList<string> _problems = [];
    private (string Name, WallDefinition Definition) _entered = ("", Usual);
    private (string Name, string Address)? _link;
    private DateTimeOffset _now;

    [Inject]
    private WallLinks Links { get; set; } = default!;

    [Inject]
    private DashboardLibrary Library { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private HttpContext HttpContext { get; set; } = default!;

    protected override void OnInitialized() => Load();

    private void Load() => (_walls, _now) = (Links.All(), Time.GetUtcNow());

    private void Add()
    {
        var form = HttpContext.Request.Form;
        var name = form["Name"].ToString().Trim();
        var definition = WallForm.Read(form);
        TimeSpan? lifetime = int.TryParse(form["Days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 ? TimeSpan.FromDays(days) : null;
        var token = "";
        if (Refused(definition, () => Links.Create(name, definition, lifetime, Actor.Of(HttpContext), out token)))
        {
            _entered = (name, definition);
            return;
        }
        var request = HttpContext.Request;
        _link = (name, $"{request.Scheme}://{request.Host}{WallLinkSignIn.Path}?token={token}");
        Load();
    }

    private void Change(Wall wall)
    {
        var definition = WallForm.Read(HttpContext.Request.Form);
        if (Refused(definition, () => null))
            return;
        Links.Change(wall.Id, definition, Actor.Of(HttpContext));
        HttpContext.Response.Redirect("/walls");
    }

    private void Revoke(Wall wall)
    {
        Links.Revoke(wall.Id, Actor.Of(HttpContext));
        HttpContext.Response.Redirect("/walls");
    }

    private bool Refused(WallDefinition definition, Func<string?> act)
    {
        _problems = definition.Problems(slug => Library.Find(slug) is not null);
        if (_problems.Count == 0 && act() is { } sentence)
            _problems = [sentence];
        if (_problems.Count > 0)
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return _problems.Count > 0;
    }

    private string TitleOf(string slug) => Library.Find(slug)?.Title ?? $"{slug} (missing)";

    private string Expiry(Wall wall) =>
        wall.RevokedAt is { } revoked ? $"revoked {Sentences.Moment(revoked)}"
        : wall.ExpiresAt is not { } expires ? "never"
        : wall.IsGood(_now) ? Sentences.Moment(expires) : $"expired {Sentences.Moment(expires)}";
}
