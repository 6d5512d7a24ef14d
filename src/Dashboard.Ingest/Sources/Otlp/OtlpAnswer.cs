using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>Writes answers of OTLP: Export…ServiceResponse, and google.rpc.Status for what failed (https://opentelemetry.io/docs/specs/otlp/#otlphttp-response).</summary>
internal static class OtlpAnswer
{
    /// <summary>Seconds after which a message may be sent again.</summary>
    public const int RetrySeconds = 1;

    private const string RetryInfo = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>The answer in Protocol Buffers.</summary>
    public static ReadOnlyMemory<byte> Message(OtlpReport report)
    {
        var message = new ProtobufWriter();
        if (report.Verdict != OtlpVerdict.Taken)
        {
            message.Number(1, (ulong)report.Verdict.Grpc).Text(2, report.Sentence);
            if (report.Verdict.IsTransient)
                message.Message(3, static any => any.Text(1, RetryInfo).Message(2, static retry => retry.Message(1, static delay => delay.Number(1, RetrySeconds))));
        }
        else if (report.Sentence.Length > 0)
        {
            message.Message(1, partial => partial.Number(1, (ulong)report.Rejected).Text(2, report.Sentence));
        }
        return message.Written;
    }

    /// <summary>The answer in JSON.</summary>
    public static ReadOnlyMemory<byte> Json(OtlpReport report, OtlpSignal signal)
    {
        var octets = new ArrayBufferWriter<byte>(256); // bound: the sentence
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            if (report.Verdict != OtlpVerdict.Taken)
            {
                json.WriteNumber("code"u8, report.Verdict.Grpc);
                json.WriteString("message"u8, report.Sentence);
            }
            else if (report.Sentence.Length > 0)
            {
                json.WriteStartObject("partialSuccess"u8);
                json.WriteString(signal switch { OtlpSignal.Traces => "rejectedSpans"u8, OtlpSignal.Metrics => "rejectedDataPoints"u8, _ => "rejectedLogRecords"u8 }, report.Rejected.ToString(CultureInfo.InvariantCulture));
                json.WriteString("errorMessage"u8, report.Sentence);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return octets.WrittenMemory;
    }
}
