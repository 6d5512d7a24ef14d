using System.Globalization;
using System.Text;
using Dashboard.Domain.Alarms;
using Dashboard.Web.Live;

namespace Dashboard.Web.Alarms;

/// <summary>Alarms as text that leaves the page: CSV (RFC 4180), one line an alarm.</summary>
internal static class AlarmText
{
    private const string Head =
        "id,managed_object,severity,worst_severity,type,probable_cause,specific_problem,text,count,toggling,first_raised,raised,changed,cleared,acknowledged,acknowledged_by,left,doors,comments";

    public static string Csv(IReadOnlyList<Alarm> alarms)
    {
        // The mark tells spreadsheets that this is UTF-8.
        var text = new StringBuilder("\uFEFF").Append(Head).Append("\r\n");
        foreach (var alarm in alarms)
        {
            TableText.Line(text,
            [
                alarm.Id.ToString(CultureInfo.InvariantCulture), TableText.Cell(alarm.ManagedObject), Word(alarm.Severity), Word(alarm.Worst), Word(alarm.Identity.Type),
                TableText.Cell(alarm.Identity.ProbableCause), TableText.Cell(alarm.Identity.SpecificProblem), TableText.Cell(alarm.Text),
                alarm.Count.ToString(CultureInfo.InvariantCulture), alarm.IsToggling ? "yes" : "no", Time(alarm.FirstRaisedAt), Time(alarm.RaisedAt), Time(alarm.ChangedAt), Time(alarm.ClearedAt),
                Time(alarm.Acknowledged?.At), TableText.Cell(alarm.Acknowledged?.User ?? ""), Time(alarm.LeftAt),
                TableText.Cell(string.Join("; ", alarm.Doors.Select(static d => d.Name))), TableText.Cell(string.Join("; ", alarm.Comments.Select(static c => $"{c.By}: {c.Text}"))),
            ]);
        }
        return text.ToString();
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString() is var name ? char.ToLowerInvariant(name[0]) + name[1..] : "";

    private static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "";
}
