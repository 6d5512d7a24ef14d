using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Live;

/// <summary>What the server has concluded, newest first, as a list.</summary>
internal static class InsightView
{
    public static MarkupView From(InsightDefinition definition, LiveSnapshot answer, long version) =>
        MarkupView.Of([answer], version, "No insights. They appear when analytics has concluded something.", view =>
        {
            var insights = answer.Vector.Where(s => double.IsFinite(s.Value))
                .Select(s => (At: s.Value, Severity: SeverityOf(s.Labels.Get("severity")), Title: s.Labels.Get("title"), Detail: s.Labels.Get("detail")))
                .Where(s => s.Title.Length > 0)
                .OrderByDescending(s => s.At).ThenByDescending(s => s.Severity).ThenBy(s => s.Title, StringComparer.Ordinal).ToList();
            if (insights.Count == 0)
                return view;
            var markup = new StringBuilder("<ul class=\"insights\">");
            foreach (var (at, severity, title, detail) in insights.Take(definition.MaxRows))
            {
                markup.Append("<li>").Append(MarkupView.Mark(severity)).Append("<div><p>").Append(MarkupView.Text(title)).Append("</p><small>");
                if (detail.Length > 0)
                    markup.Append(MarkupView.Text(detail)).Append(" · ");
                markup.Append($"<time data-since=\"{at * 1000:0}\" data-suffix=\"ago\"></time></small></div></li>");
            }
            var more = insights.Count - definition.MaxRows;
            return view with { Markup = markup.Append("</ul>").ToString(), Note = more > 0 ? $"newest first · {more} more" : "newest first" };
        });

    private static PerceivedSeverity SeverityOf(string name) =>
        Enum.TryParse<PerceivedSeverity>(name, ignoreCase: true, out var severity) && Enum.IsDefined(severity) ? severity : PerceivedSeverity.Indeterminate;
}
