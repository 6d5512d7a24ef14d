using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace Dashboard.Web.Components.Controls;

/// <summary>
/// A page that shows what its address says: it is read anew whenever that changes, and while it has something to follow,
/// what is new is asked for at a pace. It asks one thing at a time.
/// </summary>
public abstract class AddressedPage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _asking;
    private Task _following = Task.CompletedTask;

    [Inject]
    protected NavigationManager Navigation { get; private set; } = default!;

    [Inject]
    protected TimeProvider Time { get; private set; } = default!;

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    protected long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The path of the page, whose queries it reads.</summary>
    protected abstract string Path { get; }

    /// <summary>The time from one <see cref="Update"/> to the next.</summary>
    protected abstract TimeSpan Pace { get; }

    /// <summary>Whether what is shown moves on.</summary>
    protected abstract bool IsFollowing { get; }

    /// <summary>Reads the address, and asks for what it says.</summary>
    protected abstract Task Read();

    /// <summary>Asks for what is new.</summary>
    protected abstract Task Update();

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            Navigation.LocationChanged += OnLocationChanged;
        await Read();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _following = Follow();
    }

    /// <summary>Asks something, in place of a question that is under way.</summary>
    /// <returns>False: a newer question took its place, or the page went away.</returns>
    protected async Task<bool> Ask(Func<CancellationToken, Task> ask)
    {
        await AskNothing();
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        _asking = asking;
        try
        {
            await ask(asking.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        finally
        {
            if (ReferenceEquals(_asking, asking))
                _asking = null;
        }
    }

    /// <summary>Ends a question that is under way.</summary>
    protected async Task AskNothing()
    {
        if (_asking is { } asking)
            await asking.CancelAsync();
        _asking = null;
    }

    /// <summary>Goes to an address of the page, where it is not there already.</summary>
    protected void GoTo(string address)
    {
        if (Navigation.ToAbsoluteUri(address).AbsoluteUri != Navigation.Uri)
            Navigation.NavigateTo(address);
    }

    private async Task Follow()
    {
        using var beat = new PeriodicTimer(Pace, Time);
        try
        {
            while (await beat.WaitForNextTickAsync(_gone.Token))
            {
                if (!IsFollowing || _asking is not null)
                    continue;
                await InvokeAsync(async () =>
                {
                    await Update();
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page went away.
        }
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested || new Uri(e.Location).AbsolutePath != Path)
            return;
        await Read();
        StateHasChanged();
    });

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        Navigation.LocationChanged -= OnLocationChanged;
        await _following;
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }
}
