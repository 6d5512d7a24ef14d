using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Slices;

/// <summary>A series of a target; what does not apply is empty.</summary>
internal readonly record struct SliceSeriesKey(string Metric, string Target, string Service, string Slice = "", string Window = "")
{
    public Labels Labels() => Domain.Telemetry.Labels.Of(Metric, ("target", Target), ("service", Service), ("snssai", Slice), ("window", Window));
}
