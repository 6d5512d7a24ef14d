using System.Globalization;
using System.Text;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Web.Live;

namespace Dashboard.Web.Components.Flows;

/// <summary>
/// A chart of flows over time: a bar a minute, or for some minutes where there are many, stacked of the entries that had
/// most. Each bar leads to its own time. The drawing has no lengths of its own, so that it fills whatever it is given.
/// </summary>
internal sealed class FlowBars
{
    // As many as can be told apart on a phone.
    private const int MostBars = 60;
    private const int MinuteMs = 60_000;

    private readonly FlowCourses _courses;
    private readonly FlowMeasure _measure;
    private readonly int _minutesEach;
    private readonly long _now;

    /// <param name="courses">How much in each minute.</param>
    /// <param name="measure">What of it.</param>
    /// <param name="now">The end of what is known, in milliseconds since 1970-01-01 UTC.</param>
    public FlowBars(FlowCourses courses, FlowMeasure measure, long now)
    {
        (_courses, _measure, _now) = (courses, measure, now);
        _minutesEach = Math.Max(1, (courses.Total.Length + MostBars - 1) / MostBars);
        Count = (courses.Total.Length + _minutesEach - 1) / _minutesEach;
        var most = Enumerable.Range(0, Count).Select(bar => Of(bar, courses.Total)).DefaultIfEmpty().Max();
        Top = Round(most);
        Busiest = most > 0 ? Enumerable.Range(0, Count).MaxBy(bar => Of(bar, courses.Total)) : null;
    }

    public int Count { get; }

    /// <summary>The bar that is highest; null where there is nothing.</summary>
    public int? Busiest { get; }

    /// <summary>Where the axis ends.</summary>
    private double Top { get; }

    private Unit Unit => _measure switch { FlowMeasure.Bits => Unit.BitsPerSecond, FlowMeasure.Packets => Unit.PacketsPerSecond, _ => Unit.PerSecond };

    /// <summary>What a bar stands for, beside the title.</summary>
    public string Note => _minutesEach == 1 ? "a bar a minute" : $"a bar for {_minutesEach} min";

    /// <summary>The values at the top, the middle and the bottom of the axis.</summary>
    public IEnumerable<string> Scale => new[] { Top, Top / 2, 0 }.Select(v => Unit.Format(v).ToString());

    /// <summary>Four times along the axis.</summary>
    public IEnumerable<string> Times => Enumerable.Range(0, 4).Select(i => Clock(_courses.Start + (long)(i / 4.0 * Count * _minutesEach * MinuteMs)));

    /// <summary>A bar's value in words.</summary>
    public string Value(int bar) => Unit.Format(Of(bar, _courses.Total)).ToString();

    /// <summary>When a bar begins.</summary>
    public string Time(int bar) => Clock(BeginOf(bar));

    /// <summary>A bar's time alone.</summary>
    public TimeRange RangeOf(int bar) =>
        TimeRange.Between(DateTimeOffset.FromUnixTimeMilliseconds(BeginOf(bar)), DateTimeOffset.FromUnixTimeMilliseconds(EndOf(bar)));

    /// <summary>The drawing.</summary>
    /// <param name="link">Where a time leads; empty for nowhere.</param>
    public string Draw(Func<TimeRange, string> link)
    {
        var text = new StringBuilder($"<svg class=\"bars\" viewBox=\"0 0 {Count * 10} 100\" preserveAspectRatio=\"none\" role=\"group\" aria-label=\"{MarkupView.Text(Summary())}\">");
        foreach (var y in new[] { 0.0, 50, 100 })
            text.Append(CultureInfo.InvariantCulture, $"<path class=\"line\" d=\"M0 {y}H{Count * 10}\"/>");
        for (var bar = 0; bar < Count; bar++)
            Draw(text, bar, link);
        return text.Append("</svg>").ToString();
    }

    /// <summary>The same as a table, for those who cannot see the drawing.</summary>
    public string Table()
    {
        var text = new StringBuilder("<div class=\"visually-hidden\"><table><caption>").Append(MarkupView.Text(Summary())).Append("</caption><thead><tr><th>Time</th><th>All</th>");
        foreach (var entry in _courses.Entries)
            text.Append($"<th>{MarkupView.Text(entry.Name)}</th>");
        text.Append("</tr></thead><tbody>");
        for (var bar = 0; bar < Count; bar++)
        {
            text.Append($"<tr><td>{Time(bar)}</td><td>{Value(bar)}</td>");
            foreach (var entry in _courses.Entries)
                text.Append($"<td>{Unit.Format(Of(bar, entry.Minutes))}</td>");
            text.Append("</tr>");
        }
        return text.Append("</tbody></table></div>").ToString();
    }

    private void Draw(StringBuilder text, int bar, Func<TimeRange, string> link)
    {
        var total = Of(bar, _courses.Total);
        var isOpen = EndOf(bar) > _now;
        var largest = _courses.Entries.Count == 0 || total == 0 ? null : _courses.Entries.MaxBy(e => Of(bar, e.Minutes));
        var said = $"{Time(bar)}{(isOpen ? ", not over yet" : "")}: {Value(bar)}{(largest is null ? "" : $", most {largest.Name}")}";
        // Read in the table instead; and a bar's time can be had by the time's menu.
        text.Append($"<a href=\"{MarkupView.Text(link(RangeOf(bar)))}\" tabindex=\"-1\" aria-label=\"{MarkupView.Text(said)}\"{(isOpen ? " class=\"open\"" : "")}><title>{MarkupView.Text(said)}</title>");
        text.Append(CultureInfo.InvariantCulture, $"<rect class=\"hit\" x=\"{bar * 10}\" width=\"10\" height=\"100\"/>");
        var y = 100.0;
        var rest = total;
        for (var i = 0; i < _courses.Entries.Count; i++)
        {
            var value = Of(bar, _courses.Entries[i].Minutes);
            rest -= value;
            Piece(text, bar, value, $"data-colour=\"{i % 8}\"", ref y);
        }
        Piece(text, bar, rest, "class=\"others\"", ref y);
        text.Append("</a>");
    }

    private void Piece(StringBuilder text, int bar, double value, string attributes, ref double y)
    {
        var height = Top > 0 ? value / Top * 100 : 0;
        if (height < 0.05)
            return;
        y -= height;
        text.Append(CultureInfo.InvariantCulture, $"<rect {attributes} x=\"{(bar * 10) + 1}\" y=\"{y:0.##}\" width=\"8\" height=\"{height:0.##}\"/>");
    }

    private string Summary() =>
        $"{Unit.Format(1).Unit} from {Time(0)} to {Clock(_courses.Start + (_courses.Total.Length * (long)MinuteMs))} UTC, {Note}{(Busiest is { } busiest ? $"; most at {Time(busiest)}: {Value(busiest)}" : "")}";

    private long BeginOf(int bar) => _courses.Start + (bar * (long)_minutesEach * MinuteMs);

    private long EndOf(int bar) => Math.Min(BeginOf(bar + 1), _courses.Start + (_courses.Total.Length * (long)MinuteMs));

    private double Of(int bar, FlowVolume[] minutes)
    {
        var within = minutes.AsSpan(bar * _minutesEach, Math.Min(_minutesEach, minutes.Length - (bar * _minutesEach)));
        var sum = 0.0;
        foreach (var minute in within)
            sum += _measure switch { FlowMeasure.Bits => minute.Octets * 8.0, FlowMeasure.Packets => minute.Packets, _ => minute.Flows };
        return sum / (within.Length * 60);
    }

    private static string Clock(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("HH:mm", CultureInfo.InvariantCulture);

    // 1, 2 or 5 times a power of ten, so that the axis can be read.
    private static double Round(double most)
    {
        if (!(most > 0))
            return 0;
        var power = Math.Pow(10, Math.Floor(Math.Log10(most)));
        return power * (most / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }
}
