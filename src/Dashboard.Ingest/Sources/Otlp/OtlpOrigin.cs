using Dashboard.Domain.Telemetry;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>Who sent something: an OpenTelemetry resource.</summary>
/// <param name="number">Which it is, for keys; unlike any other's.</param>
/// <param name="labels">Its attributes as labels, <c>service_name</c> always among them.</param>
/// <param name="job">Value of the label <c>job</c>: <c>service.namespace/service.name</c>.</param>
/// <param name="instance">Value of the label <c>instance</c>: <c>service.instance.id</c>, or the host where it has none; may be empty.</param>
/// <param name="host">Value of the label <c>host</c>: <c>host.name</c>; empty where it has none.</param>
internal sealed class OtlpOrigin(int number, Labels labels, string job, string instance, string host)
{
    public int Number => number;

    /// <summary>What its spans share.</summary>
    public Labels Labels => labels;

    /// <summary>What its log lines share: the same, with <c>host</c> and <c>app</c> as all logs have them.</summary>
    public Labels LogLabels { get; } = Labels.From([.. labels, new Label("host", host), new Label("app", labels.Get(SpanRecord.ServiceLabel))]);

    public string Job => job;

    public string Instance => instance;

    /// <summary>What tells more of it than job and instance do: labels of <c>target_info</c>; empty where nothing does.</summary>
    public Labels Target { get; } = Labels.From([.. labels.Where(static l => l.Name is not (SpanRecord.ServiceLabel or "service_namespace" or "service_instance_id"))]);
}
