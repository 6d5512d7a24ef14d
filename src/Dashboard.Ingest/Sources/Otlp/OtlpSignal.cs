namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>What a message of OTLP carries.</summary>
public enum OtlpSignal
{
    Traces,
    Metrics,
    Logs,
}
