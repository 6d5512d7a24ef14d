namespace Dashboard.Web.Auth;

/// <summary>Somebody who may sign in.</summary>
/// <param name="Id">Never given to another user, even after this one is removed.</param>
/// <param name="Name">Unique whatever the case of its letters.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="PasswordHash">Null until a password is set; then only a link lets this user in.</param>
/// <param name="SecurityStamp">Changes with the password; a session that carries another one has ended.</param>
/// <param name="Attempts">Wrong passwords since the last right one.</param>
/// <param name="LastSignIn">Null for a user who never did.</param>
public sealed record User(long Id, string Name, string Role, string? PasswordHash, string SecurityStamp, SignInAttempts Attempts, DateTimeOffset? LastSignIn)
{
    public bool HasPassword => PasswordHash is not null;
}
