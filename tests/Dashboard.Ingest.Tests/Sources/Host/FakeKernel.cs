namespace Dashboard.Ingest.Tests.Sources.Host;

/// <summary>A copy of a kernel's text in a folder of its own, to be changed as a kernel would change it.</summary>
internal sealed class FakeKernel : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("kernel-").FullName;

    public FakeKernel(string kernel)
    {
        var from = Capture.Folder(kernel);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var to = Path.Combine(_root, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
    }

    public string Proc => Path.Combine(_root, "proc");

    public string Sys => Path.Combine(_root, "sys");

    public void Write(string file, string text) => File.WriteAllText(Path.Combine(_root, file), text);

    public void Replace(string file, string old, string @new)
    {
        var text = File.ReadAllText(Path.Combine(_root, file));
        Assert.Contains(old, text);
        Write(file, text.Replace(old, @new));
    }

    public void Remove(string file) => File.Delete(Path.Combine(_root, file));

    /// <summary>Puts a folder where the file was: it is there, and cannot be read, whoever asks.</summary>
    public void MakeUnreadable(string file)
    {
        Remove(file);
        Directory.CreateDirectory(Path.Combine(_root, file));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
