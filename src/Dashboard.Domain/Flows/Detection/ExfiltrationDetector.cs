using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>
/// Exfiltration by volume: a host inside that sends out of the network, within an hour, several times as much as within
/// any hour of its history, and far above its median: a modified z-score of 3.5 and more (Iglewicz and Hoaglin 1993: 0.6745 times the
/// distance from the median in median absolute deviations) of the logarithm.
/// </summary>
/// <remarks>
/// The history is a histogram of hours, looked at every five minutes, that halves after a week; an hour enters it an hour
/// later and not beyond what was usual, so that a theft does not become its own yardstick. What is sent each night is part of the history.
/// Exporters, and both sides of one, that see the same traffic are views of it, of which the one counts that saw most.
/// Octets are scaled by the sampling rate, so sampled flows are as good as their volume is large.
/// </remarks>
internal sealed class ExfiltrationDetector(FlowDetectionOptions options, FlowNetwork[] exempt, FlowFindings findings)
{
    private const int Places = 16_384;
    private const long SpanMs = 300_000;
    private const uint AdmittedOf = 100;
    private const int HistoryMost = 2016;
    private const double LeastLog = 16;
    private const double LogStep = 0.75;
    private const double LeastScore = 3.5;
    private const long QuietMs = 1_800_000;
    private const long ForgetMs = 7 * 86_400_000L;

    private readonly SuspectTable<OutboundHost> _hosts = new(Places);
    private long _spanBegan = long.MinValue;
    private int _span;
    private uint _refused;

    public long Bytes => _hosts.Bytes;

    /// <summary>Hosts that had to leave while they were watched, since the start.</summary>
    public long Evicted { get; private set; }

    /// <summary>Reads a host's place, so that it is near when it is looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Touch(ulong source)
    {
        ref var host = ref _hosts.Find(source);
        return Unsafe.IsNullRef(ref host) ? 0 : host.Key;
    }

    /// <summary>Takes what was sent from inside to outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Look(ref readonly FlowRecord flow, ulong source, long now)
    {
        ref var host = ref _hosts.Find(source);
        if (Unsafe.IsNullRef(ref host))
        {
            // Where there are more hosts than places, one in a hundred that has none gets one, so that those which have can be learned.
            if (!_hosts.HasRoom(source) && ++_refused % AdmittedOf != 0)
                return;
            host = ref _hosts.Place(source, now, out var hasEvicted);
            host.Address = flow.Source;
            Evicted += hasEvicted ? 1 : 0;
        }
        host.LastSeen = now;
        var view = 1 + ((uint)flow.Exporter << 2) + (uint)flow.Direction;
        if (view == host.FirstView)
            host.FirstOctets += flow.Octets;
        else if (view == host.SecondView)
            host.SecondOctets += flow.Octets;
        else
            TakeView(ref host, view, flow.Octets);
        Vote(ref host, in flow);
    }

    /// <summary>Ends a span of five minutes where it is time.</summary>
    public void Tick(long now)
    {
        if (_spanBegan == long.MinValue)
            _spanBegan = now;
        if (now - _spanBegan < SpanMs)
            return;
        // A gap in the clock is one span, and no spans without traffic.
        _spanBegan = now - _spanBegan < 2 * SpanMs ? _spanBegan + SpanMs : now;
        _span = (_span + 1) % HourOfOctets.Room;
        var all = _hosts.All;
        for (var at = 0; at < all.Length; at++)
        {
            if (all[at].Key == 0)
                continue;
            if (now - all[at].LastSeen > ForgetMs)
                _hosts.Free(at);
            else
                EndSpan(ref all[at], now);
        }
    }

    private static void TakeView(ref OutboundHost host, uint view, ulong octets)
    {
        // The smaller of the two makes room: a third view of the same traffic has nothing to add.
        if (host.FirstView == 0 || (host.SecondView != 0 && host.FirstOctets < host.SecondOctets))
            (host.FirstView, host.FirstOctets) = (view, octets);
        else
            (host.SecondView, host.SecondOctets) = (view, octets);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Vote(ref OutboundHost host, ref readonly FlowRecord flow)
    {
        if (host.Receiver == flow.Destination)
        {
            host.ReceiverLead += flow.Octets;
            return;
        }
        host.ReceiverLead -= flow.Octets;
        if (host.ReceiverLead < 0)
            (host.Receiver, host.ReceiverLead, host.LastPort) = (flow.Destination, -host.ReceiverLead, flow.DestinationPort);
    }

    private void EndSpan(ref OutboundHost host, long now)
    {
        host.Spans[_span] = (float)Math.Max(host.FirstOctets, host.SecondOctets);
        (host.FirstOctets, host.SecondOctets) = (0, 0);
        var hour = 0.0;
        foreach (var span in host.Spans)
            hour += span;
        host.Watched++;
        var most = OctetsOf(Highest(in host.History) + 1);
        var score = Score(in host, hour);
        var isFar = host.HistoryCount > 0 && hour >= most * options.ExfiltrationFactor && hour >= options.ExfiltrationOctets && score >= LeastScore;
        if (isFar && host.Watched >= options.ExfiltrationLearning.TotalMilliseconds / SpanMs && !NetworkZones.Hold(exempt, host.Address))
            Note(ref host, hour, most, now);
        else
            host.IsFound &= findings.Find(KeyOf(in host)) is not null;
        // An hour of which the last twelve spans are no part yet.
        var old = host.Hours[_span];
        host.Hours[_span] = (float)(isFar ? Math.Min(hour, most) : hour);
        if (host.Watched > HourOfOctets.Room)
            Remember(ref host, old);
        if (!host.IsFound)
            host.ReceiverLead *= 0.5;
    }

    private void Note(ref OutboundHost host, double hour, double most, long now)
    {
        host.IsFound = true;
        var toOne = host.ReceiverLead > hour / 4 ? $", most of it to {host.Receiver} port {host.LastPort}" : "";
        findings.Note(KeyOf(in host), new FlowFinding
        {
            Id = 0,
            Kind = FlowFindingKind.Exfiltration,
            Source = host.Address,
            Target = toOne.Length > 0 ? host.Receiver.ToString() : "several",
            FirstSeen = now - SpanMs,
            LastSeen = host.LastSeen,
            Severity = PerceivedSeverity.Major,
            Confidence = Math.Min(0.99, 1 - (most / hour)),
            Amount = hour,
            Text = $"{host.Address} sent {FindingText.Octets(hour)} out of the network within an hour{toOne}; in {FindingText.Span(host.Watched * (double)SpanMs)} before it was never more than {FindingText.Octets(most)}, and {FindingText.Octets(Median(in host.History, host.HistoryCount))} as a rule.",
        }, now, QuietMs);
    }

    private static ulong KeyOf(ref readonly OutboundHost host) => host.Key ^ 2;

    private static void Remember(ref OutboundHost host, double hour)
    {
        var step = (int)Math.Clamp((Math.Log2(Math.Max(1, hour)) - LeastLog) / LogStep, 0, OctetHistogram.Room - 1);
        host.History[step]++;
        if (++host.HistoryCount < HistoryMost)
            return;
        host.HistoryCount = 0;
        for (var i = 0; i < OctetHistogram.Room; i++)
            host.HistoryCount += host.History[i] /= 2;
    }

    /// <summary>The modified z-score of an hour's octets.</summary>
    private static double Score(ref readonly OutboundHost host, double hour)
    {
        if (host.HistoryCount == 0)
            return 0;
        var median = MedianStep(in host.History, host.HistoryCount);
        Span<int> distances = stackalloc int[OctetHistogram.Room];
        distances.Clear();
        for (var i = 0; i < OctetHistogram.Room; i++)
            distances[Math.Abs(i - median)] += host.History[i];
        var (deviation, seen) = (0, distances[0]);
        while (seen * 2 < host.HistoryCount)
            seen += distances[++deviation];
        // Less than half a step cannot be told from none.
        return 0.6745 * (Math.Log2(Math.Max(1, hour)) - LeastLog - ((median + 0.5) * LogStep)) / (Math.Max(deviation, 0.5) * LogStep);
    }

    private static double Median(ref readonly OctetHistogram history, int count) => OctetsOf(MedianStep(in history, count) + 0.5);

    private static int MedianStep(ref readonly OctetHistogram history, int count)
    {
        var (step, seen) = (0, (int)history[0]);
        while (seen * 2 < count)
            seen += history[++step];
        return step;
    }

    private static int Highest(ref readonly OctetHistogram history)
    {
        var step = OctetHistogram.Room - 1;
        while (step > 0 && history[step] == 0)
            step--;
        return step;
    }

    private static double OctetsOf(double step) => Math.Pow(2, LeastLog + (step * LogStep));
}
