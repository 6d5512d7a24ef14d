namespace Dashboard.Ingest.Storage.Sqlite;

/// <summary>A file that no other user may read.</summary>
internal static class PrivateFile
{
    /// <summary>Makes the file where it is missing, and takes from others what they may do with it. SQLite gives the files beside it the same mode.</summary>
    /// <exception cref="IOException">The path cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it be.</exception>
    public static void Ensure(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (OperatingSystem.IsWindows())
        {
            using var _ = new FileStream(path, options);
            return;
        }
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        options.UnixCreateMode = Private;
        using (new FileStream(path, options))
        {
            File.SetUnixFileMode(path, Private);
        }
    }
}
