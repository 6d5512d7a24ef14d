using Microsoft.Win32.SafeHandles;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// A file of the kernel that is read again and again from its start through one handle: the kernel writes it anew for
/// each reading. A file that is not there is reported once and looked for again every minute.
/// </summary>
internal sealed class HostFile(HostFiles files, string path, bool silent) : IDisposable
{
    private static readonly long LookAgainAfter = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private SafeFileHandle? _handle;
    private long _absentSince = long.MinValue;
    private bool _reportedAbsent;

    public string FilePath => path;

    /// <summary>The file's content, in the buffer that all files share; empty where it cannot be read.</summary>
    public ReadOnlySpan<byte> Read()
    {
        var length = 0;
        int read;
        do
        {
            if (length == files.Buffer.Length && !files.Grow())
            {
                files.Failed($"{path} is longer than {HostFiles.LongestFile >> 10} KiB; the rest of it was not read.");
                break;
            }
            read = ReadAt(length, files.Buffer[length..]);
            length += Math.Max(read, 0);
        }
        while (read > 0);
        return files.Buffer[..length];
    }

    /// <summary>Reads what follows <paramref name="offset"/>: the octets read, 0 at the end, −1 where it cannot be read.</summary>
    public int ReadAt(long offset, Span<byte> into)
    {
        if (_absentSince != long.MinValue && files.Now - _absentSince < LookAgainAfter)
            return -1;
        var opened = _handle is null;
        try
        {
            // Shared in every way, so that no advisory lock is taken.
            _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var read = RandomAccess.Read(_handle, into, offset);
            _absentSince = long.MinValue;
            files.Count(read);
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Close();
            Explain(e, opened);
            return -1;
        }
    }

    /// <summary>Says what a decoder found wrong with the content, if anything.</summary>
    public void Judge(Reading reading)
    {
        if (reading.Complaint is { } complaint)
            files.Failed($"{path}: {complaint}.");
    }

    /// <summary>Forgets that the file could not be read, so that the next reading tries.</summary>
    public void TryAgain() => _absentSince = long.MinValue;

    /// <summary>Closes the file; the next reading opens it again.</summary>
    public void Close()
    {
        _handle?.Dispose();
        _handle = null;
    }

    public void Dispose() => Close();

    private void Explain(Exception e, bool opened)
    {
        if (silent)
        {
            // What could be read before may be there again at once: its device went and another took its name.
            if (opened)
                _absentSince = files.Now;
        }
        else if (e is FileNotFoundException or DirectoryNotFoundException)
        {
            _absentSince = files.Now;
            if (!_reportedAbsent)
                files.Failed($"{path} does not exist on this machine; what it would tell is left out.");
            _reportedAbsent = true;
        }
        else
        {
            files.Failed($"{path} cannot be read: {e.Message}");
        }
    }
}
