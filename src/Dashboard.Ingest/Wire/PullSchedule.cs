using System.Threading.Channels;

namespace Dashboard.Ingest.Wire;

/// <summary>
/// Fetches any number of targets, each at its own pace: one task waits for what falls due next, and no more than so many
/// fetches are under way at a time. A target whose fetch takes longer than its interval is not fetched twice at once; the
/// beats that it missed are counted.
/// </summary>
/// <param name="concurrency">Fetches that may be under way at a time.</param>
/// <param name="failed">Told what a fetch ended in that it should not have, as a sentence.</param>
/// <param name="time">The clock.</param>
internal sealed class PullSchedule(int concurrency, Action<string> failed, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<(PulledTarget Target, long Due), long> _due = new(); // bound: targets, and those that left within their interval
    private readonly SemaphoreSlim _room = new(concurrency);
    private readonly SemaphoreSlim _changed = new(0);
    private readonly long _started = time.GetTimestamp();
    private long _missed;

    /// <summary>Fetches that were skipped since the start because the one before was still under way, or all room was taken.</summary>
    public long Missed => Interlocked.Read(ref _missed);

    private long Now => (long)time.GetElapsedTime(_started).TotalMilliseconds;

    /// <summary>Takes a target up.</summary>
    /// <param name="target">The target.</param>
    /// <param name="after">When its first fetch is due.</param>
    public void Add(PulledTarget target, TimeSpan after)
    {
        lock (_gate)
        {
            (target.IsLeaving, target.HasLeft) = (false, false);
            if (!target.IsPulling)
                Enqueue(target, Now + (long)after.TotalMilliseconds);
        }
        Wake();
    }

    /// <summary>Lets go of a target: its series end, and it is fetched no more.</summary>
    public void Remove(PulledTarget target)
    {
        lock (_gate)
        {
            target.IsLeaving = true;
            if (!target.IsPulling)
                Enqueue(target, Now);
        }
        Wake();
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync(cancellationToken);
                PulledTarget? next = null;
                try
                {
                    next = await NextDue(cancellationToken);
                }
                finally
                {
                    if (next is null)
                        _room.Release();
                }
                // Owned by the room it takes: the schedule ends only once all of it is free again.
                _ = Task.Run(() => PullOne(next, cancellationToken), CancellationToken.None);
            }
        }
        finally
        {
            // All room is free again once no fetch is under way.
            for (var i = 0; i < concurrency; i++)
                await _room.WaitAsync(CancellationToken.None);
            _room.Release(concurrency);
        }
    }

    public void Dispose()
    {
        _room.Dispose();
        _changed.Dispose();
    }

    private async Task PullOne(PulledTarget target, CancellationToken cancellationToken)
    {
        try
        {
            if (target.IsLeaving)
                await target.Leave(cancellationToken);
            else
                await target.Pull(cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is OperationCanceledException or ChannelClosedException)
        {
            // The program ends.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failed($"{target.Instance}: {e.Message}");
        }
        finally
        {
            lock (_gate)
                Schedule(target);
            Wake();
            _room.Release();
        }
    }

    private void Schedule(PulledTarget target)
    {
        target.IsPulling = false;
        if (target.IsLeaving)
        {
            // It left while its fetch was under way: its end is still to be marked. Else it is gone.
            if (!target.HasLeft)
                Enqueue(target, Now);
            return;
        }
        var (pause, now) = (target.Health.Pause(), Now);
        var due = target.Due + pause;
        if (due < now)
        {
            var missed = ((now - due) / pause) + 1;
            Interlocked.Add(ref _missed, missed);
            due += missed * pause;
        }
        Enqueue(target, due);
    }

    private void Enqueue(PulledTarget target, long due)
    {
        target.Due = due;
        _due.Enqueue((target, due), due);
    }

    /// <summary>Waits for the target that falls due next.</summary>
    private async Task<PulledTarget> NextDue(CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = Timeout.InfiniteTimeSpan;
            lock (_gate)
            {
                while (_due.TryPeek(out var next, out var at))
                {
                    // A target that was put off or brought forward since has another entry.
                    if (next.Target.Due != next.Due || next.Target.IsPulling)
                    {
                        _due.Dequeue();
                        continue;
                    }
                    if (at <= Now)
                    {
                        _due.Dequeue();
                        next.Target.IsPulling = true;
                        return next.Target;
                    }
                    wait = TimeSpan.FromMilliseconds(at - Now);
                    break;
                }
            }
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var changed = _changed.WaitAsync(pause.Token);
            await Task.WhenAny(Task.Delay(wait, time, pause.Token), changed);
            await pause.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void Wake()
    {
        if (_changed.CurrentCount == 0)
            _changed.Release();
    }
}
