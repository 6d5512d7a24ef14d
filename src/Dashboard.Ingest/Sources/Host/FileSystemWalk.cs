namespace Dashboard.Ingest.Sources.Host;

/// <summary>
/// Measures file systems one after the other on a thread of its own. A dead server blocks the call in the kernel, where
/// nothing can cancel it; the walk can then be abandoned, and its thread ends when the call comes back.
/// </summary>
internal sealed class FileSystemWalk(IReadOnlyList<FileSystem> fileSystems, int first, Func<string, FileSystemSpace> measure)
{
    private readonly Lock _gate = new();
    private readonly List<string> _failures = []; // bound: file systems
    private int _current = first;
    private bool _abandoned;

    /// <summary>What could not be measured, in sentences. Read when the walk is over or abandoned.</summary>
    public IReadOnlyList<string> Failures
    {
        get
        {
            lock (_gate)
                return [.. _failures];
        }
    }

    /// <summary>The place in the list that is being measured.</summary>
    public int Current
    {
        get
        {
            lock (_gate)
                return _current;
        }
    }

    public Task Go() => Task.Factory.StartNew(Walk, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Leaves the walk to itself if it still is where it was; the file system there is marked as hanging.</summary>
    public bool TryAbandon(int at)
    {
        lock (_gate)
        {
            if (_current != at || at >= fileSystems.Count)
                return false;
            fileSystems[at].Hangs = true;
            fileSystems[at].Space = null;
            return _abandoned = true;
        }
    }

    private void Walk()
    {
        for (var i = Current; i < fileSystems.Count; i++)
        {
            var fileSystem = fileSystems[i];
            if (!fileSystem.Hangs)
                Measure(fileSystem);
            lock (_gate)
            {
                if (_abandoned)
                {
                    fileSystem.Hangs = false;
                    return;
                }
                _current = i + 1;
            }
        }
    }

    private void Measure(FileSystem fileSystem)
    {
        FileSystemSpace? space = null;
        string? failure = null;
        try
        {
            space = measure(fileSystem.MountPoint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            failure = $"The file system at {fileSystem.MountPoint} cannot be measured: {e.Message}.";
        }
        lock (_gate)
        {
            if (_abandoned)
                return;
            fileSystem.Space = space;
            if (failure is not null)
                _failures.Add(failure);
        }
    }
}
