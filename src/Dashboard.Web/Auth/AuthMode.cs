namespace Dashboard.Web.Auth;

/// <summary>Who may come in.</summary>
public enum AuthMode
{
    /// <summary>Those who sign in, and programs that bring an API token.</summary>
    Local,

    /// <summary>Everybody, as administrator. Accepted only while every listener is on loopback.</summary>
    Open,
}
