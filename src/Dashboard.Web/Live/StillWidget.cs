namespace Dashboard.Web.Live;

/// <summary>A widget that rests on nothing but its definition: text, a clock.</summary>
internal sealed class StillWidget : LiveWidget
{
    protected override bool HasChanged() => false;

    protected override WidgetView Make(long version) => new StillView { Version = version, NewestSample = 0, State = ViewState.Ready };
}

/// <summary>The view of what does not change.</summary>
public sealed record StillView : WidgetView;
