using System.Text;

namespace Dashboard.Domain.Alarms;

/// <summary>Probable causes of ITU-T X.733 section 8.1.2.1 that this program itself tells of, in lower case with hyphens. Senders may have others.</summary>
public static class ProbableCause
{
    public const string CommunicationProtocolError = "communication-protocol-error";
    public const string CommunicationSubsystemFailure = "communication-subsystem-failure";
    public const string ConfigurationError = "configuration-or-customization-error";
    public const string Congestion = "congestion";
    public const string CoolingProblem = "heating-ventilation-cooling-system-problem";
    public const string CpuCyclesLimitExceeded = "cpu-cycles-limit-exceeded";
    public const string DegradedSignal = "degraded-signal";
    public const string EquipmentMalfunction = "equipment-malfunction";
    public const string LossOfSignal = "loss-of-signal";
    public const string OutOfMemory = "out-of-memory";
    public const string PowerProblem = "power-problem";
    public const string QueueSizeExceeded = "queue-size-exceeded";
    public const string RetransmissionRateExcessive = "retransmission-rate-excessive";
    public const string StorageCapacityProblem = "storage-capacity-problem";
    public const string TemperatureUnacceptable = "temperature-unacceptable";
    public const string ThresholdCrossed = "threshold-crossed";
    public const string UnderlyingResourceUnavailable = "underlying-resource-unavailable";

    /// <summary>A cause as all doors write it: <c>lossOfSignal</c>, <c>Loss of signal</c> and <c>LOSS_OF_SIGNAL</c> are <c>loss-of-signal</c>.</summary>
    public static string Normalise(string cause)
    {
        if (cause.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0)
            return cause;
        var text = new StringBuilder(cause.Length + 4);
        for (var i = 0; i < cause.Length; i++)
        {
            var c = cause[i];
            if (!char.IsLetterOrDigit(c))
            {
                if (text.Length > 0 && text[^1] != '-')
                    text.Append('-');
                continue;
            }
            if (char.IsUpper(c) && i > 0 && char.IsLower(cause[i - 1]))
                text.Append('-');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString().TrimEnd('-');
    }
}
