using System.IO.Compression;
using System.Threading.Channels;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Dashboard.Ingest.Wire;

/// <summary>Takes spans that are posted over HTTP, packed with gzip or not, and answers 202 once they wait for their store or are in it.</summary>
/// <param name="meter">The source that they are of.</param>
/// <param name="pipeline">Where they go.</param>
/// <param name="pipelineOptions">How far ahead of the clock a span may be.</param>
/// <param name="time">The clock.</param>
/// <param name="maxBytes">Octets that a body may have, before and after unpacking.</param>
/// <param name="setting">The setting that says so.</param>
internal sealed class SpanDoor(SourceMeter meter, IngestPipeline pipeline, PipelineOptions pipelineOptions, TimeProvider time, int maxBytes, string setting)
{
    private const string RetrySeconds = "1";
    private const int MaxOrigins = 10_000;
    private const int MaxTexts = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Who sends spans.</summary>
    public SharedLabels Origins { get; } = new(MaxOrigins);

    /// <summary>Names and values that come again and again.</summary>
    public TextTable Texts { get; } = new(MaxTexts);

    /// <summary>Reads a body.</summary>
    /// <param name="octets">The body.</param>
    /// <param name="latest">The last time that is believed, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="reading">Gets what was refused.</param>
    /// <param name="into">Gets the spans.</param>
    /// <returns>What is wrong with the body, as a sentence; null where nothing is.</returns>
    public delegate string? Decode(ReadOnlySpan<byte> octets, long latest, IntakeReading reading, TelemetryBatch<SpanRecord> into);

    /// <summary>Answers a request.</summary>
    public async Task Answer(HttpContext context, IReadOnlyList<string> media, Decode decode)
    {
        OwnTrace.Leave(context);
        var (status, sentence) = await Take(context, media, decode);
        context.Response.StatusCode = status;
        if (sentence.Length == 0)
        {
            meter.Contacted();
            return;
        }
        meter.Failed(sentence);
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = RetrySeconds;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(sentence + "\n", context.RequestAborted);
    }

    private async Task<(int Status, string Sentence)> Take(HttpContext context, IReadOnlyList<string> media, Decode decode)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !media.Contains(type.MediaType.ToString(), StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status415UnsupportedMediaType, $"unknown content type \"{request.ContentType}\" (use {media[0]})");
        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity" or "gzip") and var encoding)
            return (StatusCodes.Status415UnsupportedMediaType, $"unknown content encoding \"{encoding}\" (use gzip or none)");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = maxBytes;
        try
        {
            await using var unpacked = request.Headers.ContentEncoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true) : null;
            using var body = await RentedOctets.Read(unpacked ?? request.Body, maxBytes, unpacked is null ? request.ContentLength : null, context.RequestAborted);
            return body is null ? TooLarge() : await Post(body.Memory, decode, context.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            return (StatusCodes.Status400BadRequest, $"the body is not well-formed gzip: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge() : (e.StatusCode, e.Message);
        }
    }

    private async Task<(int Status, string Sentence)> Post(ReadOnlyMemory<byte> octets, Decode decode, CancellationToken cancellationToken)
    {
        var batch = new TelemetryBatch<SpanRecord>(meter.Description.Id, octets.Length);
        var reading = new IntakeReading("span");
        var isPosted = false;
        try
        {
            if (decode(octets.Span, time.GetUtcNow().ToUnixTimeMilliseconds() + (long)pipelineOptions.FutureTolerance.TotalMilliseconds, reading, batch) is { } problem)
                return (StatusCodes.Status400BadRequest, problem);
            if (batch.Count > 0)
            {
                using var patience = new CancellationTokenSource(Patience, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
                await pipeline.Post(batch, either.Token);
                isPosted = true;
            }
            foreach (var (reason, count) in reading.Refused)
                pipeline.Refuse(meter.Description.Id, count, reason);
            return (StatusCodes.Status202Accepted, reading.Sentence);
        }
        catch (Exception e) when ((e is OperationCanceledException && !cancellationToken.IsCancellationRequested) || e is ChannelClosedException)
        {
            return (StatusCodes.Status503ServiceUnavailable, "there is no room for more at the moment; send it again");
        }
        finally
        {
            // What was posted is the pipeline's.
            if (!isPosted)
                batch.Dispose();
        }
    }

    private (int Status, string Sentence) TooLarge() => (StatusCodes.Status413PayloadTooLarge, $"the body is larger than {maxBytes} octets; send smaller batches, or raise {setting}");
}
