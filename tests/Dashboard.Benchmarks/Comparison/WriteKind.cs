namespace Dashboard.Benchmarks.Comparison;

/// <summary>The ways that samples come in.</summary>
internal enum WriteKind
{
    InfluxOneField,
    InfluxFourFields,
    InfluxGzip,
    RemoteWrite,
}
