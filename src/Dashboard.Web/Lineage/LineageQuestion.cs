using System.Globalization;
using Dashboard.Domain.Query;
using Dashboard.Web.Dashboards;
using Microsoft.AspNetCore.Http.Extensions;

namespace Dashboard.Web.Lineage;

/// <summary>Of which value is asked where it came from, as an address says it: <c>query</c> PromQL, <c>time</c> seconds since 1970-01-01 UTC or a time by RFC 3339; now where none is said.</summary>
public sealed record LineageQuestion
{
    /// <summary>Where the page is.</summary>
    public const string Path = "/lineage";

    /// <summary>The query as it was written.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The query; null where none is written, or it cannot be read.</summary>
    public PromqlExpression? Expression { get; private init; }

    /// <summary>The time.</summary>
    public DateTimeOffset Time { get; private init; }

    /// <summary>What cannot be read, as a sentence; null where all can.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads an address's query, with or without its question mark.</summary>
    public static LineageQuestion Read(string? query, TimeProvider clock)
    {
        var fields = new AddressFields(query);
        var (text, said) = (fields["query"].Trim(), fields["time"].Trim());
        var asked = new LineageQuestion { Text = text, Time = clock.GetUtcNow() };
        if (said.Length > 0)
        {
            if (double.TryParse(said, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e10)
                asked = asked with { Time = DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000)) };
            else if (DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written))
                asked = asked with { Time = written };
            else
                return asked with { Problem = $"'{said}' is no time: neither seconds since 1970-01-01 UTC nor a time such as 2026-11-22T10:15:00Z." };
        }
        if (text.Length == 0)
            return asked with { Problem = "There is no query; name a series, such as RRU_PrbTotDl{cell=\"gnb-1-1\"}." };
        try
        {
            return asked with { Expression = PromqlExpression.Parse(text) };
        }
        catch (PromqlSyntaxException e)
        {
            return asked with { Problem = e.Message };
        }
    }

    /// <summary>Where the page is for a value.</summary>
    /// <param name="query">PromQL.</param>
    /// <param name="time">The time, in milliseconds since 1970-01-01 UTC.</param>
    public static string Link(string query, long time) =>
        Path + new QueryBuilder { { "query", query }, { "time", (time / 1000.0).ToString("0.###", CultureInfo.InvariantCulture) } };
}
