using System.ComponentModel.DataAnnotations;

namespace Dashboard.Web.Auth;

/// <summary>How people and programs are let in, settings section <c>Noc:Auth</c>.</summary>
public sealed class AuthOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Auth";

    /// <summary>Default Local. Open lets everybody in as administrator and is refused at start unless every listener is on loopback.</summary>
    [EnumDataType(typeof(AuthMode))]
    public AuthMode Mode { get; init; } = AuthMode.Local;

    /// <summary>Wrong passwords in a row that lock an account. Default 5; 1 to 100.</summary>
    [Range(1, 100)]
    public int LockoutAttempts { get; init; } = 5;

    /// <summary>How long a locked account stays locked. Default 15 min; 1 s to 7 d.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan LockoutDuration { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a session lasts after its last request. Default 12 h; 1 min to 400 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan SessionDuration { get; init; } = TimeSpan.FromHours(12);

    /// <summary>The same for a session that was asked to stay, for a wall. Default 400 d, the longest that browsers keep a cookie; 1 min to 400 d.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "400.00:00:00")]
    public TimeSpan WallSessionDuration { get; init; } = TimeSpan.FromDays(400);
}
