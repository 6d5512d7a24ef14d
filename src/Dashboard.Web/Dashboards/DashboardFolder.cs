using Dashboard.Domain.Dashboards;
using Dashboard.Ingest;

namespace Dashboard.Web.Dashboards;

/// <summary>
/// Watches a folder whose JSON files are dashboards that cannot be changed here. A file that cannot be read leaves its
/// last good dashboard where it is, and its problem beside it.
/// </summary>
public sealed class DashboardFolder : BackgroundService
{
    /// <summary>Files that are read, by name; the others are a problem that is shown.</summary>
    public const int MostFiles = 500;

    /// <summary>How often the folder is looked at where nothing tells of a change, as in network file systems.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly DashboardLibrary library;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly string folder;
    private readonly AsyncSignal stirred = new();
    private Dictionary<string, Seen> seen = new(StringComparer.Ordinal); // bound: MostFiles
    private HashSet<LibraryProblem> told = []; // bound: MostFiles and one for the folder

    public DashboardFolder(DashboardOptions options, DashboardLibrary library, TimeProvider time, ILogger<DashboardFolder> log)
    {
        (this.library, this.time, this.log) = (library, time, log);
        folder = options.Folder.Length == 0 ? "" : Path.GetFullPath(options.Folder);
    }

    /// <summary>Looks at the folder before the first page is served.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (folder.Length == 0)
            return Task.CompletedTask;
        Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            while (true)
            {
                watcher ??= Watch();
                // Also where nothing told of a change, one is looked for.
                await stirred.Wait(Interval, time, stoppingToken);
                if (!Look())
                {
                    watcher?.Dispose();
                    watcher = null;
                }
            }
        }
        finally
        {
            watcher?.Dispose();
        }
    }

    /// <summary>Reads what is new in the folder and hands all of it to the library.</summary>
    /// <returns>False: there is no such folder now.</returns>
    internal bool Look()
    {
        var problems = new List<LibraryProblem>(); // bound: MostFiles and one for the folder
        var now = new Dictionary<string, Seen>(StringComparer.Ordinal); // bound: MostFiles
        var isThere = true;
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*.json").OrderBy(static f => f.Name, StringComparer.Ordinal).Take(MostFiles + 1).ToList();
            if (files.Count > MostFiles)
                problems.Add(new(files[MostFiles].Name, $"The folder has more than {MostFiles} files; this one and those after it are not read."));
            foreach (var file in files.Take(MostFiles))
                now[file.Name] = Read(file, seen.GetValueOrDefault(file.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            isThere = false;
            now = seen;
            problems.Add(new(folder, $"The folder of {DashboardOptions.Section}:{nameof(DashboardOptions.Folder)} cannot be read: {e.Message} Its dashboards stay as they were."));
        }
        seen = now;
        Provision(problems);
        return isThere;
    }

    private void Provision(List<LibraryProblem> problems)
    {
        var dashboards = new Dictionary<string, StoredDashboard>(StringComparer.Ordinal); // bound: MostFiles
        var owners = new Dictionary<string, string>(StringComparer.Ordinal); // bound: MostFiles
        foreach (var (name, file) in seen.OrderBy(static f => f.Key, StringComparer.Ordinal))
        {
            if (file.Problem.Length > 0)
                problems.Add(new(name, file.Dashboard is null ? file.Problem : $"{file.Problem} The dashboard stays as the file last had it."));
            if (file.Dashboard is null)
                continue;
            if (dashboards.TryAdd(file.Dashboard.Slug, file.Dashboard))
                owners[file.Dashboard.Slug] = name;
            else
                problems.Add(new(name, $"Its slug '{file.Dashboard.Slug}' is that of {owners[file.Dashboard.Slug]}, which is shown. Give one of them another slug."));
        }
        foreach (var problem in problems.Where(p => !told.Contains(p)))
            DashboardLog.Problem(log, problem.Where, problem.Sentence);
        told = [.. problems];
        library.Provision([.. dashboards.Values], problems);
    }

    private static Seen Read(FileInfo file, Seen? before)
    {
        if (before is not null && before.Length == file.Length && before.Written == file.LastWriteTimeUtc)
            return before;
        var read = new Seen(file.Length, file.LastWriteTimeUtc, before?.Dashboard, "");
        if (file.Length > DashboardJson.MaxBytes)
            return read with { Problem = $"The file has {file.Length:N0} octets, {DashboardJson.MaxBytes:N0} at most are read." };
        try
        {
            var definition = DashboardJson.Read(File.ReadAllText(file.FullName), out var problems);
            return definition is null
                ? read with { Problem = string.Join(' ', problems) }
                : read with
                {
                    Dashboard = new()
                    {
                        Definition = definition,
                        Origin = DashboardOrigin.File,
                        ChangedAt = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero),
                        ReadOnlyBecause = $"'{definition.Title}' comes from the file {file.Name}; change it there, or make a copy.",
                        HidesTemplate = DashboardTemplates.Find(definition.Slug) is not null,
                    },
                };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Read again at the next look: the one who writes it may not be done.
            return read with { Length = -1, Problem = $"The file cannot be read: {e.Message}" };
        }
    }

    private FileSystemWatcher? Watch()
    {
        try
        {
            var watcher = new FileSystemWatcher(folder, "*.json");
            watcher.Changed += (_, _) => stirred.Set();
            watcher.Created += (_, _) => stirred.Set();
            watcher.Deleted += (_, _) => stirred.Set();
            watcher.Renamed += (_, _) => stirred.Set();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // There is no folder yet, or no watches are left: then the clock has to do.
            return null;
        }
    }

    // What is known of a file: its dashboard is the last good one.
    private sealed record Seen(long Length, DateTime Written, StoredDashboard? Dashboard, string Problem);
}
