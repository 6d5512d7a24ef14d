namespace Dashboard.Web.Auth;

/// <summary>How the tables of this area keep a time: milliseconds since 1970, UTC.</summary>
internal static class StoredTime
{
    public static DateTimeOffset? From(long? milliseconds) => milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
}
