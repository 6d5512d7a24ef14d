namespace Dashboard.Ingest.Tests.Sources.Flows;

/// <summary>A test with a real exporter, skipped where its program is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(string program) => Skip = Find(program) is null ? $"{program} is not installed." : null!;

    /// <summary>Where a program is; null where it is not. Programs for administrators need not be on the path.</summary>
    public static string? Find(string program) =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/usr/local/sbin".Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
