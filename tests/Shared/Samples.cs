namespace Dashboard.Tests;

/// <summary>Real captures beside the repository, which are no part of it: <c>../shared/samples</c>. Tests that need them are skipped, and say so, where the folder is absent.</summary>
internal static class Samples
{
    private static readonly string? Root = Find();

    public static bool Exist => Root is not null;

    /// <summary>A file or folder of the samples; null where there are none.</summary>
    public static string? Find(string path) =>
        Root is not null && Path.Combine(Root, path) is var full && Path.Exists(full) ? full : null;

    /// <summary>The same, for tests that run only where it is there.</summary>
    public static string At(string path) => Find(path) ?? throw new FileNotFoundException($"The samples hold no {path}.");

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dashboard.sln")))
            folder = folder.Parent;
        var samples = folder?.Parent is { } beside ? Path.Combine(beside.FullName, "shared", "samples") : null;
        return Directory.Exists(samples) ? samples : null;
    }
}

/// <summary>A test over real captures, skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SampleFactAttribute : Xunit.FactAttribute
{
    public SampleFactAttribute() => Skip = Samples.Exist ? null! : "The samples (../shared/samples) are not here.";
}

/// <summary>A test over several real captures, skipped where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SampleTheoryAttribute : Xunit.TheoryAttribute
{
    public SampleTheoryAttribute() => Skip = Samples.Exist ? null! : "The samples (../shared/samples) are not here.";
}
