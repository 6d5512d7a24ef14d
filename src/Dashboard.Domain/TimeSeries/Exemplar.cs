using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>One observation behind a series' samples, with what identifies it: of a latency, the trace that took so long.</summary>
/// <param name="Series">The labels of the series.</param>
/// <param name="Labels">What identifies the observation: <c>trace_id</c>, <c>span_id</c>.</param>
/// <param name="Value">The observed value, in the series' unit.</param>
/// <param name="Timestamp">Milliseconds since 1970-01-01 UTC.</param>
public sealed record Exemplar(Labels Series, Labels Labels, double Value, long Timestamp);
