namespace Dashboard.Web.Hosting;

/// <summary>The directory that holds everything the program must not forget: setting <c>Noc:DataDirectory</c>, default <c>./data</c>.</summary>
public sealed class DataDirectory
{
    /// <summary>The settings key.</summary>
    public const string Key = "Noc:DataDirectory";

    private DataDirectory(string path) => FullPath = path;

    public string FullPath { get; }

    /// <summary>A path inside the directory.</summary>
    public string File(string name) => Path.Combine(FullPath, name);

    /// <summary>Makes the directory, readable by this user only, where it is missing, and checks that it can be written to.</summary>
    /// <exception cref="SettingsException">It cannot be made or written to; the message says why and what to do.</exception>
    public static DataDirectory Open(IConfiguration configuration)
    {
        var path = Path.GetFullPath(configuration[Key] is { Length: > 0 } configured ? configured : "data");
        try
        {
            if (!Directory.Exists(path))
            {
                if (OperatingSystem.IsWindows())
                    Directory.CreateDirectory(path);
                else
                    Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
            var probe = Path.Combine(path, $".write-probe-{Environment.ProcessId}");
            System.IO.File.WriteAllText(probe, "");
            System.IO.File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"{Key} = '{path}' cannot be written to ({e.Message}) Give the user who runs the program write access to it, or set {Key} to another directory.");
        }
        return new DataDirectory(path);
    }
}
