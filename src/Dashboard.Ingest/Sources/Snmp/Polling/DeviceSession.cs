using System.Net;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// One device, poll after poll: what is asked next, and what its answers mean. Does no I/O and knows no clock but the times
/// it is given; used by one thread at a time. One question is under way at a time.
/// </summary>
internal sealed class DeviceSession
{
    private readonly SnmpDeviceOptions _device;
    private readonly SnmpOptions _options;
    private readonly PeerSecurity _security;
    private readonly DeviceInventory _inventory;
    private readonly SampleSink _samples;
    private readonly ScalarReading _scalars;
    private readonly TableReading[] _tables;
    private readonly (WalkStep Values, WalkStep Fallbacks, WalkStep Labels)[] _walks;
    private readonly InventorySurvey _survey;
    private readonly BulkSize _bulk;
    private readonly StatusSeries _status;
    private IEnumerator<IPollStep>? _steps;
    private long _surveyDue;
    private bool _isPartial;
    private bool _hasAnswered;

    public DeviceSession(SnmpDeviceOptions device, SnmpOptions options, PollPlan plan, PeerSecurity security, SampleSink samples, DeviceInventory inventory, Random random)
    {
        (_device, _options, _security, _samples, _inventory) = (device, options, security, samples, inventory);
        _scalars = new ScalarReading(plan.Scalars, samples);
        _tables = [.. plan.Tables.Select(t => new TableReading(t, samples, options.MaxRows))];
        _walks = [.. _tables.Select(t => (new WalkStep(t.Values, t.ValueSinkOf), new WalkStep(t.Fallbacks, t.FallbackSinkOf), new WalkStep(t.Labels, t.LabelSinkOf)))];
        _survey = new InventorySurvey(samples, device.Address, options.MaxRows);
        _bulk = new BulkSize(options.MaxBindings);
        _status = new StatusSeries(samples);
        Health = new TargetHealth(device.Interval, options.FailuresToOpen, options.LongestPause, random);
    }

    public string Instance => _device.Name;

    public TimeSpan Timeout => _device.Timeout;

    public TargetHealth Health { get; }

    /// <summary>Where the device is; null until its name was resolved.</summary>
    public SocketAddress? Address { get; set; }

    /// <summary>When the poll under way was due, or the next one is, in milliseconds of the loop.</summary>
    public long Due { get; set; }

    /// <summary>When the poll under way began, in milliseconds of the loop.</summary>
    public long Began { get; set; }

    /// <summary>When the loop looks at the session next, in milliseconds of the loop.</summary>
    public long WakeAt { get; set; }

    /// <summary>The number of the question under way; 0 for none.</summary>
    public int RequestId { get; set; }

    /// <summary>Whether the device is polled no more once the poll under way is over.</summary>
    public bool IsLeaving { get; set; }

    public bool IsPolling => _steps is not null;

    /// <summary>Questions that were sent in this poll.</summary>
    public int Sent { get; private set; }

    /// <summary>Of those, questions that were asked again.</summary>
    public int Retried { get; private set; }

    /// <summary>Octets that came in this poll.</summary>
    public long Bytes { get; private set; }

    /// <summary>Why the poll failed, or what was odd about it, as a sentence; null where nothing was.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Whether the poll failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>How the last poll ended; read by any thread.</summary>
    public PollOutcome Outcome { get; set; } = new(null, null);

    private int Bindings { get; set; }

    private int Attempts { get; set; }

    /// <summary>Starts a poll. <see cref="SessionProgress.Finished"/> where there is nothing to ask.</summary>
    /// <param name="timestamp">The time that its samples get, in milliseconds since 1970-01-01 UTC.</param>
    public SessionProgress Begin(long timestamp)
    {
        _samples.Begin(timestamp);
        (Sent, Retried, Bytes, Bindings, Attempts, Complaint, HasFailed, _isPartial, _hasAnswered) = (0, 0, 0, 0, 0, null, false, false, false);
        _steps = Steps(timestamp);
        return Advance();
    }

    /// <summary>Writes the next question.</summary>
    /// <returns>Whether it could be written; false where the system lacks the cipher that the device wants.</returns>
    public bool TryWrite(ref BerWriter writer, int requestId, Span<byte> scratch)
    {
        var end = writer.Position;
        if (_security.NeedsDiscovery)
            SnmpMessageWriter.Pdu(ref writer, end, PduType.GetRequest, requestId);
        else
            _steps!.Current.Write(ref writer, requestId, _bulk.Bindings, _security.Version != SnmpVersion.V1);
        RequestId = requestId;
        Sent++;
        Attempts++;
        if (_security.TryWrap(ref writer, end, requestId, scratch))
            return true;
        Fail("is to be asked with a cipher that this system does not have");
        return false;
    }

    /// <summary>Takes an answer.</summary>
    public SessionProgress Take(Span<byte> datagram, in SnmpMessage message, Span<byte> scratch)
    {
        var answer = _security.Open(datagram, message, scratch, out var body, out var complaint);
        if (answer == PeerAnswer.Ignored)
            return SessionProgress.Ignored;
        Bytes += datagram.Length;
        _hasAnswered = true;
        Attempts = 0;
        if (answer == PeerAnswer.AskAgain)
            return SessionProgress.Ask;
        if (answer == PeerAnswer.Refused)
            return Fail(complaint!);
        if (!SnmpPdu.TryRead(body, out var pdu, out complaint))
            return Fail($"sent an answer that cannot be read: {complaint}");
        if (pdu.Type != PduType.Response || pdu.RequestId != RequestId)
            return SessionProgress.Ignored;
        if (Bytes > _options.MaxPollBytes)
            return Fail($"answered more than {_options.MaxPollBytes} octets to one poll ({SnmpOptions.Section}:{nameof(SnmpOptions.MaxPollBytes)})");
        var step = _steps!.Current;
        Bindings += step.Take(pdu, _bulk);
        if (step.Complaint is { } odd)
            Complaint ??= $"{Instance} {odd}";
        return step.IsDone ? Advance() : SessionProgress.Ask;
    }

    /// <summary>No answer came in time.</summary>
    public SessionProgress TimedOut()
    {
        if (Attempts > (Health.IsOpen ? 0 : _device.Retries))
            return Fail($"did not answer within {_device.Timeout.TotalSeconds:0.###} s, asked {(Attempts == 1 ? "once" : $"{Attempts} times")}");
        Retried++;
        // Too big an answer may have been lost in pieces on its way.
        if (_hasAnswered)
            _bulk.Failed();
        return SessionProgress.Ask;
    }

    /// <summary>Ends the poll.</summary>
    /// <param name="duration">From its start to its end, in seconds.</param>
    /// <returns>The samples of it.</returns>
    public TelemetryBatch<MetricSample>? Finish(double duration)
    {
        _steps?.Dispose();
        _steps = null;
        RequestId = 0;
        if (HasFailed && !_isPartial)
        {
            _scalars.EndAll();
            foreach (var table in _tables)
                table.EndAll();
            _survey.EndAll();
            _surveyDue = 0;
        }
        _status.Show(!HasFailed, duration, Bindings, Sent, Retried);
        return _samples.Take(Bytes);
    }

    /// <summary>Ends every series of the device, which is polled no more.</summary>
    public TelemetryBatch<MetricSample>? Leave(long timestamp)
    {
        _samples.Begin(timestamp);
        _scalars.EndAll();
        foreach (var table in _tables)
            table.EndAll();
        _survey.EndAll();
        _status.EndAll();
        return _samples.Take(0);
    }

    private IEnumerator<IPollStep> Steps(long now)
    {
        _scalars.Begin();
        if (Health.IsOpen)
            _scalars.Step.Forget();
        yield return _scalars.Step.Begin();
        _scalars.Finish();
        _isPartial = true;
        for (var i = 0; i < _tables.Length; i++)
        {
            var table = _tables[i];
            if (!table.Begin(now, _scalars.HasRestarted))
                continue;
            yield return _walks[i].Values.Begin();
            if (table.NeedsFallbacks())
                yield return _walks[i].Fallbacks.Begin();
            if (table.NeedsLabels(now))
            {
                yield return _walks[i].Labels.Begin();
                table.TakeLabels(now, _options.LabelInterval);
            }
            table.Finish();
        }
        if (now >= _surveyDue || _scalars.HasRestarted)
        {
            foreach (var step in _survey.Steps())
                yield return step;
            _surveyDue = now + (long)_options.InventoryInterval.TotalMilliseconds;
            _inventory.Publish(_survey.Finish(_scalars.Ticks));
        }
        _survey.Show();
    }

    private SessionProgress Advance()
    {
        while (_steps!.MoveNext())
        {
            if (!_steps.Current.IsDone)
                return SessionProgress.Ask;
        }
        return SessionProgress.Finished;
    }

    private SessionProgress Fail(string complaint)
    {
        HasFailed = true;
        Complaint = $"{Instance} {complaint}";
        return SessionProgress.Finished;
    }
}

/// <summary>How a device's last poll ended.</summary>
/// <param name="LastAnswer">When a poll last succeeded; null before the first time.</param>
/// <param name="Complaint">What was wrong with the last; null where nothing was.</param>
internal sealed record PollOutcome(DateTimeOffset? LastAnswer, string? Complaint);

/// <summary>What a session wants to happen next.</summary>
internal enum SessionProgress
{
    /// <summary>Nothing: what came was not for it.</summary>
    Ignored,

    /// <summary>To ask the next question.</summary>
    Ask,

    /// <summary>The poll is over.</summary>
    Finished,
}
