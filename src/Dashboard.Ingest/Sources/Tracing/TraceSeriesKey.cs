using Dashboard.Domain.Telemetry;
using Dashboard.Domain.Tracing.Red;

namespace Dashboard.Ingest.Sources.Tracing;

/// <summary>What tells the series of traces apart: spans or an edge, and of a histogram's buckets the upper bound.</summary>
internal readonly record struct TraceSeriesKey(string Metric, SpanKey Span, ServiceEdge Edge, string Le = "")
{
    public Labels Labels() => Edge.Client is { } client
        ? Domain.Telemetry.Labels.Of(Metric, ("client", client), ("server", Edge.Server), ("client_service_namespace", Edge.ClientNamespace), ("server_service_namespace", Edge.ServerNamespace), ("connection_type", Edge.ConnectionType), ("le", Le))
        : Domain.Telemetry.Labels.Of(Metric, ("service", Span.Service), ("span_name", Span.Operation), ("span_kind", Span.KindName), ("status_code", Span.StatusName), ("le", Le));
}
