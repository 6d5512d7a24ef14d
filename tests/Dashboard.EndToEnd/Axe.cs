using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Dashboard.EndToEnd;

/// <summary>A page by the rules of WCAG 2.1, levels A and AA.</summary>
internal static class Axe
{
    private static readonly AxeRunOptions Rules = new() { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } };

    /// <summary>What is seriously wrong with the page as it is now, each a line that begins with <paramref name="where"/>.</summary>
    public static async Task<IEnumerable<string>> Findings(this IPage page, string where)
    {
        var result = await page.RunAxe(Rules);
        return
            from violation in result.Violations
            where violation.Impact is "serious" or "critical"
            from node in violation.Nodes
            select $"{where}: {violation.Id}: {violation.Help} at {node.Html[..Math.Min(200, node.Html.Length)]}";
    }
}
