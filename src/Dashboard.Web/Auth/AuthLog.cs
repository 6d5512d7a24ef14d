using System.Net;

namespace Dashboard.Web.Auth;

/// <summary>What signing in writes to the log, in one place. Never a password, a token, or a name that no user has.</summary>
internal static partial class AuthLog
{
    [LoggerMessage(5001, LogLevel.Information, "{user} signed in from {address}")]
    public static partial void SignedIn(ILogger log, string user, IPAddress address);

    [LoggerMessage(5002, LogLevel.Information, "{user} signed in by link from {address}")]
    public static partial void SignedInByLink(ILogger log, string user, IPAddress address);

    [LoggerMessage(5003, LogLevel.Warning, "A sign-in as {user} from {address} was refused: {verdict}")]
    public static partial void Refused(ILogger log, string user, IPAddress address, SignInVerdict verdict);

    [LoggerMessage(5004, LogLevel.Warning, "Sign-ins from {address} are throttled: too many wrong passwords")]
    public static partial void Throttled(ILogger log, IPAddress address);

    [LoggerMessage(5005, LogLevel.Warning, "A first sign-in link from {address} was refused: used, replaced, too old or never issued")]
    public static partial void LinkRefused(ILogger log, IPAddress address);

    [LoggerMessage(5006, LogLevel.Warning, "{method} {path} from {address} was refused: it comes from a page of another site")]
    public static partial void CrossOrigin(ILogger log, string method, PathString path, IPAddress address);

    [LoggerMessage(5007, LogLevel.Information, "{user} signed out")]
    public static partial void SignedOut(ILogger log, string user);

    [LoggerMessage(5008, LogLevel.Warning, "Noc:Auth:Mode is Open: everybody on this machine is administrator")]
    public static partial void OpenMode(ILogger log);
}
