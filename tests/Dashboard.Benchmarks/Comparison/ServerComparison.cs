namespace Dashboard.Benchmarks.Comparison;

/// <summary>This server against VictoriaMetrics on the same machine, with the same octets in the same minutes, as one table.</summary>
internal static class ServerComparison
{
    /// <summary>Prints the parts that are asked for: <c>ingest</c>, <c>queries</c>, <c>memory</c>; all where none is.</summary>
    public static async Task Print(IReadOnlyList<string> parts, TextWriter to)
    {
        if (!Contender.HasVictoriaMetrics)
            await to.WriteLineAsync("VictoriaMetrics is not installed (Debian: apt-get install victoria-metrics): there is nothing to compare with.");
        var table = new ComparisonTable(to);
        if (parts.Count == 0 || parts.Contains("ingest"))
            await IngestComparison.Print(table, TimeProvider.System);
        if (parts.Count == 0 || parts.Contains("queries"))
            await QueryComparison.Print(table, TimeProvider.System);
        if (parts.Count == 0 || parts.Contains("memory"))
            await MemoryComparison.Print(table, TimeProvider.System);
    }
}
