using System.Net;
using Microsoft.AspNetCore.Identity;

namespace Dashboard.Web.Auth;

/// <summary>
/// Decides on a name and a password. Known and unknown names take the same path: both are counted, both cost a hash,
/// both lock, and both get the same answer.
/// </summary>
internal sealed class PasswordSignIn(
    UserStore users,
    IPasswordHasher<User> hasher,
    AddressThrottle throttle,
    StrangerAttempts strangers,
    AuditTrail audit,
    AuthOptions options,
    TimeProvider time,
    ILogger<PasswordSignIn> log) : IDisposable
{
    private static readonly User Nobody = new(0, "", Roles.Viewer, null, "", default, null);

    // A hash takes a processor for a tenth of a second; half of them stay free for everybody else.
    private readonly SemaphoreSlim hashing = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> decoy = new(() => hasher.HashPassword(Nobody, Secret.New()));

    public void Dispose() => hashing.Dispose();

    /// <summary>Signs in: <see cref="Check"/>, and a right password is noted.</summary>
    public async Task<SignInOutcome> Try(string name, string password, IPAddress address, CancellationToken cancellation)
    {
        var outcome = await Check(name, password, address, cancellation);
        if (outcome.User is { } user)
        {
            users.SignedIn(user.Id, time.GetUtcNow());
            audit.Add(new(user.Name, address), "signed in");
            AuthLog.SignedIn(log, user.Name, address);
        }
        return outcome;
    }

    /// <summary>Whether a name and a password belong together, with everything that slows guessing down.</summary>
    public async Task<SignInOutcome> Check(string name, string password, IPAddress address, CancellationToken cancellation)
    {
        if (throttle.Enter(address) is { } pause)
        {
            AuthLog.Throttled(log, address);
            return new(SignInVerdict.Throttled, null, pause);
        }
        var now = time.GetUtcNow();
        var user = users.Find(name);
        var (before, after) = user is null ? strangers.Count(name, now, options) : users.CountAttempt(user.Id, now, options);
        if (before.LockedFor(now) is { } locked)
            return Refuse(user, address, SignInVerdict.Locked, locked);
        if (await Matches(user, password, cancellation) is { } right)
        {
            throttle.Forgive(address);
            users.ClearAttempts(right.Id);
            return new(SignInVerdict.Right, right, default);
        }
        return after.LockedFor(now) is { } lockedNow
            ? Refuse(user, address, SignInVerdict.Locked, lockedNow)
            : Refuse(user, address, SignInVerdict.Wrong, default);
    }

    private async Task<User?> Matches(User? user, string password, CancellationToken cancellation)
    {
        await hashing.WaitAsync(cancellation);
        try
        {
            var verdict = hasher.VerifyHashedPassword(user ?? Nobody, user?.PasswordHash ?? decoy.Value, password);
            return user is { HasPassword: true } && verdict != PasswordVerificationResult.Failed ? user : null;
        }
        finally
        {
            hashing.Release();
        }
    }

    // What was typed where no user has it is not written down: it may be a password in the wrong field.
    private SignInOutcome Refuse(User? user, IPAddress address, SignInVerdict verdict, TimeSpan wait)
    {
        audit.Add(new("", address), verdict == SignInVerdict.Locked ? "refused: locked" : "refused: wrong password", user?.Name ?? "(unknown name)");
        AuthLog.Refused(log, user?.Name ?? "(unknown name)", address, verdict);
        return new(verdict, null, wait);
    }
}
