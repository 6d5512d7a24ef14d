using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Prometheus;

/// <summary>
/// The files of targets that a job names, watched. A file that breaks or is not there keeps the targets it had, and it is
/// said what is wrong with it; one that its pattern no longer finds takes its targets along. Used by one thread at a time.
/// </summary>
internal sealed class TargetFiles(ScrapeJobOptions job)
{
    /// <summary>Files that a job may have.</summary>
    public const int MaxFiles = 1000;

    private readonly Dictionary<string, Known> _files = new(StringComparer.Ordinal); // bound: MaxFiles
    private bool _hasLooked;

    /// <summary>The targets of all files.</summary>
    public IEnumerable<ScrapeTarget> Targets => _files.Values.SelectMany(f => f.Targets);

    /// <summary>Looks at all files again; whether there are other targets now.</summary>
    /// <param name="complain">Told what is wrong, as sentences; once each.</param>
    public bool Look(Action<string> complain)
    {
        var paths = Paths(complain);
        var changed = !_hasLooked;
        _hasLooked = true;
        foreach (var gone in _files.Keys.Where(p => !paths.Contains(p)).ToArray())
        {
            changed |= _files[gone].Targets.Count > 0;
            _files.Remove(gone);
        }
        foreach (var path in paths)
        {
            if (!_files.TryGetValue(path, out var known))
                _files[path] = known = new Known(new WatchedFile(path, TargetFile.MaxBytes));
            if (known.File.HasChanged(out var problem))
            {
                if (known.File.Read(out problem) is { } octets && TargetFile.Read(path, octets, job.Scheme, job.Path, out problem) is var targets && problem is null)
                    (known.Targets, changed) = (targets, true);
            }
            if (problem is not null)
                complain($"{path} {problem}; the targets it had are kept.");
        }
        return changed;
    }

    private HashSet<string> Paths(Action<string> complain)
    {
        HashSet<string> paths = new(StringComparer.Ordinal); // bound: MaxFiles
        foreach (var name in job.FileList)
        {
            foreach (var path in Expand(name))
            {
                if (paths.Count >= MaxFiles)
                {
                    complain($"Job '{job.Job}' has more than {MaxFiles} files of targets; the others are not read.");
                    return paths;
                }
                paths.Add(path);
            }
        }
        return paths;
    }

    private static IEnumerable<string> Expand(string name)
    {
        var pattern = Path.GetFileName(name);
        if (!pattern.Contains('*', StringComparison.Ordinal))
            return [name];
        var folder = Path.GetDirectoryName(name) is { Length: > 0 } given ? given : ".";
        try
        {
            return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern).Take(MaxFiles + 1).ToArray() : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private sealed class Known(WatchedFile file)
    {
        public WatchedFile File => file;

        public IReadOnlyList<ScrapeTarget> Targets { get; set; } = []; // bound: TargetFile.MaxTargets
    }
}
