using System.Text;
using Dashboard.Domain.Dashboards;

namespace Dashboard.Web.Dashboards;

/// <summary>
/// The rules that put a dashboard's widgets in their places, one for each value of <c>data-x</c>, <c>data-y</c>, <c>data-w</c>
/// and <c>data-h</c>: a page may carry no inline styles, and a place is known before any script runs.
/// </summary>
internal static class GridStyle
{
    public const string Path = "/grid.css";

    private static readonly byte[] Rules = Encoding.UTF8.GetBytes(Write());

    public static void MapGridStyle(this IEndpointRouteBuilder app) => app.MapGet(Path, static context =>
    {
        context.Response.ContentType = "text/css";
        context.Response.Headers.CacheControl = "public, max-age=86400";
        return context.Response.Body.WriteAsync(Rules, context.RequestAborted).AsTask();
    }).AllowAnonymous();

    private static string Write()
    {
        var rules = new StringBuilder();
        for (var x = 0; x < GridPlace.Columns; x++)
            rules.Append($".slot[data-x=\"{x}\"]{{grid-column-start:{x + 1}}}");
        for (var width = 1; width <= GridPlace.Columns; width++)
            rules.Append($".slot[data-w=\"{width}\"]{{grid-column-end:span {width}}}");
        for (var y = 0; y <= GridPlace.MaxRow; y++)
            rules.Append($".slot[data-y=\"{y}\"]{{grid-row-start:{y + 1}}}");
        for (var height = 1; height <= GridPlace.MaxHeight; height++)
            rules.Append($".slot[data-h=\"{height}\"]{{grid-row-end:span {height}}}");
        // On a wall the sections share its height by their rows.
        for (var rows = 1; rows <= GridPlace.MaxRow + GridPlace.MaxHeight; rows++)
            rules.Append($".dashboard[data-wall]>.grid[data-rows=\"{rows}\"]{{flex-grow:{rows}}}");
        return rules.ToString();
    }
}
