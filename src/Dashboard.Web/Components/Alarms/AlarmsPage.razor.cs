using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite;
using Dashboard.Web.Alarms;
using Dashboard.Web.Auth;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace Dashboard.Web.Components.Alarms;

/// <summary>
/// The alarm list and its history. What is seen is in the address. While somebody works in the list its order stands
/// still, and what is new is announced: a row must not jump from under a hand.
/// </summary>
public sealed partial class AlarmsPage
{
    private const int PageSize = 100;
    private const string Usual = "worst";
    private const string Yes = "yes";
    private const string No = "no";

    private static readonly PerceivedSeverity[] Severities = [.. Enum.GetValues<PerceivedSeverity>().OrderDescending()];

    // A hand that rests on the mouse all night must not hold back what happens.
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan HistoryPace = TimeSpan.FromSeconds(10);

    private readonly HashSet<long> _selected = []; // bound: AlarmDesk.Most
    private AlarmQuestion _question = new();
    private AlarmSnapshot _snapshot = AlarmSnapshot.Empty;
    private IReadOnlyList<Alarm> _rows = [];
    private IReadOnlyList<string> _doors = [];
    private DateTimeOffset _heldSince;
    private DateTimeOffset _historyAt;
    private string _address = "";
    private bool _mayOperate;
    private int _page;
    private int _pages;
    private int _total;
    private int _waiting;

    [Inject]
    private AlarmList Alarms { get; set; } = default!;

    [Inject]
    private AlarmArchive Archive { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> Authentication { get; set; } = default!;

    private bool IsHeld => _selected.Count > 0 || Now - _heldSince < LongestHold;

    protected override async Task OnInitializedAsync() => _mayOperate = Roles.MayOperate((await Authentication).User);

    protected override void Read()
    {
        if (_address != Navigation.Uri)
        {
            _address = Navigation.Uri;
            _question = AlarmQuestion.Read(new Uri(_address).Query);
            _historyAt = default;
        }
        if (_question.IsHistory)
        {
            ReadHistory();
            return;
        }
        _snapshot = Alarms.Current;
        var all = _question.Of(_snapshot);
        _doors = [.. _snapshot.All.SelectMany(static a => a.Doors).Select(static d => AlarmQuestion.KindOf(d.Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Count(all.Count);
        var fresh = all.Skip(_page * PageSize).Take(PageSize).ToList();
        if (!IsHeld || _rows.Count == 0)
        {
            (_rows, _waiting) = (fresh, 0);
            return;
        }
        var shown = _rows.Select(static r => r.Id).ToHashSet();
        _waiting = fresh.Count(r => !shown.Contains(r.Id));
        _rows = [.. _rows.Select(r => Alarms.Find(r.Id) ?? (r.LeftAt is null ? r with { LeftAt = Now } : r))];
        _selected.RemoveWhere(id => Alarms.Find(id) is null);
    }

    private void ReadHistory()
    {
        if (Now - _historyAt < HistoryPace)
            return;
        _historyAt = Now;
        var all = Archive.History(_question.Text, _question.Severities, AlarmArchive.MostFound);
        Count(all.Count);
        (_rows, _waiting) = ([.. all.Skip(_page * PageSize).Take(PageSize)], 0);
    }

    private void Count(int total)
    {
        (_total, _pages) = (total, (total + PageSize - 1) / PageSize);
        _page = Math.Clamp(_page, 0, Math.Max(0, _pages - 1));
    }

    private void Go(AlarmQuestion question)
    {
        if (question.IsHistory != _question.IsHistory)
            _selected.Clear();
        (_question, _page, _historyAt) = (question, 0, default);
        LetGo();
        Navigation.NavigateTo(question.Link("/alarms"), replace: true);
    }

    // The address follows when the field is left: a letter more must not be undone by the address of the one before.
    private void Type(string? text)
    {
        (_question, _page, _historyAt) = (_question with { Text = (text ?? "").Trim() }, 0, default);
        LetGo();
    }

    private void Toggle(PerceivedSeverity severity) =>
        Go(_question with { Severities = _question.Severities.Contains(severity) ? [.. _question.Severities.Where(s => s != severity)] : [.. _question.Severities, severity] });

    private void Turn(int page)
    {
        (_page, _historyAt) = (page, default);
        LetGo();
    }

    private void Hold() => _heldSince = Now;

    private void Release() => _heldSince = default;

    // The next reading takes the order anew; what is chosen stays chosen.
    private void LetGo()
    {
        (_heldSince, _rows) = (default, []);
        ReadNow();
    }

    private void Select(long id, bool isChosen)
    {
        Hold();
        if (!isChosen)
            _selected.Remove(id);
        else if (_selected.Count < AlarmDesk.Most)
            _selected.Add(id);
    }

    private void SelectPage(bool areChosen)
    {
        foreach (var row in _rows)
            Select(row.Id, areChosen);
    }

    private void Unselect()
    {
        _selected.Clear();
        LetGo();
    }

    private string Counted()
    {
        var open = _snapshot.Open.Count;
        return _question.IsHistory ? $"{_total:N0}{(_total == AlarmArchive.MostFound ? " or more" : "")} found"
            : $"{open:N0} open, {_snapshot.Unacknowledged:N0} unacknowledged{(_snapshot.Count(PerceivedSeverity.Cleared) is > 0 and var cleared ? $", {cleared:N0} cleared and not acknowledged" : "")}{(_total < _snapshot.All.Count ? $"; {_total:N0} fit the filter" : "")}";
    }

    private string Nothing() =>
        _question.IsHistory ? "No alarm of the history fits. Alarms come here when they are cleared and acknowledged."
        : _snapshot.All.Count > 0 ? "No active alarm fits the filter."
        : "Nothing is wrong by anything that watches: rules over series, SNMP traps, syslog and what else brings alarms.";

    private static string? Look(Alarm alarm) => alarm.LeftAt is not null ? "left" : !alarm.IsOpen ? "over" : alarm.IsUnacknowledged ? null : "quiet";
}
