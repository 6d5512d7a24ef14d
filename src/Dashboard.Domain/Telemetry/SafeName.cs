namespace Dashboard.Domain.Telemetry;

/// <summary>
/// Names as every tool that speaks Prometheus takes them without quotes: letters, digits and underscores, in metrics
/// also colons, not starting with a digit (https://prometheus.io/docs/concepts/data_model/). Anything else becomes an underscore.
/// </summary>
public static class SafeName
{
    /// <summary>A metric's name: <c>net.bytes-in</c> is <c>net_bytes_in</c>.</summary>
    public static string Metric(string name) => Safe(name, colons: true);

    /// <summary>A label's name: <c>http.route</c> is <c>http_route</c>.</summary>
    public static string Label(string name) => Safe(name, colons: false);

    private static string Safe(string name, bool colons)
    {
        if (name.Length == 0)
            return "_";
        var safe = string.Create(name.Length, (name, colons), static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                var c = from.name[i];
                into[i] = char.IsAsciiLetterOrDigit(c) || (c == ':' && from.colons) ? c : '_';
            }
        });
        return char.IsAsciiDigit(safe[0]) ? "_" + safe : safe;
    }
}
