namespace Dashboard.Ingest.Wire;

/// <summary>
/// A file that is read again when it has changed: when it is another one, by its length and the time it was written. Files
/// are looked at rather than waited for, since notices of changes get lost on network file systems and with links that
/// are pointed elsewhere. Used by one thread at a time.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="maxBytes">Octets that it may have.</param>
internal sealed class WatchedFile(string path, long maxBytes)
{
    private (long Length, DateTime Written) _seen = (-1, default);
    private string? _lastProblem;

    public string Path => path;

    /// <summary>Whether the file has changed since <see cref="Read"/>, or could not be looked at the last time and can now.</summary>
    /// <param name="problem">Why it cannot be looked at, as the rest of a sentence that begins with the file, the first time it is so; null otherwise.</param>
    public bool HasChanged(out string? problem)
    {
        var now = Look(out problem);
        if (problem is not null)
        {
            (problem, _lastProblem) = (problem == _lastProblem ? null : problem, problem);
            return false;
        }
        var changed = now != _seen;
        (_seen, _lastProblem) = (now, null);
        return changed;
    }

    /// <summary>What it holds; null where it cannot be read, or has become too large.</summary>
    public byte[]? Read(out string? problem)
    {
        problem = null;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > maxBytes)
            {
                problem = TooLarge();
                return null;
            }
            var octets = GC.AllocateUninitializedArray<byte>((int)file.Length);
            var read = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return read == octets.Length ? octets : octets[..read];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot be read: {e.Message.TrimEnd('.')}";
            // It is tried again even if it stays as it is.
            _seen = (-1, default);
            return null;
        }
    }

    private (long Length, DateTime Written) Look(out string? problem)
    {
        problem = null;
        try
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
                file = target;
            if (!file.Exists)
                problem = "is not there";
            else if (file.Length > maxBytes)
                problem = TooLarge();
            return problem is null ? (file.Length, file.LastWriteTimeUtc) : default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"cannot be read: {e.Message.TrimEnd('.')}";
            return default;
        }
    }

    private string TooLarge() => $"is larger than {maxBytes} octets";
}
