using System.Security.Cryptography;
using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Gnmi.Messages;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Sources.Gnmi.Tree;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>One target, connection after connection, until it is cancelled.</summary>
internal sealed class GnmiSession : IDisposable
{
    private const int BatchSamples = 4096;

    /// <summary>Milliseconds after which it is said again that the target is down: queries look back for five minutes.</summary>
    private const long LongestSilence = 240_000;

    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollTick = TimeSpan.FromSeconds(1);

    private readonly GnmiTargetOptions _target;
    private readonly GnmiOptions _options;
    private readonly SourceMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly IReadOnlyList<GnmiSubscription> _subscriptions;
    private readonly GnmiSamples _samples;
    private readonly GnmiTree _tree;
    private readonly GnmiIntake _intake;
    private readonly GnmiBackOff _backOff;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile GnmiTargetState _state;
    private GrpcCall? _polled;
    private long _polledAt;
    private long _messages;
    private long _heardAt;
    private SeriesRef _up;
    private long _upEpoch = -1;
    private long _upAt;

    public GnmiSession(
        GnmiTargetOptions target, GnmiOptions options, GnmiModules modules, IReadOnlyList<GnmiSubscription> subscriptions,
        IngestPipeline pipeline, SourceMeter meter, TimeProvider time, ILogger log, Random random)
    {
        (_target, _options, _meter, _time, _log, _subscriptions) = (target, options, meter, time, log, subscriptions);
        _samples = new GnmiSamples(pipeline, meter.Description.Id, target.Name);
        // What is asked for again and again is sent again and again; only what streams holds in between.
        _tree = new GnmiTree(modules, _samples, target.Target.Length > 0 ? target.Target : target.Name, target.Mode == GnmiStreamMode.Stream ? subscriptions : [], options.MaxLeaves);
        _intake = new GnmiIntake(_tree, _samples);
        _backOff = new GnmiBackOff(options.FailuresToOpen, options.LongestPause, random);
        _state = new GnmiTargetState(target.Name, GnmiTargetPhase.Paused, time.GetUtcNow(), null, 0);
    }

    /// <summary>The target as it is now.</summary>
    public GnmiTargetState State => _state with { Leaves = _tree.Leaves, LastAnswer = Interlocked.Read(ref _heardAt) is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null };

    public GnmiTargetOptions Target => _target;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Subscribes until it is cancelled, and then ends the target's series.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ticking = Tick(either.Token);
        try
        {
            while (true)
                await Attempt(cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException && cancellationToken.IsCancellationRequested)
        {
            // Asked for.
        }
        finally
        {
            await either.CancelAsync();
            await ticking.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Enter(GnmiTargetPhase.Paused, null);
            await EndAll();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task Attempt(CancellationToken cancellationToken)
    {
        string problem;
        var isRefused = false;
        try
        {
            Enter(GnmiTargetPhase.Connecting, _state.Problem);
            await Subscribe(cancellationToken);
            if (_target.Mode == GnmiStreamMode.Once && _intake.IsSynchronized)
            {
                Enter(GnmiTargetPhase.Waiting, null);
                await Task.Delay(_target.Interval, _time, cancellationToken);
                return;
            }
            problem = $"{_target.Name} ended the subscription";
        }
        catch (GrpcException e)
        {
            isRefused = e.Status is GrpcException.Unauthenticated or GrpcException.PermissionDenied;
            problem = $"{_target.Name} {Words(e)}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = $"{_target.Name} at {_target.Address} did not answer within {_target.Timeout.TotalSeconds:0.###} s";
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            var what = _state.Phase == GnmiTargetPhase.Connecting ? $"{_target.Name} cannot be reached at {_target.Address}" : $"the connection to {_target.Name} broke";
            problem = $"{what}: {e.GetBaseException().Message.TrimEnd('.')}";
        }
        catch (Exception e) when (e is CryptographicException or UnauthorizedAccessException)
        {
            problem = $"{_target.Name}: a certificate or key cannot be used: {e.Message.TrimEnd('.')}";
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            GnmiLog.TargetBroke(_log, e, _target.Name);
            problem = $"{_target.Name}: {e.Message.TrimEnd('.')}";
        }
        await Fail(problem, isRefused, cancellationToken);
        await Task.Delay(_backOff.Pause(isRefused), _time, cancellationToken);
    }

    private async Task Subscribe(CancellationToken cancellationToken)
    {
        using var connection = new GnmiConnection(_target, _options.MaxMessageBytes);
        using var call = await Begin(connection, cancellationToken);
        await Locked(() =>
        {
            _intake.Begin(Now);
            (_messages, _polledAt) = (0, Now);
            _polled = _target.Mode == GnmiStreamMode.Poll ? call : null;
        }, cancellationToken);
        Enter(GnmiTargetPhase.Synchronizing, _state.Problem);
        try
        {
            while (await call.Messages.Receive(cancellationToken))
            {
                await _gate.WaitAsync(cancellationToken);
                try
                {
                    await Take(call.Messages, cancellationToken);
                }
                finally
                {
                    _gate.Release();
                }
                if (_target.Mode == GnmiStreamMode.Once && _intake.IsSynchronized)
                    return;
            }
            call.ThrowUnlessOk();
        }
        finally
        {
            await Locked(() => _polled = null, CancellationToken.None);
        }
    }

    private async Task<GrpcCall> Begin(GnmiConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_target.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var encoding = await connection.ChooseEncoding(either.Token);
        var request = GnmiRequests.Subscribe(_target.Target, _target.Mode, encoding, _subscriptions);
        // A device that waits for the first question may say nothing before.
        return await connection.Subscribe(_target.Mode == GnmiStreamMode.Poll ? [request, GnmiRequests.Poll] : [request], either.Token);
    }

    private async ValueTask Take(GrpcMessages messages, CancellationToken cancellationToken)
    {
        var (bytes, now) = (0L, Now);
        string? problem = null;
        while (messages.TryNext(out var message))
        {
            bytes += message.Length;
            _messages++;
            problem = _intake.Take(message.Span, now) ?? problem;
            if (_samples.Count >= BatchSamples)
            {
                await _samples.Post(bytes, cancellationToken);
                bytes = 0;
            }
        }
        _meter.Contacted();
        Interlocked.Exchange(ref _heardAt, now);
        if (problem is not null)
            _meter.Failed($"{_target.Name} {problem}.");
        if (_intake.IsSynchronized && _state.Phase == GnmiTargetPhase.Synchronizing)
            Synchronized();
        await _samples.Post(bytes, cancellationToken);
    }

    private void Synchronized()
    {
        Enter(GnmiTargetPhase.Streaming, null);
        Show(isUp: true);
        if (!_backOff.Succeeded())
            return;
        var text = $"{_target.Name} streams by gNMI again";
        GnmiLog.TargetStreams(_log, text);
        _samples.Add(new EventRecord(Now, _target.Name, "gnmi-reachable", PerceivedSeverity.Cleared, text + "."));
    }

    private async ValueTask Fail(string problem, bool isRefused, CancellationToken cancellationToken)
    {
        Enter(GnmiTargetPhase.Waiting, problem + ".");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_backOff.Failed(isRefused))
            {
                GnmiLog.TargetFailed(_log, problem);
                _intake.EndAll(Now);
                _samples.Add(new EventRecord(Now, _target.Name, "gnmi-unreachable", PerceivedSeverity.Major, problem + "."));
            }
            Show(isUp: false);
            await _samples.Post(0, cancellationToken);
            _meter.Failed(problem + ".");
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Says whether the target is up, repeats what holds, and asks again where that is the mode.</summary>
    private async Task Tick(CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(_target.Interval < LongestTick ? _target.Interval : LongestTick, _time);
        if (_target.Mode == GnmiStreamMode.Poll)
            tick.Period = PollTick;
        while (await tick.WaitForNextTickAsync(cancellationToken))
        {
            await _gate.WaitAsync(cancellationToken);
            try
            {
                var isUp = _state.Phase == GnmiTargetPhase.Streaming || (_target.Mode == GnmiStreamMode.Once && _state is { Phase: GnmiTargetPhase.Waiting, Problem: null });
                var isDue = isUp || Now - _upAt >= LongestSilence;
                if (isDue)
                    Show(isUp);
                if (isUp)
                    _tree.Repeat(Now, _options.RepeatInterval);
                await _samples.Post(0, cancellationToken);
                // What was just stored was no word of the device.
                if (isDue && !isUp && _state.Problem is { } problem)
                    _meter.Failed(problem);
                // A round that is under way is not overtaken: its end would be taken for that of the next.
                if (_polled is { } call && Now - _polledAt >= _target.Interval.TotalMilliseconds && (_intake.IsSynchronized || _messages == 0))
                {
                    _polledAt = Now;
                    _messages = 0;
                    _intake.Begin(Now);
                    await call.Send(GnmiRequests.Poll, cancellationToken);
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException or InvalidOperationException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The connection is ending; whoever reads from it says why.
            }
            finally
            {
                _gate.Release();
            }
        }
    }

    private void Show(bool isUp)
    {
        if (_upEpoch != _samples.Epoch)
            (_up, _upEpoch) = (_samples.Resolve([new Label(Labels.MetricName, "up")]), _samples.Epoch);
        _upAt = Now;
        _samples.Add(_up, _upAt, isUp ? 1 : 0);
    }

    private async ValueTask EndAll()
    {
        _intake.EndAll(Now);
        _samples.End(_up, Math.Max(Now, _upAt + 1));
        try
        {
            await _samples.Post(0, CancellationToken.None);
        }
        catch (ChannelClosedException)
        {
            // The program ends, and nothing is stored any more.
        }
    }

    private async ValueTask Locked(Action act, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        act();
        _gate.Release();
    }

    private void Enter(GnmiTargetPhase phase, string? problem) =>
        _state = new GnmiTargetState(_target.Name, phase, _time.GetUtcNow(), problem, 0);

    internal static string Words(GrpcException e)
    {
        var said = e.Detail.Length > 0 ? $" ({e.Detail.TrimEnd('.')})" : "";
        return e.Status switch
        {
            GrpcException.Unauthenticated => $"refuses the user name or password{said}",
            GrpcException.PermissionDenied => $"does not let the user subscribe{said}",
            GrpcException.Unimplemented => $"does not know what it is asked{said}: check that gNMI listens at that address",
            _ => $"ended the call with {GrpcException.NameOf(e.Status)}{said}",
        };
    }
}
