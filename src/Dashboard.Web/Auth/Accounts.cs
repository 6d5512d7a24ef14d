using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Auth;

/// <summary>
/// What may be done to users, each with its rule and its line in the audit trail. A method that may refuse returns the
/// sentence to show, or null when it is done.
/// </summary>
internal sealed class Accounts(
    UserStore users,
    FirstSignInLinks links,
    SecurityStamps stamps,
    PasswordSignIn passwords,
    IPasswordHasher<User> hasher,
    AuditTrail audit,
    TimeProvider time)
{
    /// <summary>The name that the first administrator is given.</summary>
    public const string FirstName = "admin";

    public const int ShortestPassword = 12;

    /// <summary>Longest password: hashing more would only cost time.</summary>
    public const int LongestPassword = 256;

    public const int LongestName = 64;

    private const string LastAdministrator = "This is the last administrator. Make somebody else administrator first.";
    private const string Gone = "This user has been removed meanwhile.";

    public IReadOnlyList<User> All() => users.All();

    public User? Find(long id) => users.Find(id);

    /// <summary>Whether nobody could come in to set things up: no administrator has a password.</summary>
    public bool NeedsFirstSignIn() => !users.AnyAdministratorHasPassword();

    /// <summary>The token of a link that signs the first administrator in.</summary>
    public string FirstLink() => links.Issue(null);

    /// <summary>Signs in by a link's token, which is used up by it.</summary>
    /// <returns>Null: the token is not valid (any more).</returns>
    public User? RedeemLink(string? token, Actor actor)
    {
        if (!links.Redeem(token, out var id))
            return null;
        var user = id is { } invited ? users.Find(invited) : NeedsFirstSignIn() ? FirstAdministrator() : null;
        if (user is null)
            return null;
        users.SignedIn(user.Id, time.GetUtcNow());
        audit.Add(actor with { Name = user.Name }, "signed in by link");
        return user;
    }

    public string? Add(string name, string role, Actor actor, out string linkToken)
    {
        linkToken = "";
        if (NameProblem(name) is { } problem)
            return problem;
        if (!Roles.All.Contains(role))
            return $"Choose a role: {string.Join(", ", Roles.All)}.";
        if (!users.Add(name, role, Secret.New(), time.GetUtcNow()))
            return users.Find(name) is null ? $"There are {UserStore.Most} users already; remove one first." : $"There is already a user called {name}.";
        stamps.Forget();
        audit.Add(actor, $"added user as {role}", name);
        linkToken = links.Issue(users.Find(name)!.Id);
        return null;
    }

    /// <summary>Takes the password and all sessions away; the user comes back by the link.</summary>
    public string? Reset(long id, Actor actor, out string linkToken)
    {
        linkToken = "";
        if (users.Find(id) is not { } user)
            return Gone;
        users.SetPassword(id, null, Secret.New());
        stamps.Forget();
        audit.Add(actor, "reset password", user.Name);
        linkToken = links.Issue(id);
        return null;
    }

    public string? ChangeRole(long id, string role, Actor actor)
    {
        if (users.Find(id) is not { } user)
            return Gone;
        if (!Roles.All.Contains(role))
            return $"Choose a role: {string.Join(", ", Roles.All)}.";
        if (!users.ChangeRole(id, role))
            return LastAdministrator;
        stamps.Forget();
        audit.Add(actor, $"changed role from {user.Role} to {role}", user.Name);
        return null;
    }

    public string? Remove(long id, Actor actor)
    {
        if (users.Find(id) is not { } user)
            return Gone;
        if (!users.Remove(id))
            return LastAdministrator;
        links.Withdraw(id);
        stamps.Forget();
        audit.Add(actor, "removed user", user.Name);
        return null;
    }

    /// <summary>Sets or changes a user's own password and ends all their sessions. The old one is not looked at where none is set.</summary>
    public async Task<string?> SetPassword(long id, string old, string password, string repeated, Actor actor, CancellationToken cancellation)
    {
        if (users.Find(id) is not { } user)
            return Gone;
        if (password.Length < ShortestPassword)
            return $"The new password is too short: take at least {ShortestPassword} characters. A few unrelated words are easy to remember.";
        if (password.Length > LongestPassword)
            return $"The new password is too long: take at most {LongestPassword} characters.";
        if (password.Equals(user.Name, StringComparison.OrdinalIgnoreCase))
            return "The new password must not be your name.";
        if (password != repeated)
            return "The two new passwords differ.";
        if (user.HasPassword && OldPasswordProblem(await passwords.Check(user.Name, old, actor.Address, cancellation)) is { } problem)
            return problem;
        users.SetPassword(id, hasher.HashPassword(user, password), Secret.New());
        links.Withdraw(id);
        if (user.Role == Roles.Administrator)
            links.Withdraw(null);
        stamps.Forget();
        audit.Add(actor, "set password", user.Name);
        return null;
    }

    /// <summary>Ends all sessions of a user.</summary>
    public void EndSessions(long id, Actor actor)
    {
        users.SetStamp(id, Secret.New());
        stamps.Forget();
        audit.Add(actor, "ended all sessions", users.Find(id)?.Name ?? "");
    }

    private User FirstAdministrator()
    {
        if (users.FirstAdministrator(FirstName) is { } present)
            return present;
        users.Add(FirstName, Roles.Administrator, Secret.New(), time.GetUtcNow());
        stamps.Forget();
        return users.FirstAdministrator(FirstName)!;
    }

    private static string? OldPasswordProblem(SignInOutcome outcome) => outcome.Verdict switch
    {
        SignInVerdict.Right => null,
        SignInVerdict.Wrong => "The present password is not right.",
        _ => $"Too many wrong passwords. Try again in {Sentences.Minutes(outcome.Wait)}.",
    };

    private static string? NameProblem(string name) =>
        name.Length is 0 or > LongestName ? $"Give the user a name of at most {LongestName} characters."
        : name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-' or '@' or '+') ? null
        : "A name is made of letters, digits and . _ - @ +, without spaces.";
}
