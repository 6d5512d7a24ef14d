using Dashboard.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Dashboard.Web.Components.Controls;

/// <summary>A part of a page that is read and drawn anew at a pace, and never while its connection is down.</summary>
public abstract class PacedComponent : ComponentBase, IDisposable
{
    private IDisposable? _beats;

    [Inject]
    private ScreenPump Pump { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    /// <summary>The time from one reading to the next, at the least.</summary>
    protected virtual TimeSpan Pace => TimeSpan.FromSeconds(1);

    /// <summary>When it was read last.</summary>
    protected DateTimeOffset Now { get; private set; }

    /// <summary>Reads what is shown.</summary>
    protected abstract void Read();

    /// <summary>Reads at once, out of turn.</summary>
    protected void ReadNow()
    {
        Now = Time.GetUtcNow();
        Read();
    }

    protected override void OnParametersSet() => ReadNow();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _beats = Pump.OnBeat(Beat);
    }

    private Task Beat() => Time.GetUtcNow() - Now < Pace ? Task.CompletedTask : InvokeAsync(() =>
    {
        ReadNow();
        StateHasChanged();
    });

    /// <summary>Lets go of what only this part has.</summary>
    protected virtual void OnGone()
    {
    }

    public void Dispose()
    {
        _beats?.Dispose();
        OnGone();
        GC.SuppressFinalize(this);
    }
}
