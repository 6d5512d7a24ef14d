using System.Security.Cryptography;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources.Gnmi.Modules;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Gnmi;

/// <summary>
/// Devices that are subscribed to by gNMI (openconfig/reference, rpc/gnmi/gnmi-specification.md). What is asked for, and
/// what becomes of it, are modules; a device that cannot be reached is tried again for ever.
/// </summary>
public sealed class GnmiSource : ITargetSource, IDisposable
{
    /// <summary>The source's id.</summary>
    public const string Id = "gnmi";

    /// <summary>Targets that are subscribed to at most.</summary>
    public const int MaxTargets = 5000;

    private readonly GnmiOptions _options;
    private readonly IReadOnlyList<GnmiTargetOptions> _configured;
    private readonly GnmiModules _modules;
    private readonly IngestPipeline _pipeline;
    private readonly TimeProvider _time;
    private readonly ILogger<GnmiSource> _log;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Subscribed> _targets = new(StringComparer.Ordinal); // bound: MaxTargets
    private readonly List<Subscribed> _ending = []; // bound: targets that were removed and have not ended yet
    private CancellationToken? _running;

    /// <exception cref="GnmiModuleException">A target's modules are not there.</exception>
    /// <exception cref="ArgumentException">A target's settings do not fit together; the message says which and how.</exception>
    public GnmiSource(
        GnmiOptions options, IReadOnlyList<GnmiTargetOptions> targets, GnmiModules modules, IngestPipeline pipeline, SourceRegistry sources,
        TimeSeriesCache cache, TimeProvider time, ILogger<GnmiSource> log)
    {
        (_options, _configured, _modules, _pipeline, _time, _log) = (options, targets, modules, pipeline, time, log);
        if (GnmiTargetOptions.Complaint(targets) is { } complaint)
            throw new ArgumentException(complaint, nameof(targets));
        Description = new SourceDescription
        {
            Id = Id,
            Name = "gNMI",
            Protocol = "gNMI Subscribe",
            Kinds = [TelemetryKind.Metric, TelemetryKind.Event],
            Capabilities = ["subscribes"],
            Interval = targets.Count == 0 ? null : targets.Min(t => t.Interval),
        };
        Meter = sources.Register(Description);
        foreach (var target in targets)
            _targets[target.Name] = Make(target);
        foreach (var metric in modules.Metrics)
            cache.Metrics.Describe(metric.Name, new MetricMetadata(metric.Type, metric.Help, ""));
    }

    public SourceDescription Description { get; }

    public SourceMeter Meter { get; }

    /// <inheritdoc/>
    public string TargetNoun => "device";

    /// <inheritdoc/>
    public Type TargetOptions => typeof(GnmiTargetOptions);

    /// <inheritdoc/>
    public IReadOnlyList<ITargetOptions> Configured => _configured;

    /// <summary>Every target as it is now, by name.</summary>
    public IReadOnlyList<GnmiTargetState> States
    {
        get
        {
            lock (_gate)
                return [.. _targets.Values.Select(t => t.Session.State).OrderBy(t => t.Name, StringComparer.Ordinal)];
        }
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            Meter.SetInactive($"switched off by {GnmiOptions.Section}:Enabled");
            return;
        }
        lock (_gate)
        {
            if (_targets.Count == 0)
                Meter.SetInactive($"no targets in {GnmiTargetOptions.Section}");
            GnmiLog.Subscribing(_log, _targets.Count);
            _running = cancellationToken;
            foreach (var target in _targets.Values)
                target.Start(Task.CompletedTask, cancellationToken);
        }
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        finally
        {
            Task[] all;
            lock (_gate)
            {
                _running = null;
                all = [.. _targets.Values.Concat(_ending).Select(t => t.Running)];
            }
            await Task.WhenAll(all);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TargetStatus> Targets()
    {
        lock (_gate)
            return [.. _targets.Values.Select(static t => new TargetStatus(t.Session.Target.Name, t.Session.Target.Address, t.Session.Target.Interval, t.Session.State.LastAnswer, t.Session.State.Problem))];
    }

    /// <inheritdoc/>
    public string? TryAdd(ITargetOptions options)
    {
        var target = (GnmiTargetOptions)options;
        if (target.Complaint() is { } complaint)
            return complaint;
        lock (_gate)
        {
            if (_targets.Count >= MaxTargets)
                return $"{MaxTargets} targets are subscribed to already, and no more can be.";
            if (_targets.ContainsKey(target.Name))
                return $"A target called '{target.Name}' is subscribed to already.";
            try
            {
                var added = _targets[target.Name] = Make(target);
                if (_running is { } running)
                {
                    Meter.SetInactive(null);
                    // One of the same name that was removed a moment ago ends its series first.
                    added.Start(Task.WhenAll(_ending.Where(e => e.Session.Target.Name == target.Name).Select(static e => e.Running)), running);
                }
                return null;
            }
            catch (GnmiModuleException e)
            {
                return e.Message;
            }
        }
    }

    /// <summary>Subscribes to a target no more and ends its series; false where there is none of that name.</summary>
    public bool Remove(string name)
    {
        lock (_gate)
        {
            if (!_targets.Remove(name, out var target))
                return false;
            target.Stop();
            _ending.RemoveAll(static t => t.Running.IsCompleted);
            _ending.Add(target);
            return true;
        }
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer> Test(ITargetOptions options, CancellationToken cancellationToken)
    {
        var target = (GnmiTargetOptions)options;
        if (target.Complaint() is { } complaint)
            return new TargetAnswer(false, complaint);
        var began = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(target.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var connection = new GnmiConnection(target, _options.MaxMessageBytes);
            var can = await connection.AskCapabilities(either.Token);
            return new TargetAnswer(true, $"{target.Name} answers within {_time.GetElapsedTime(began).TotalMilliseconds:0} ms: gNMI {can?.Version}, {can?.Models.Count ?? 0} models, values as {string.Join(", ", can?.Encodings ?? [])}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new TargetAnswer(false, $"{target.Name} at {target.Address} did not answer within {target.Timeout.TotalSeconds:0.###} s.");
        }
        catch (GrpcException e)
        {
            return new TargetAnswer(false, $"{target.Name} {GnmiSession.Words(e)}.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or CryptographicException or UnauthorizedAccessException)
        {
            return new TargetAnswer(false, $"{target.Name} cannot be reached at {target.Address}: {e.GetBaseException().Message.TrimEnd('.')}.");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var target in _targets.Values)
            {
                target.Stop();
                // A host that ends before it has started does not wait for what it runs.
                if (target.Running.IsCompleted)
                    target.Session.Dispose();
            }
            _targets.Clear();
        }
    }

    private Subscribed Make(GnmiTargetOptions target)
    {
        var subscriptions = GnmiPaths.Of(target, _modules);
        return new Subscribed(new GnmiSession(target, _options, _modules, subscriptions, _pipeline, Meter, _time, _log, Random.Shared));
    }

    /// <summary>A target and what runs it; used under the source's lock.</summary>
    private sealed class Subscribed(GnmiSession session)
    {
        private CancellationTokenSource? _stop;

        public GnmiSession Session => session;

        /// <summary>Ends once the target's last run has.</summary>
        public Task Running { get; private set; } = Task.CompletedTask;

        public void Start(Task before, CancellationToken running)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(running);
            var token = _stop.Token;
            Running = Task.Run(async () =>
            {
                await before;
                await session.Run(token);
            }, CancellationToken.None);
        }

        public void Stop()
        {
            _stop?.Cancel();
            _stop?.Dispose();
            _stop = null;
        }
    }
}
