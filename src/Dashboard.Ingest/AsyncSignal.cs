namespace Dashboard.Ingest;

/// <summary>
/// Wakes the one loop that waits for it, as <see cref="AutoResetEvent"/> does, without a thread. However often it is set
/// while nobody waits, the next wait ends at once, and only that one. Set from any thread.
/// </summary>
public sealed class AsyncSignal
{
    private volatile TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the wait under way, or the next one.</summary>
    public void Set() => _set.TrySetResult();

    /// <summary>Waits until it is set, and no longer than so.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task Wait(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        var set = _set.Task;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(set, Task.Delay(most, time, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (set.IsCompleted)
            _set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
