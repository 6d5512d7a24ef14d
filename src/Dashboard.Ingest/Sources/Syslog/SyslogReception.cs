using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Syslog;

/// <summary>Where the messages of all sockets come together: limited by sender, made records, and handed to the pipeline a reading at a time. Safe from any thread.</summary>
internal sealed class SyslogReception(SyslogOptions options, SyslogIntake intake, SyslogSenders senders, IngestPipeline pipeline, SourceMeter meter, TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();

    /// <summary>Takes the datagrams that a receiver holds.</summary>
    public ValueTask Take(DatagramReceiver receiver, int count, CancellationToken cancellationToken)
    {
        long octets = 0;
        for (var i = 0; i < count; i++)
            octets += receiver[i].Length;
        var delivery = new SyslogDelivery(octets, count);
        var (now, moment) = (time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
        lock (_gate)
        {
            var (address, sender) = (NetworkAddress.None, default(SyslogSenders.Sender));
            for (var i = 0; i < count; i++)
            {
                if (sender is null || receiver.SenderOf(i) != address)
                {
                    address = receiver.SenderOf(i);
                    sender = senders.Of(address);
                }
                Take(receiver[i], address, sender, now, moment, delivery);
            }
        }
        return Post(delivery, cancellationToken);
    }

    /// <summary>Takes the messages that a connection holds as a whole, and returns the octets that they took.</summary>
    /// <param name="octets">What has come and not been taken.</param>
    /// <param name="isEnd">Whether nothing can come any more.</param>
    /// <param name="framing">The connection's framing.</param>
    /// <param name="address">Who sends.</param>
    /// <param name="delivery">Gets what they say.</param>
    public int Take(ReadOnlySpan<byte> octets, bool isEnd, SyslogFraming framing, NetworkAddress address, SyslogDelivery delivery)
    {
        var (now, moment) = (time.GetUtcNow().ToUnixTimeMilliseconds(), time.GetTimestamp());
        var rest = octets;
        var cut = framing.Cut;
        lock (_gate)
        {
            var sender = senders.Of(address);
            while (framing.TryRead(ref rest, isEnd, out var message))
                Take(message, address, sender, now, moment, delivery);
        }
        if (framing.Cut > cut)
            delivery.Complaint ??= $"{address} sent a message of more than {options.MaxMessageBytes} octets, which was cut";
        return octets.Length - rest.Length;
    }

    /// <summary>Hands a delivery to the pipeline, waiting for room if need be, and counts what was not taken.</summary>
    public async ValueTask Post(SyslogDelivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.TooMany > 0)
            pipeline.Refuse(SyslogSource.Id, delivery.TooMany, "sender sends more than it may");
        if (delivery.Complaint is not null)
            meter.Failed(delivery.Complaint);
        if (delivery.Events.Count > 0)
        {
            var events = new TelemetryBatch<EventRecord>(SyslogSource.Id, capacity: delivery.Events.Count);
            foreach (var known in delivery.Events)
                events.Add(known);
            await pipeline.Post(events, cancellationToken);
        }
        await pipeline.PostUnlessEmpty(delivery.Logs, cancellationToken);
    }

    /// <summary>Reads the counts, while nobody changes them; senders and writers that have been silent for long are forgotten first.</summary>
    public void Read(Action<SyslogIntake> read, long now)
    {
        senders.Forget();
        lock (_gate)
        {
            intake.Forget(now);
            read(intake);
        }
    }

    private void Take(ReadOnlySpan<byte> message, NetworkAddress address, SyslogSenders.Sender sender, long now, long moment, SyslogDelivery delivery)
    {
        if (!senders.Count(sender, moment, out var isFirst))
        {
            delivery.TooMany++;
            if (isFirst)
                SyslogLog.SenderTooFast(log, sender.Name, options.SenderRate);
            return;
        }
        if (intake.Take(message, address, now, delivery.Logs, delivery.Events) is { } complaint)
            delivery.Complaint ??= $"A message of {sender.Name} {complaint}";
    }
}
