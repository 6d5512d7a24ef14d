namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>A metric as a scope names it, which all its points share.</summary>
/// <param name="number">Which it is, for keys; unlike any other's.</param>
/// <param name="name">The metric's name by the rules of Prometheus.</param>
/// <param name="scope">Name of the library that measures; may be empty.</param>
/// <param name="version">Version of that library; may be empty.</param>
internal sealed class OtlpFamily(int number, string name, string scope, string version)
{
    public int Number => number;

    public string Name => name;

    public string Scope => scope;

    public string Version => version;
}
