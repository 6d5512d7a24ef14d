using System.Globalization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Flows;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources;
using Dashboard.Web.Dashboards;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Flows;

/// <summary>
/// Who sent what to whom: rankings over time, a Sankey diagram and the single flows, narrowed by a filter. What is seen is
/// in the address; while its time ends now, it is asked anew every few seconds.
/// </summary>
public sealed partial class FlowsPage
{
    private const int RawRows = 200;

    // An active flow is told of once in its exporter's active timeout, which is a minute or two as a rule.
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(2);

    private static readonly (string Text, TimeSpan Span)[] Windows =
        [("5 min", TimeSpan.FromMinutes(5)), ("15 min", TimeSpan.FromMinutes(15)), ("1 h", TimeSpan.FromHours(1)), ("3 h", TimeSpan.FromHours(3))];

    private static readonly (FlowMeasure Measure, string Title)[] Measures = [(FlowMeasure.Bits, "bit/s"), (FlowMeasure.Packets, "packets/s"), (FlowMeasure.Flows, "flows/s")];

    private FlowAddress _address = new();
    private FlowAddress _shown = new();
    private IReadOnlyList<string> _problems = [];
    private FlowAnswer? _answer;
    private FlowBars? _bars;
    private string _sankey = "";
    private string _text = "";
    private string _from = "";
    private string _to = "";
    private string _timeProblem = "";

    [Inject]
    private FlowStore Store { get; set; } = default!;

    [Inject]
    private FlowAnswers Answers { get; set; } = default!;

    [Inject]
    private ListenOptions Listen { get; set; } = default!;

    protected override string Path => FlowAddress.Path;

    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    // What ends now moves on; the rest stands still.
    protected override bool IsFollowing => _address.Time.IsLive;

    private IEnumerable<(FlowDimension Ends, string Title)> Ends => new[] { (FlowDimension.SourceAddress, "addresses"), (FlowDimension.SourceAs, "AS") }
        .Concat(Store.HasPlaces ? [(FlowDimension.SourceCountry, "countries")] : Array.Empty<(FlowDimension, string)>());

    // What stands still does not grow old.
    private long? Newest => _address.Time.IsLive && Store.NewestArrival is > 0 and var newest ? newest : null;

    private string Facts
    {
        get
        {
            if (_answer is null)
                return "";
            var range = string.Create(CultureInfo.InvariantCulture, $"{Clock(_answer.From)} to {Clock(_answer.To)} UTC");
            return Newest is { } newest && Now - newest > Late.TotalMilliseconds ? $"{range} · no flow has come since {Clock(newest)}" : range;
        }
    }

    private string RankingNote
    {
        get
        {
            var ranking = _answer!.Ranking;
            var rest = ranking.Missing == 0 ? "all there are" : $"no other more than {Rate(Unit.BitsPerSecond, ranking.Missing * 8.0)}";
            return $"{ranking.Entries.Count}, {rest}";
        }
    }

    private string Advice
    {
        get
        {
            if (!_shown.Filter.Terms.IsEmpty)
                return "Remove a filter, or look at a longer time.";
            string[] ports = [.. Ports(Listen.NetFlow, "NetFlow v5, v9 and IPFIX"), .. Ports(Listen.Ipfix, "IPFIX and NetFlow"), .. Ports(Listen.SFlow, "sFlow v5")];
            if (ports.Length == 0)
                return "All receivers of flows are turned off by the settings Noc:Listen:NetFlow, Noc:Listen:Ipfix and Noc:Listen:SFlow.";
            var where = Listen.IsLoopback ? $"this machine alone ({Listen.Address}); the setting Noc:Listen:Address opens them to the network" : Listen.Address;
            return $"Point routers, switches and probes at this server by UDP: {string.Join("; ", ports)}. The receivers listen on {where}.";
        }
    }

    private static IEnumerable<string> Ports(int port, string what) => port switch
    {
        < 0 => [],
        0 => [$"{what} to a free port that was taken at the start"],
        _ => [$"{what} to port {port}"],
    };

    protected override async Task Read()
    {
        var address = FlowAddress.Read(new Uri(Navigation.Uri).Query);
        (_address, _text, _timeProblem) = (address, address.Text, "");
        (_from, _to) = (address.Time.From, address.Time.To);
        await Update();
    }

    protected override async Task Update()
    {
        var filter = _address.Filter.Resolve(Store.Exporters, out var unknown);
        _problems = [.. _address.Problems, .. unknown];
        if (_problems.Count > 0)
        {
            await AskNothing();
            _answer = null;
            return;
        }
        var address = _address;
        var (from, to) = address.Time.Resolve(Now);
        var question = new FlowQuestion { From = from, To = to, Filter = filter, Dimension = address.By, Ends = address.Ends, Newest = RawRows };
        if (await Ask(async token => _answer = await Answers.Ask(question, token)))
            Draw(address, _answer!);
    }

    private void Draw(FlowAddress address, FlowAnswer answer)
    {
        _shown = address;
        _bars = new FlowBars(answer.Courses, address.Show, answer.To);
        var seconds = Math.Max(60, (answer.To - Math.Max(answer.From, answer.HeldSince)) / 1000.0);
        var targets = address.Ends switch { FlowDimension.SourceAs => FlowDimension.DestinationAs, FlowDimension.SourceCountry => FlowDimension.DestinationCountry, _ => FlowDimension.DestinationAddress };
        _sankey = FlowSankeyDrawing.Draw(
            answer.Sankey, seconds,
            node => FlowDrill.Into(address, address.Ends, node).Link(), node => FlowDrill.Into(address, FlowDimension.InInterface, node).Link(), node => FlowDrill.Into(address, targets, node).Link());
    }

    private void Apply() => GoTo((_address with { Text = _text.Trim() }).Link());

    private void ApplyTime()
    {
        if (TimeRange.TryParse(_from.Trim(), _to.Trim(), out var range, out _timeProblem))
            GoTo((_address with { Time = range }).Link());
    }

    private IEnumerable<string> Remarks()
    {
        var answer = _answer!;
        if (answer.HeldSince <= answer.From)
            yield break;
        var since = $"{Clock(answer.HeldSince)} UTC";
        if (answer.HeldSince == Store.StartedAt)
            yield return $"This server started at {since}: nothing is known of the time before.";
        else if (!_shown.Filter.Terms.IsEmpty)
            yield return $"Single flows, which answer filters, reach back to {since}. What was before is not in what is shown; the setting Noc:Flows:RawBytes keeps more of them.";
        else
            yield return $"The ranking and the chart are of the whole time. Single flows, of which the diagram is drawn, reach back to {since}.";
    }

    // What is seen now, standing still.
    private TimeRange Paused => _address.Time.Resolve(Now) is var (from, to) ? RangeText.Between(from, to) : default;

    // Two interfaces of an exporter may have one name.
    private object KeyOf(int row)
    {
        var entries = _answer!.Ranking.Entries;
        return (entries[row].Name, entries[row].Exporter, entries.Take(row).Count(e => e.Name == entries[row].Name));
    }

    private string Rate(Unit unit, double value) => unit.Format(value / _answer!.Seconds).ToString();

    private double Share(FlowRank entry) => _answer!.Ranking.Octets == 0 ? 0 : entry.Octets / (double)_answer.Ranking.Octets;

    private string Width(FlowRank entry) => string.Create(CultureInfo.InvariantCulture, $"{Share(entry) * 100:0.#}%");

    private static string Interface(FlowExporter exporter, uint index) => index == 0 ? "–" : exporter.InterfaceName(index);

    private static string End(NetworkAddress address, ushort port, byte protocol) =>
        FlowApplications.HasPorts(protocol) ? address.IsV4 ? $"{address}:{port}" : $"[{address}]:{port}" : address.ToString();

    private static string Clock(long time) => DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
