using Dashboard.Domain.Alarms;

namespace Dashboard.Web.Live;

/// <summary>A widget that shows the active alarm list.</summary>
internal sealed class AlarmListWidget(AlarmList alarms, TimeProvider time) : LiveWidget
{
    private AlarmSnapshot? _list;

    protected override bool HasChanged()
    {
        var list = alarms.Current;
        (var changed, _list) = (!ReferenceEquals(list, _list), list);
        return changed;
    }

    protected override WidgetView Make(long version) => new AlarmListView
    {
        Version = version,
        NewestSample = time.GetUtcNow().ToUnixTimeMilliseconds(),
        State = _list!.Open.Count == 0 ? ViewState.Empty : ViewState.Ready,
        List = _list,
    };
}

/// <summary>The active alarm list at one moment.</summary>
public sealed record AlarmListView : WidgetView
{
    public required AlarmSnapshot List { get; init; }
}
