using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Web.Api.Prometheus;

/// <summary>Answers <c>/query</c> and <c>/query_range</c>.</summary>
public sealed class QueryHandlers(ISeriesSource source, QueryEngineOptions options, TimeProvider time) : IDisposable
{
    private const string Truncated = "results truncated due to limit";

    private readonly SemaphoreSlim _running = new(options.MaxConcurrent);

    public void Dispose() => _running.Dispose();

    public async Task Instant(HttpContext context, ApiRequest request)
    {
        var started = time.GetTimestamp();
        var limit = request.Limit();
        var at = request.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds());
        var (engine, timeout) = EngineFor(request);
        var expression = request.Expression();
        var prepared = time.GetTimestamp();
        var (result, begun) = await Run(expression, timeout, () => engine.Instant(expression, at, context.RequestAborted), context.RequestAborted);
        await Write(context, request, result, limit, (started, prepared, begun, time.GetTimestamp()));
    }

    public async Task Range(HttpContext context, ApiRequest request)
    {
        var started = time.GetTimestamp();
        var limit = request.Limit();
        var from = request.Time("start");
        var to = request.Time("end");
        if (to < from)
            throw ApiRequest.Bad("end", "end timestamp must not be before start time");
        var step = request.Duration("step") ?? throw ApiRequest.Bad("step", "cannot parse \"\" to a valid duration");
        if (step <= 0)
            throw ApiRequest.Bad("step", "zero or negative query resolution step widths are not accepted. Try a positive integer");
        var (engine, timeout) = EngineFor(request);
        var expression = request.Expression();
        var prepared = time.GetTimestamp();
        var (result, begun) = await Run(expression, timeout, () => engine.Range(expression, from, to, step, context.RequestAborted), context.RequestAborted);
        await Write(context, request, result, limit, (started, prepared, begun, time.GetTimestamp()));
    }

    /// <summary>An engine with the bounds that the request sets: no longer than the server's time, any look-back.</summary>
    private (QueryEngine Engine, TimeSpan Timeout) EngineFor(ApiRequest request)
    {
        var timeout = request.Duration("timeout") is { } given ? TimeSpan.FromMilliseconds(given) : options.Timeout;
        if (timeout <= TimeSpan.Zero)
            throw new QueryException(QueryErrorKind.Timeout, "query timed out in expression evaluation");
        var lookBack = request.Duration("lookback_delta") is { } delta and > 0 ? TimeSpan.FromMilliseconds(delta) : options.LookBack;
        timeout = timeout < options.Timeout ? timeout : options.Timeout;
        return (new QueryEngine(source, new QueryEngineOptions
        {
            LookBack = lookBack,
            Timeout = timeout,
            MaxSamples = options.MaxSamples,
            MaxSteps = options.MaxSteps,
            ExperimentalFunctions = options.ExperimentalFunctions,
        }, time), timeout);
    }

    /// <summary>Evaluates once fewer queries run than may; says when that was.</summary>
    private async Task<(QueryResult Result, long Begun)> Run(PromqlExpression expression, TimeSpan timeout, Func<ValueTask<QueryResult>> evaluate, CancellationToken cancellationToken)
    {
        if (!await _running.WaitAsync(timeout, cancellationToken))
            throw new QueryException(QueryErrorKind.Timeout, "query timed out in query queue");
        try
        {
            var begun = time.GetTimestamp();
            return (await evaluate(), begun);
        }
        catch (QueryException e) when (e is PromqlSyntaxException || (e.Kind == QueryErrorKind.BadData && expression.Root.Type is not (ExpressionType.Scalar or ExpressionType.Vector)))
        {
            throw ApiRequest.Bad("query", e.Message);
        }
        finally
        {
            _running.Release();
        }
    }

    private async Task Write(HttpContext context, ApiRequest request, QueryResult result, int limit, (long Started, long Prepared, long Begun, long Evaluated) times)
    {
        using var answer = ApiAnswer.Begin(context);
        var json = answer.Json;
        json.WriteStartObject();
        var truncated = false;
        switch (result.Value)
        {
            case ScalarValue scalar:
                json.WriteString("resultType"u8, "scalar"u8);
                json.WritePropertyName("result"u8);
                answer.WriteSample(scalar.Timestamp, scalar.Value);
                break;
            case StringValue text:
                json.WriteString("resultType"u8, "string"u8);
                json.WritePropertyName("result"u8);
                answer.WriteSample(text.Timestamp, text.Value);
                break;
            case VectorValue vector:
                json.WriteString("resultType"u8, "vector"u8);
                truncated = await WriteVector(answer, vector, limit);
                break;
            case MatrixValue matrix:
                json.WriteString("resultType"u8, "matrix"u8);
                truncated = await WriteMatrix(answer, matrix, limit);
                break;
        }
        if (request.Text("stats").Length > 0)
            WriteStatistics(answer, result, time.GetElapsedTime(times.Started, times.Prepared), time.GetElapsedTime(times.Prepared, times.Begun), time.GetElapsedTime(times.Begun, times.Evaluated));
        json.WriteEndObject();
        await answer.End(truncated ? [.. result.Warnings, Truncated] : result.Warnings, result.Infos);
    }

    private static async Task<bool> WriteVector(ApiAnswer answer, VectorValue vector, int limit)
    {
        var count = limit > 0 ? Math.Min(limit, vector.Samples.Count) : vector.Samples.Count;
        answer.Json.WriteStartArray("result"u8);
        for (var i = 0; i < count; i++)
        {
            var sample = vector.Samples[i];
            answer.Json.WriteStartObject();
            answer.Json.WritePropertyName("metric"u8);
            answer.WriteLabels(sample.Labels);
            answer.Json.WritePropertyName("value"u8);
            answer.WriteSample(sample.Timestamp, sample.Value);
            answer.Json.WriteEndObject();
            await answer.Continue();
        }
        answer.Json.WriteEndArray();
        return count < vector.Samples.Count;
    }

    private static async Task<bool> WriteMatrix(ApiAnswer answer, MatrixValue matrix, int limit)
    {
        var count = limit > 0 ? Math.Min(limit, matrix.Series.Count) : matrix.Series.Count;
        answer.Json.WriteStartArray("result"u8);
        for (var i = 0; i < count; i++)
        {
            var series = matrix.Series[i];
            answer.Json.WriteStartObject();
            answer.Json.WritePropertyName("metric"u8);
            answer.WriteLabels(series.Labels);
            answer.Json.WriteStartArray("values"u8);
            answer.WriteSamples(series.Timestamps, series.Values);
            answer.Json.WriteEndArray();
            answer.Json.WriteEndObject();
            await answer.Continue();
        }
        answer.Json.WriteEndArray();
        return count < matrix.Series.Count;
    }

    /// <summary>Timings in seconds. Sorting is part of evaluation here.</summary>
    private static void WriteStatistics(ApiAnswer answer, QueryResult result, TimeSpan preparation, TimeSpan queue, TimeSpan evaluation)
    {
        var json = answer.Json;
        json.WriteStartObject("stats"u8);
        json.WriteStartObject("timings"u8);
        json.WriteNumber("evalTotalTime"u8, evaluation.TotalSeconds);
        json.WriteNumber("resultSortTime"u8, 0);
        json.WriteNumber("queryPreparationTime"u8, preparation.TotalSeconds);
        json.WriteNumber("innerEvalTime"u8, evaluation.TotalSeconds);
        json.WriteNumber("execQueueTime"u8, queue.TotalSeconds);
        json.WriteNumber("execTotalTime"u8, (preparation + queue + evaluation).TotalSeconds);
        json.WriteEndObject();
        json.WriteStartObject("samples"u8);
        json.WriteNumber("totalQueryableSamples"u8, result.SamplesRead);
        json.WriteNumber("peakSamples"u8, result.PeakSamples);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
