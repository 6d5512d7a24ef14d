using Dashboard.Domain.Dashboards;
using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Widgets;

/// <summary>
/// What every widget's component does: takes its view for the first drawing, and from then on is fed by the screen's
/// pump. Components whose view is encoded are drawn once and then changed by the page's script; the others are drawn anew.
/// </summary>
/// <typeparam name="TDefinition">What is shown.</typeparam>
/// <typeparam name="TView">The view that belongs to it.</typeparam>
public abstract class WidgetBase<TDefinition, TView> : ComponentBase, IDisposable
    where TDefinition : WidgetDefinition
    where TView : WidgetView
{
    // Long enough for a first answer, short enough to draw the page without it.
    private static readonly TimeSpan FirstAnswer = TimeSpan.FromMilliseconds(400);

    private Lease<LiveWidget>? _first;
    private bool _attached;

    [Parameter, EditorRequired]
    public TDefinition Definition { get; set; } = default!;

    [Inject]
    private LiveWidgets Widgets { get; set; } = default!;

    [Inject]
    private ScreenPump Pump { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>What to draw; null until the first answer.</summary>
    protected TView? View { get; private set; }

    /// <summary>The number by which the page's script finds the widget; null while the page is not live yet.</summary>
    protected int? Number { get; private set; }

    /// <summary>Whether the component is drawn anew with every view, instead of being changed by the page's script.</summary>
    protected virtual bool Redraws => false;

    protected long IntervalMs => (long)Definition.Interval.TotalMilliseconds;

    protected string State => (View?.State ?? ViewState.Loading).ToString().ToLowerInvariant();

    /// <summary>How old the data is against its interval, or how often it is measured where that is longer: fresh, late from twice on, stale from five times on.</summary>
    protected string Age
    {
        get
        {
            if (View is not { NewestSample: > 0, State: not ViewState.Empty } view)
                return "fresh";
            var due = Math.Max(IntervalMs, view.Spacing);
            var age = Time.GetUtcNow().ToUnixTimeMilliseconds() - view.NewestSample;
            return age > due * 5 ? "stale" : age > due * 2 ? "late" : "fresh";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _first = Widgets.Open(Definition);
        if (RendererInfo.IsInteractive)
            Number = Pump.NextNumber();
        try
        {
            await _first.Thing.Answered.WaitAsync(FirstAnswer, Time);
        }
        catch (TimeoutException)
        {
            // Drawn as loading; the pump brings the answer.
        }
        View = (TView)_first.Thing.Current;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (_attached || Number is not { } number || View is null)
            return;
        _attached = true;
        Pump.Attach(number, Definition, Redraws ? Redraw : null);
        // The pump holds the widget now.
        _first?.Dispose();
    }

    // Once the script has taken over, drawing from here would only undo what it did.
    protected override bool ShouldRender() => Redraws || !_attached;

    private Task Redraw(WidgetView view) => InvokeAsync(() =>
    {
        View = (TView)view;
        StateHasChanged();
    });

    public void Dispose()
    {
        if (_attached)
            Pump.Detach(Number!.Value);
        _first?.Dispose();
        GC.SuppressFinalize(this);
    }
}
