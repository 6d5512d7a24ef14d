using System.Text.RegularExpressions;
using Dashboard.Ingest.Pipeline;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>Measures the mounted file systems apart from everything else, because one of them may hang.</summary>
internal sealed class FileSystemSurvey
{
    /// <summary>How long one file system may take before the survey goes on without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TimeSpan _interval;
    private readonly HostFiles _files;
    private readonly HostFile? _mounts;
    private readonly List<MountEntry> _entries = []; // bound: lines of the file
    private readonly NameTable<FileSystem?> _known;
    private readonly List<FileSystem> _present = []; // bound: as _entries
    private readonly Scrape<HostSeriesKey> _scrape;
    private readonly IngestPipeline _pipeline;
    private readonly Func<string, FileSystemSpace> _measure;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public FileSystemSurvey(
        TimeSpan interval, HostOptions options, HostFiles files, Scrape<HostSeriesKey> scrape, IngestPipeline pipeline,
        Func<string, FileSystemSpace> measure, TimeProvider time, ILogger log)
    {
        (_interval, _files, _scrape, _pipeline, _measure, _time, _log) = (interval, files, scrape, pipeline, measure, time, log);
        _mounts = Directory.Exists(options.ProcPath) ? _files.Proc("mounts") : null;
        var (types, mountPoints) = (HostOptions.Pattern(options.IgnoredFileSystemTypes), HostOptions.Pattern(options.IgnoredMountPoints));
        _known = new NameTable<FileSystem?>(identity => Taken(identity, types, mountPoints));
    }

    public async Task Run(CancellationToken cancellationToken)
    {
        using var beat = new PeriodicTimer(_interval, _time);
        do
            await Survey(cancellationToken);
        while (await beat.WaitForNextTickAsync(cancellationToken));
    }

    internal async Task Survey(CancellationToken cancellationToken)
    {
        _files.BeginRound();
        _present.Clear();
        if (_mounts is not null)
            ReadMounts(_mounts);
        else
            ListDrives();
        await Measure(cancellationToken);
        _scrape.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds());
        foreach (var fileSystem in _present)
            Add(fileSystem);
        await _pipeline.PostUnlessEmpty(_scrape.End(_files.Octets), cancellationToken);
    }

    private static FileSystem? Taken(string identity, Regex types, Regex mountPoints)
    {
        var (device, mountPoint, type) = ProcMounts.Parts(identity);
        return mountPoint.Length == 0 || types.IsMatch(type) || mountPoints.IsMatch(mountPoint) ? null : new FileSystem(device, mountPoint, type);
    }

    private void ReadMounts(HostFile mounts)
    {
        var text = mounts.Read();
        mounts.Judge(ProcMounts.Decode(text, _entries));
        foreach (var entry in _entries)
        {
            if (_known[text[entry.Identity]] is not { } fileSystem || _present.Contains(fileSystem))
                continue;
            fileSystem.ReadOnly = entry.ReadOnly;
            _present.Add(fileSystem);
        }
        _known.Sweep();
    }

    private void ListDrives()
    {
        foreach (var drive in DriveInfo.GetDrives().Where(d => d.DriveType == DriveType.Fixed))
            _present.Add(new FileSystem(drive.Name, drive.Name, drive.DriveFormat));
    }

    private async Task Measure(CancellationToken cancellationToken)
    {
        for (var next = 0; next < _present.Count;)
        {
            var walk = new FileSystemWalk(_present, next, _measure);
            var walking = walk.Go();
            next = _present.Count;
            while (!walking.IsCompleted)
            {
                var at = walk.Current;
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var lost = Task.Delay(Patience, _time, patience.Token);
                if (await Task.WhenAny(walking, lost) == walking)
                {
                    await patience.CancelAsync();
                    break;
                }
                cancellationToken.ThrowIfCancellationRequested();
                if (!walk.TryAbandon(at))
                    continue;
                _files.Failed($"The file system at {_present[at].MountPoint} has not answered for {Patience.TotalSeconds:0} s; it is left out until it does.");
                HostLog.FileSystemHangs(_log, _present[at].MountPoint, Patience);
                next = at + 1;
                break;
            }
            foreach (var failure in walk.Failures)
                _files.Failed(failure);
        }
    }

    private void Add(FileSystem fileSystem)
    {
        var subject = fileSystem.Subject;
        _scrape.Add(new("node_filesystem_readonly", subject), fileSystem.ReadOnly ? 1 : 0);
        _scrape.Add(new("node_filesystem_device_error", subject), fileSystem.Space is null ? 1 : 0);
        if (fileSystem.Space is not { } space)
            return;
        _scrape.Add(new("node_filesystem_size_bytes", subject), space.Size);
        _scrape.Add(new("node_filesystem_free_bytes", subject), space.Free);
        _scrape.Add(new("node_filesystem_avail_bytes", subject), space.Available);
        if (space.Files is { } files)
            _scrape.Add(new("node_filesystem_files", subject), files);
        if (space.FilesFree is { } filesFree)
            _scrape.Add(new("node_filesystem_files_free", subject), filesFree);
    }
}
