namespace Dashboard.Web.Auth;

/// <summary>Counts attempts on names that no user has, by the rule for those that one has, so that a lock does not tell which names exist.</summary>
internal sealed class StrangerAttempts(AuthOptions options)
{
    internal const int MostNames = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<string, SignInAttempts> names = new(StringComparer.OrdinalIgnoreCase); // at most MostNames; full: all start anew

    public (SignInAttempts Before, SignInAttempts After) Count(string name, DateTimeOffset now)
    {
        lock (gate)
        {
            var before = names.GetValueOrDefault(name);
            var after = before.Another(now, options);
            if (names.Count >= MostNames && !names.ContainsKey(name))
                names.Clear();
            names[name] = after;
            return (before, after);
        }
    }
}
