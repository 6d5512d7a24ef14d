using Dashboard.Domain.Telemetry;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Controls;

/// <summary>
/// A severity by shape, letter and hue, drawn by reference to <c>SeveritySymbols</c>. Plain markup and no component:
/// a component of its own would take each screen's memory twice over for every row of a table.
/// </summary>
internal static class SeverityMark
{
    private static readonly MarkupString[] Marks = [.. Enum.GetValues<PerceivedSeverity>().Select(static s => Mark(Name(s), ""))];

    /// <summary>The mark of a severity.</summary>
    public static MarkupString Of(PerceivedSeverity severity) => Marks[(int)severity];

    /// <summary>The mark of a passed limit, which the page's script changes; not seen while all is well.</summary>
    public static MarkupString Breach(PerceivedSeverity severity) => Mark(Name(severity), "breach");

    /// <summary>A severity's name as attributes and styles have it, in lower case.</summary>
    public static string Name(PerceivedSeverity severity) => severity.ToString().ToLowerInvariant();

    private static MarkupString Mark(string name, string kind) => new(
        $"""<svg class="mark {kind}" role="img" aria-label="{name}"{(kind.Length > 0 ? " data-slot=\"mark\"" : "")}><use href="#sev-{name}" /></svg>""");
}
