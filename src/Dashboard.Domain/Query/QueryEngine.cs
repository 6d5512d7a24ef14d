using Dashboard.Domain.Query.Evaluation;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Domain.Query;

/// <summary>
/// Answers PromQL over whatever holds the series. Errors, warnings and infos are worded as Prometheus 3 words them.
/// Safe for any number of callers at a time.
/// </summary>
/// <remarks>
/// Every selector's series are found first, asynchronously; evaluation then runs on the calling thread over all steps of
/// a series at once, in columns, rather than step by step.
/// </remarks>
public sealed class QueryEngine(ISeriesSource source, QueryEngineOptions options, TimeProvider time)
{
    /// <summary>The value of an expression at one time, in milliseconds since 1970-01-01 UTC.</summary>
    /// <exception cref="QueryException">It has no value; the kind says whether the query, the series or the time is to blame.</exception>
    public async ValueTask<QueryResult> Instant(PromqlExpression expression, long at, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(expression);
        CheckFeatures(expression);
        return await Run(expression, new StepGrid(at, 1, 1), isRange: false, ct);
    }

    /// <summary>
    /// The values of an expression from one time to another, both inclusive, at every <paramref name="step"/>; all in
    /// milliseconds. The answer is always a <see cref="MatrixValue"/>.
    /// </summary>
    /// <exception cref="QueryException">As for <see cref="Instant"/>; also for a range that is empty, or has more steps than <see cref="QueryEngineOptions.MaxSteps"/>.</exception>
    public async ValueTask<QueryResult> Range(PromqlExpression expression, long from, long to, long step, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (to < from)
            throw new QueryException(QueryErrorKind.BadData, "end timestamp must not be before start time");
        if (step <= 0)
            throw new QueryException(QueryErrorKind.BadData, "zero or negative query resolution step widths are not accepted. Try a positive integer");
        if ((to - from) / step > options.MaxSteps)
            throw new QueryException(QueryErrorKind.BadData, $"exceeded maximum resolution of {options.MaxSteps:N0} points per timeseries. Try decreasing the query resolution (?step=XX)");
        CheckFeatures(expression);
        if (expression.Root.Type is not (ExpressionType.Scalar or ExpressionType.Vector))
            throw new QueryException(QueryErrorKind.BadData, $"invalid expression type {GoText.Quote(expression.Root.Type.Documented())} for range query, must be Scalar or instant Vector");
        return await Run(expression, new StepGrid(from, step, (int)((to - from) / step) + 1), isRange: true, ct);
    }

    private async ValueTask<QueryResult> Run(PromqlExpression expression, StepGrid grid, bool isRange, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        var run = new QueryRun(expression, grid, options, time, ct);
        try
        {
            await new SelectorPlan(run).Select(expression.Root, source, either.Token);
            run.Continue();
            var answer = new AnswerBuilder(run).Build(expression.Root, isRange);
            return new QueryResult(answer, run.Warnings, run.Infos, run.NewestSample, run.SamplesRead) { PeakSamples = run.PeakSamples, NewestSpacing = run.NewestSpacing };
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw QueryRun.Canceled();
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw QueryRun.TimedOut();
        }
        catch (IOException e)
        {
            throw new QueryException(QueryErrorKind.Execution, $"expanding series: {e.Message}", e);
        }
    }

    private void CheckFeatures(PromqlExpression expression)
    {
        if (!options.ExperimentalFunctions)
            CheckFeatures(expression.Text, expression.Root);
    }

    private static void CheckFeatures(string text, QueryNode node)
    {
        if (node is CallNode { Signature.Experimental: true } call)
            throw new PromqlSyntaxException(text, new TextSpan(call.Span.Start, call.Span.Start + call.Function.Length), $"function {GoText.Quote(call.Function)} is not enabled");
        foreach (var child in node.Children)
            CheckFeatures(text, child);
    }
}
