namespace Dashboard.Web.Auth;

/// <summary>What came of a name and a password.</summary>
public enum SignInVerdict
{
    /// <summary>They belong together.</summary>
    Right,

    /// <summary>They do not, or no user has the name.</summary>
    Wrong,

    /// <summary>Too many wrong passwords for this name.</summary>
    Locked,

    /// <summary>Too many wrong passwords from this address.</summary>
    Throttled,
}

/// <summary>The verdict, with the user where it is <see cref="SignInVerdict.Right"/> and the time to wait where it is locked or throttled.</summary>
public readonly record struct SignInOutcome(SignInVerdict Verdict, User? User, TimeSpan Wait);
