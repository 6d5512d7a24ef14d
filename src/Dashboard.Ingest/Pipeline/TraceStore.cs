using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing;
using Dashboard.Domain.Tracing.Red;
using Dashboard.Ingest.Storage.Traces;

namespace Dashboard.Ingest.Pipeline;

/// <summary>Puts spans into memory; those that come for the first time are counted, and written down.</summary>
public sealed class TraceStore : ITelemetryStore
{
    private readonly SpanStore _spans;
    private readonly TraceFigures _figures;
    private readonly TraceArchive? _archive;
    private readonly List<SpanRecord> _taken = []; // bound: records of a batch

    public TraceStore(SpanStore spans, TraceFigures figures, TracingOptions options, IngestMetrics metrics, TraceArchive? archive = null)
    {
        ArgumentNullException.ThrowIfNull(spans);
        ArgumentNullException.ThrowIfNull(figures);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(metrics);
        (_spans, _figures, _archive) = (spans, figures, archive);
        metrics.Observe("noc_trace_spans", "Spans in memory.", () => spans.Statistics().Spans);
        metrics.Observe("noc_trace_traces", "Traces that spans are in memory of.", () => spans.Statistics().Traces);
        metrics.Observe("noc_trace_bytes", "Memory that spans take.", () => spans.Statistics().Bytes);
        metrics.Observe("noc_trace_bytes_limit", "Memory that spans may take.", () => spans.Statistics().Budget);
        metrics.ObserveTotal("noc_trace_duplicate_spans", "Spans that were held already when they came again.", () => spans.Statistics().Duplicates);
        metrics.ObserveTotal("noc_trace_evicted_spans", "Spans that left memory to make room.", () => spans.Statistics().Evicted);
        metrics.ObserveTotal("noc_trace_cut_attributes", "Attributes, events and links beyond what one span may have.", () => spans.Statistics().Cut);
        metrics.ObserveTotal("noc_trace_folded_spans", "Spans that are counted as of operation or service other.", () => figures.Folded.Spans);
        metrics.ObserveTotal("noc_trace_folded_requests", "Requests that are counted as of edge other.", () => figures.Folded.Requests);
        metrics.ObserveTotals("noc_trace_unpaired_spans", "Sides of calls whose other side did not come, and places given up early.", ("side", "reason"), () =>
            figures.Unpaired is var (clients, servers, givenUp) ? [("client", "expired", clients), ("server", "expired", servers), ("any", "too many wait", givenUp)] : []);
        metrics.ObserveQueue("calls", () => figures.Waiting, options.WaitingCalls);
    }

    public TelemetryKind Kind => TelemetryKind.Trace;

    public StoreReport Store(TelemetryBatch batch)
    {
        var records = ((TelemetryBatch<SpanRecord>)batch).Records;
        _taken.Clear();
        _spans.Add(records, _taken);
        _figures.Add(_taken);
        _archive?.Append(_taken);
        var nameless = 0;
        foreach (var record in records)
            nameless += record.TraceId.IsEmpty || record.SpanId.IsEmpty ? 1 : 0;
        return new StoreReport(batch.Count - nameless) { Nameless = nameless };
    }
}
