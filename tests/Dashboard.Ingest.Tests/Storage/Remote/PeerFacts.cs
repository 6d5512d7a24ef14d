namespace Dashboard.Ingest.Tests.Storage.Remote;

/// <summary>A test that needs Debian's <c>victoria-metrics</c>; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class VictoriaMetricsFactAttribute : FactAttribute
{
    public VictoriaMetricsFactAttribute()
    {
        if (!PeerProgram.IsInstalled("victoria-metrics"))
            Skip = "victoria-metrics is not installed (Debian package victoria-metrics)";
    }
}

/// <summary>A test that needs Debian's <c>prometheus</c>; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PrometheusFactAttribute : FactAttribute
{
    public PrometheusFactAttribute()
    {
        if (!PeerProgram.IsInstalled("prometheus"))
            Skip = "prometheus is not installed (Debian package prometheus)";
    }
}
