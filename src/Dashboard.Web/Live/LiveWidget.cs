namespace Dashboard.Web.Live;

/// <summary>One distinct widget, shared by every screen that has it: it makes its view anew when what it rests on has changed.</summary>
public abstract class LiveWidget : IDisposable
{
    private readonly Lock _gate = new();
    private WidgetView? _view;
    private long _version;

    /// <summary>Completes when there is something to show, or a reason why there is not.</summary>
    public virtual Task Answered => Task.CompletedTask;

    /// <summary>What the widget shows now. Made once for all who ask.</summary>
    public WidgetView Current
    {
        get
        {
            lock (_gate)
            {
                if (HasChanged() || _view is null)
                    _view = Make(++_version);
                return _view;
            }
        }
    }

    /// <summary>Whether anything is new since the last call. Called under the widget's lock.</summary>
    protected abstract bool HasChanged();

    /// <summary>The view of what is there now. Called under the widget's lock, after <see cref="HasChanged"/>.</summary>
    protected abstract WidgetView Make(long version);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
