namespace Dashboard.Ingest.Tests;

/// <summary>Text of a kernel that was stored with the tests.</summary>
internal static class Capture
{
    /// <summary>Every kernel whose text is stored.</summary>
    public static readonly string[] Kernels = ["linux-6.18", "linux-4.19"];

    /// <summary>The folder that holds a kernel's <c>proc</c> and <c>sys</c>.</summary>
    public static string Folder(string kernel) => Path.Combine(AppContext.BaseDirectory, "Captures", kernel);

    public static byte[] Read(string kernel, string file) => File.ReadAllBytes(Path.Combine(Folder(kernel), file));
}
