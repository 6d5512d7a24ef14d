using System.Globalization;

namespace Dashboard.Web.Auth;

/// <summary>Wording that the sign-in pages share.</summary>
internal static class Sentences
{
    /// <summary>A time to wait, rounded up: <c>1 minute</c>, <c>15 minutes</c>.</summary>
    public static string Minutes(TimeSpan wait)
    {
        var minutes = Math.Max(1, (int)Math.Ceiling(wait.TotalMinutes));
        return minutes == 1 ? "1 minute" : string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes");
    }

    /// <summary>A moment, to the minute, in UTC.</summary>
    public static string Moment(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
