namespace Dashboard.Web.Live;

/// <summary>A widget that shows a list which somebody else keeps and replaces, as a whole, whenever it changes.</summary>
internal sealed class ListWidget<T>(Func<IReadOnlyList<T>> read, TimeProvider time) : LiveWidget
{
    private IReadOnlyList<T>? _list;

    protected override bool HasChanged()
    {
        var list = read();
        (var changed, _list) = (!ReferenceEquals(list, _list), list);
        return changed;
    }

    protected override WidgetView Make(long version) => new ListView<T>
    {
        Version = version,
        NewestSample = time.GetUtcNow().ToUnixTimeMilliseconds(),
        State = _list!.Count == 0 ? ViewState.Empty : ViewState.Ready,
        Items = _list,
    };
}

/// <summary>A list at one moment.</summary>
public sealed record ListView<T> : WidgetView
{
    public required IReadOnlyList<T> Items { get; init; }
}
