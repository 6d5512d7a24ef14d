using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dashboard.Domain.Query;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>
/// Writes an answer of the Prometheus HTTP API: <c>{"status":"success","data":...,"warnings":[...],"infos":[...]}</c>,
/// as a stream, so that no answer is in memory as a whole.
/// </summary>
public sealed class ApiAnswer : IDisposable
{
    /// <summary>Octets after which what is written goes out.</summary>
    private const int FlushAfter = 32 * 1024;

    private const int MostOfSample = (2 * NumberFormat.MaxLength) + 5;

    // The answer is application/json and marked as not to be sniffed: what matters in HTML needs no escapes here.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly PipeWriter _pipe;
    private readonly CancellationToken _aborted;

    private ApiAnswer(HttpContext context)
    {
        (_pipe, _aborted) = (context.Response.BodyWriter, context.RequestAborted);
        context.Response.ContentType = "application/json";
        Json = new Utf8JsonWriter(_pipe, Plain);
    }

    /// <summary>Where the handler writes what belongs under <c>data</c>.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Starts a successful answer; <c>data</c> is to be written next.</summary>
    public static ApiAnswer Begin(HttpContext context)
    {
        var answer = new ApiAnswer(context);
        answer.Json.WriteStartObject();
        answer.Json.WriteString("status"u8, "success"u8);
        answer.Json.WritePropertyName("data"u8);
        return answer;
    }

    /// <summary>Says what went wrong: 400 where the request is to blame, 422 where the series are, 503 where time ran out.</summary>
    public static async Task Fail(HttpContext context, QueryException problem)
    {
        var (status, type) = problem.Kind switch
        {
            QueryErrorKind.BadData => (StatusCodes.Status400BadRequest, "bad_data"),
            QueryErrorKind.Timeout => (StatusCodes.Status503ServiceUnavailable, "timeout"),
            QueryErrorKind.Canceled => (StatusCodes.Status503ServiceUnavailable, "canceled"),
            _ => (StatusCodes.Status422UnprocessableEntity, "execution"),
        };
        context.Response.StatusCode = status;
        using var answer = new ApiAnswer(context);
        answer.Json.WriteStartObject();
        answer.Json.WriteString("status"u8, "error"u8);
        answer.Json.WriteString("errorType"u8, type);
        answer.Json.WriteString("error"u8, problem.Message);
        answer.Json.WriteEndObject();
        await answer.Flush();
    }

    /// <summary>Ends the answer with what there is to say besides its data.</summary>
    public Task End(IReadOnlyList<string> warnings, IReadOnlyList<string> infos)
    {
        WriteNotes("warnings"u8, warnings);
        WriteNotes("infos"u8, infos);
        Json.WriteEndObject();
        return Flush();
    }

    /// <summary>Lets go of what is written once that is much. Called after each series.</summary>
    public ValueTask Continue() => Json.BytesPending + _pipe.UnflushedBytes < FlushAfter ? default : new(Flush());

    public void WriteLabels(Labels labels)
    {
        Json.WriteStartObject();
        foreach (var label in labels.AsSpan())
            Json.WriteString(label.Name, label.Value);
        Json.WriteEndObject();
    }

    /// <summary>Writes <c>[seconds,"value"]</c>.</summary>
    public void WriteSample(long timestamp, double value)
    {
        Span<byte> text = stackalloc byte[MostOfSample];
        Json.WriteRawValue(text[..Format(timestamp, value, text)], skipInputValidation: true);
    }

    /// <summary>Writes <c>[seconds,"value"]</c> for each sample, within an array.</summary>
    public void WriteSamples(ReadOnlySpan<long> timestamps, ReadOnlySpan<double> values)
    {
        // Many at a time, so that the writer is called once for all of them.
        Span<byte> text = stackalloc byte[32 * MostOfSample];
        var length = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (length > 0)
                text[length++] = (byte)',';
            length += Format(timestamps[i], values[i], text[length..]);
            if (i + 1 < values.Length && length + 1 + MostOfSample <= text.Length)
                continue;
            Json.WriteRawValue(text[..length], skipInputValidation: true);
            length = 0;
        }
    }

    /// <summary>Writes <c>[seconds,"text"]</c>.</summary>
    public void WriteSample(long timestamp, string value)
    {
        Json.WriteStartArray();
        WriteSeconds(timestamp);
        Json.WriteStringValue(value);
        Json.WriteEndArray();
    }

    /// <summary>Writes a time in seconds.</summary>
    public void WriteSeconds(long timestamp)
    {
        Span<byte> seconds = stackalloc byte[NumberFormat.MaxLength];
        Json.WriteRawValue(seconds[..NumberFormat.WriteSeconds(timestamp, seconds)], skipInputValidation: true);
    }

    public void Dispose() => Json.Dispose();

    private static int Format(long timestamp, double value, Span<byte> text)
    {
        text[0] = (byte)'[';
        var length = 1 + NumberFormat.WriteSeconds(timestamp, text[1..]);
        text[length++] = (byte)',';
        text[length++] = (byte)'"';
        length += NumberFormat.WriteValue(value, text[length..]);
        text[length++] = (byte)'"';
        text[length++] = (byte)']';
        return length;
    }

    private async Task Flush()
    {
        Json.Flush();
        await _pipe.FlushAsync(_aborted);
    }

    private void WriteNotes(ReadOnlySpan<byte> name, IReadOnlyList<string> notes)
    {
        if (notes.Count == 0)
            return;
        Json.WriteStartArray(name);
        foreach (var note in notes)
            Json.WriteStringValue(note);
        Json.WriteEndArray();
    }
}
