namespace Dashboard.Ingest.Sources.Host;

/// <summary>How full a file system is, in bytes and in files.</summary>
/// <param name="Size">All of it.</param>
/// <param name="Free">What is not in use.</param>
/// <param name="Available">What of that anyone may use.</param>
/// <param name="Files">Files it has room for; null where it does not say.</param>
/// <param name="FilesFree">Files it has room for still; null where it does not say.</param>
internal readonly record struct FileSystemSpace(double Size, double Free, double Available, double? Files, double? FilesFree)
{
    /// <summary>Measures the file system at a mount point. May hang for as long as its server is away.</summary>
    /// <exception cref="IOException">It cannot be measured; the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">This process may not look at it.</exception>
    public static FileSystemSpace Measure(string mountPoint)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
            return StatVfs.Measure(mountPoint);
        var drive = new DriveInfo(mountPoint);
        return new FileSystemSpace(drive.TotalSize, drive.TotalFreeSpace, drive.AvailableFreeSpace, null, null);
    }
}
