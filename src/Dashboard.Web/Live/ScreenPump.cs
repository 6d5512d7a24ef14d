using Dashboard.Domain.Dashboards;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.JSInterop;

namespace Dashboard.Web.Live;

/// <summary>
/// One browser connection's heart: after every round of queries, and when widgets come onto the screen, it collects the views
/// that changed and hands them to the page in one call, in binary, then waits until the page has drawn them. A slow screen therefore skips frames and never
/// gathers any. At least once a second it sends a frame even if nothing changed, so that a page can tell silence from
/// calm. While the connection is down, or the page has not answered for <see cref="Patience"/>, it holds nothing and costs
/// nothing.
/// </summary>
public sealed class ScreenPump(LiveWidgets widgets, TimeProvider time, IJSRuntime script, ScreenCount screens, ILogger<ScreenPump> log) : CircuitHandler, IAsyncDisposable
{
    /// <summary>How long a page may take to draw a frame before its widgets are let go of until it has.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<Place> _places = []; // bound: widgets on one screen
    private readonly List<Func<Task>> _listeners = []; // bound: components on one screen
    private readonly FrameWriter _frame = new();
    private TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _running;
    private Task _pumping = Task.CompletedTask;
    private int _lastNumber;
    private long? _lastSent;
    private long _lastDrawn; // milliseconds since 1970; 0 before the first frame
    private long _roundTrip; // ticks

    /// <summary>When the page had drawn its last frame; null before the first.</summary>
    public DateTimeOffset? LastDrawn => Volatile.Read(ref _lastDrawn) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>From handing out the last frame until the page said that it was drawn.</summary>
    public TimeSpan RoundTrip => new(Volatile.Read(ref _roundTrip));

    /// <summary>A number for a widget on this screen, by which the page's script finds its element.</summary>
    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>
    /// Shows a widget on this screen from now on; its element must be on the page. Where <paramref name="redraw"/> is
    /// given it is called with every new view instead of sending it to the script.
    /// </summary>
    public void Attach(int number, WidgetDefinition definition, Func<WidgetView, Task>? redraw = null)
    {
        lock (_gate)
        {
            _places.Add(new Place(number, definition, redraw) { Widget = widgets.Open(definition) });
            // Whoever clicked for it does not wait for the round.
            _attached.TrySetResult();
        }
    }

    /// <summary>Calls <paramref name="listener"/> before every frame, and so never while the connection is down, until the answer is disposed of.</summary>
    public IDisposable OnBeat(Func<Task> listener)
    {
        lock (_gate)
            _listeners.Add(listener);
        return new Lease<Func<Task>>(listener, () =>
        {
            lock (_gate)
                _listeners.Remove(listener);
        });
    }

    /// <summary>Shows the widget of that number no longer.</summary>
    public void Detach(int number)
    {
        lock (_gate)
        {
            if (_places.Find(p => p.Number == number) is { } place)
            {
                place.Widget?.Dispose();
                _places.Remove(place);
            }
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Hold();
            _lastSent = null;
            _running = new CancellationTokenSource();
            _pumping = Pump(_running.Token);
        }
        screens.Connected();
        return Task.CompletedTask;
    }

    public override async Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        await Stop();
        LetGo();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        lock (_gate)
        {
            foreach (var place in _places)
                place.Widget?.Dispose();
            _places.Clear();
            _listeners.Clear();
        }
    }

    // Within the lock.
    private void Hold()
    {
        foreach (var place in _places)
        {
            place.Widget ??= widgets.Open(place.Definition);
            place.Sent = -1;
        }
    }

    private void LetGo()
    {
        lock (_gate)
        {
            foreach (var place in _places)
            {
                place.Widget?.Dispose();
                place.Widget = null;
            }
        }
    }

    private async Task Stop()
    {
        if (Interlocked.Exchange(ref _running, null) is not { } running)
            return;
        screens.Disconnected();
        await running.CancelAsync();
        await _pumping;
        running.Dispose();
    }

    private async Task Pump(CancellationToken stopping)
    {
        try
        {
            var round = widgets.Round;
            while (true)
            {
                await Task.WhenAny(round, Volatile.Read(ref _attached).Task).WaitAsync(stopping);
                lock (_gate)
                {
                    if (_attached.Task.IsCompleted)
                        _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                // The next one is known before this one is shown, so that none that ends meanwhile is missed.
                round = widgets.Round;
                await Beat(stopping);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection went down.
        }
    }

    /// <summary>Sends what has changed, or a sign of life where that is due, and returns when the page has drawn it.</summary>
    internal async Task Beat(CancellationToken stopping)
    {
        try
        {
            await Tell();
            await Collect();
            if (!_frame.HasContent && _lastSent is { } lastSent && time.GetElapsedTime(lastSent) < Heartbeat)
                return;
            _lastSent = time.GetTimestamp();
            await Send(_frame.Take(), stopping);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or InvalidOperationException or ObjectDisposedException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // The page was too slow or is going away. Whatever it missed is sent again with the next frame.
            LiveLog.FrameNotSent(log, e);
            lock (_gate)
                _places.ForEach(p => p.Sent = -1);
        }
    }

    private async Task Send(byte[] frame, CancellationToken stopping)
    {
        var sent = time.GetTimestamp();
        var drawing = script.InvokeVoidAsync("noc.frame", stopping, frame).AsTask();
        try
        {
            await drawing.WaitAsync(Patience, time, stopping);
        }
        catch (TimeoutException)
        {
            // The socket may be half dead for a minute before anybody knows: meanwhile nothing is computed for it.
            LetGo();
            try
            {
                await drawing;
            }
            finally
            {
                lock (_gate)
                {
                    if (!stopping.IsCancellationRequested)
                        Hold();
                }
            }
        }
        Volatile.Write(ref _roundTrip, time.GetElapsedTime(sent).Ticks);
        Volatile.Write(ref _lastDrawn, time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private async Task Tell()
    {
        Func<Task>[] listeners;
        lock (_gate)
            listeners = [.. _listeners];
        foreach (var listener in listeners)
            await listener();
    }

    private async Task Collect()
    {
        Place[] places;
        lock (_gate)
            places = [.. _places];
        _frame.Begin(time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var place in places)
        {
            try
            {
                if (place.Widget?.Thing.Current is not { } view || view.Version == place.Sent)
                    continue;
                var sent = place.Sent;
                place.Sent = view.Version;
                if (place.Redraw is not null)
                    await place.Redraw(view);
                else
                    _frame.Add(place.Number, view.EncodedSince(sent));
            }
            catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException or ObjectDisposedException))
            {
                // One widget that fails must not take the screen with it; the page marks it as old.
                LiveLog.WidgetFailed(log, e, place.Definition.Title);
            }
        }
    }

    private sealed class Place(int number, WidgetDefinition definition, Func<WidgetView, Task>? redraw)
    {
        public int Number { get; } = number;

        public WidgetDefinition Definition { get; } = definition;

        public Func<WidgetView, Task>? Redraw { get; } = redraw;

        public Lease<LiveWidget>? Widget { get; set; }

        public long Sent { get; set; } = -1;
    }
}
