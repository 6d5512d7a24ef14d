using System.Diagnostics;
using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Query;
using Dashboard.Domain.Tracing.Red;

namespace Dashboard.Benchmarks.Tracing;

/// <summary>What it costs to hold a million spans, to count them, to find traces among them and to put one together.</summary>
internal static class TraceStoreTable
{
    private const int Million = 1_000_000;
    private const int BatchTraces = 2000;
    private const int Again = 60;

    private static readonly (string Name, string Query)[] Searches =
    [
        ("attribute = value, rare", "{ span.user.id = \"user-4711\" }"),
        ("attribute = value, frequent", "{ span.http.request.method = \"POST\" }"),
        ("attribute >= number, rare", "{ span.http.response.status_code >= 500 }"),
        ("service and operation", "{ resource.service.name = \"payment\" && name =~ \"Server.*resource7/.*\" }"),
        ("duration > x, rare", "{ duration > 270ms }"),
        ("duration > x, frequent", "{ duration > 1ms }"),
        ("status = error", "{ status = error }"),
        ("free text, rare", "resource7/4711"),
        ("free text, frequent", "upstream connect"),
        ("free text, nowhere", "nowhere"),
        ("A and B", "{ resource.service.name = \"payment\" } && { resource.service.name = \"email\" }"),
        ("A and B, rare", "{ span.user.id = \"user-4711\" } && { span.db.rows > 400 }"),
        ("A caused B", "{ resource.service.name = \"frontend\" && status = error } >> { span.db.rows > 100 }"),
        ("count", "{ span.db.rows > 300 } | count() > 2"),
        ("whole trace", "{ traceDuration > 250ms && rootServiceName = \"frontend\" }"),
        ("all", "{ }"),
    ];

    public static void Print(TextWriter to)
    {
        var load = new SpanLoad(1, 1_767_225_600_000_000_000);
        new SpanStore(new TracingOptions()).Add(load.Next(BatchTraces));
        new TraceFigures(new TracingOptions(), TimeProvider.System).Add(load.Next(BatchTraces));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new SpanStore(new TracingOptions { Bytes = 2L << 30 });
        var traces = Fill(store, load, to);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var statistics = store.Statistics();
        to.WriteLine($"  held {statistics.Bytes / (double)statistics.Spans,9:0} B a span by its own count, {held / (double)statistics.Spans:0} B as the collector sees it");
        to.WriteLine($"Searches of them, newest 20 traces; ms p50 and p99 of {Again} by the clock, and ms of the processor");
        foreach (var (name, text) in Searches)
            Search(store, name, text, to);
        Measure(() => store.Trace(traces[^1]), $"a trace by its id ({SpanLoad.SpansOfTrace} spans)", to);
        GC.KeepAlive(store);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<TraceId> Fill(SpanStore store, SpanLoad load, TextWriter to)
    {
        var figures = new TraceFigures(new TracingOptions(), TimeProvider.System);
        var (adding, counting) = (TimeSpan.Zero, TimeSpan.Zero);
        long count = 0;
        var traces = new List<TraceId>();
        while (count < Million)
        {
            var batch = load.Next(BatchTraces);
            traces.Add(batch[0].TraceId);
            // By the processor's clock, which others on the machine do not slow down.
            var started = Environment.CpuUsage.TotalTime;
            store.Add(batch);
            var added = Environment.CpuUsage.TotalTime;
            figures.Add(batch);
            (adding, counting) = (adding + added - started, counting + Environment.CpuUsage.TotalTime - added);
            count += batch.Length;
        }
        to.WriteLine($"Spans, {count / 1e6:0.00} M of {store.Statistics().Traces / 1000} thousand traces, 12 services");
        to.WriteLine($"  into the store {adding.TotalNanoseconds / count:0} ns a span ({count / adding.TotalSeconds / 1000:0} thousand a CPU second); rates and calls {counting.TotalNanoseconds / count:0} ns more ({count / (adding + counting).TotalSeconds / 1000:0} thousand for both)");
        return traces;
    }

    private static void Search(SpanStore store, string name, string text, TextWriter to)
    {
        if (!TraceQuery.TryParse(text, out var query, out var problem))
            throw new InvalidOperationException(problem);
        var found = store.Search(query, 0, long.MaxValue, 20, CancellationToken.None).Count;
        Measure(() => store.Search(query, 0, long.MaxValue, 20, CancellationToken.None), $"{name,-28} {found,2} traces  {text}", to);
    }

    private static void Measure(Action search, string what, TextWriter to)
    {
        var times = new List<double>();
        var used = Environment.CpuUsage.TotalTime;
        for (var again = 0; again < Again; again++)
        {
            var started = Stopwatch.GetTimestamp();
            search();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        used = Environment.CpuUsage.TotalTime - used;
        times.Sort();
        to.WriteLine($"  {times[times.Count / 2],8:0.00} {times[(int)Math.Ceiling(times.Count * 0.99) - 1],8:0.00} {used.TotalMilliseconds / Again,8:0.00}   {what}");
    }
}
