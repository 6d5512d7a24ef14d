using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Controls;

/// <summary>
/// A severity by shape, letter and hue, drawn by reference to <c>SeveritySymbols</c>. Plain markup and no component:
/// a component of its own would take each screen's memory twice over for every row of a table.
/// </summary>
internal static class SeverityMark
{
    private static readonly MarkupString[] Marks = Drawn("class=\"mark\"");
    private static readonly MarkupString[] Breaches = Drawn("class=\"mark breach\" data-slot=\"mark\"");

    /// <summary>The mark of a severity.</summary>
    public static MarkupString Of(PerceivedSeverity severity) => Marks[(int)severity];

    /// <summary>The mark of a passed limit, which the page's script changes; not seen while all is well.</summary>
    public static MarkupString Breach(PerceivedSeverity severity) => Breaches[(int)severity];

    private static MarkupString[] Drawn(string attributes) =>
        [.. Enum.GetValues<PerceivedSeverity>().Select(severity => new MarkupString(MarkupView.Mark(severity, attributes)))];
}
