namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>A folder that files come into. A file is handed out once it has stayed as it is for long enough. Used by one thread at a time.</summary>
/// <param name="path">The folder.</param>
/// <param name="settle">How long a file must stay as it is.</param>
/// <param name="time">The clock.</param>
internal sealed class PmFolder(string path, TimeSpan settle, TimeProvider time)
{
    private const int MaxFiles = 100_000;

    private Dictionary<string, Seen> _seen = new(StringComparer.Ordinal); // bound: MaxFiles

    public string FullPath => path;

    /// <summary>Files that are ready, in the order of their names, and are not handed out again while they stay as they are.</summary>
    /// <param name="problem">Why the folder cannot be looked at, as a sentence; null where it can.</param>
    public IReadOnlyList<string> Ready(out string? problem)
    {
        problem = null;
        var now = time.GetTimestamp();
        var seen = new Dictionary<string, Seen>(StringComparer.Ordinal); // bound: MaxFiles
        List<string> ready = []; // bound: MaxFiles
        try
        {
            foreach (var file in new DirectoryInfo(path).EnumerateFiles().Where(static f => IsWanted(f.Name)).Take(MaxFiles))
            {
                var look = (file.Length, file.LastWriteTimeUtc);
                var state = _seen.TryGetValue(file.FullName, out var known) && known.Look == look ? known : new Seen(look, now, false);
                if (!state.IsTaken && (settle == TimeSpan.Zero || time.GetElapsedTime(state.Since, now) >= settle))
                {
                    ready.Add(file.FullName);
                    state = state with { IsTaken = true };
                }
                seen[file.FullName] = state;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"The folder {path} cannot be looked at: {e.Message}";
        }
        _seen = seen;
        ready.Sort(StringComparer.Ordinal);
        return ready;
    }

    /// <summary>Has a file handed out again.</summary>
    public void Again(string file) => _seen.Remove(file);

    private static bool IsWanted(string name) =>
        name[0] != '.' && !name.EndsWith(".tmp", StringComparison.OrdinalIgnoreCase) && !name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);

    private readonly record struct Seen((long Length, DateTime Written) Look, long Since, bool IsTaken);
}
