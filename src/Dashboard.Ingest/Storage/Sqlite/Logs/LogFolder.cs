using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>The files of lines, oldest first; the last is the one that is written to. Used by the one who writes; what it shows others is changed inside their gate.</summary>
internal sealed class LogFolder(string path, LogOptions options, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>Files that time or bytes are parted into.</summary>
    private const int Parts = 16;

    private readonly List<LogSegment> _files = []; // bound: twice Parts, by and large

    /// <summary>All files. Inside the gate.</summary>
    public IReadOnlyList<LogSegment> Files => _files;

    /// <summary>Octets that all take on disk.</summary>
    public long Bytes => _files.Sum(static f => f.Bytes);

    /// <summary>Opens what is there; what cannot be read is put aside.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public void Open()
    {
        MakePrivate();
        foreach (var file in Directory.GetFiles(path, "log-*.db").Order(StringComparer.Ordinal))
        {
            try
            {
                _files.Add(LogSegment.Open(file));
            }
            catch (Exception e) when (e is SqliteException or FormatException)
            {
                IngestLog.LogsPutAside(log, file, e.Message, LogSegment.PutAside(file));
            }
        }
    }

    /// <summary>The file to be written to; the first where there is none.</summary>
    /// <exception cref="SqliteException">There can be none.</exception>
    public LogSegment Current(object gate, long nextNumber)
    {
        if (_files.Count == 0)
            Begin(gate, nextNumber);
        var current = _files[^1];
        if (!current.IsWriting)
            current.OpenToWrite();
        return current;
    }

    /// <summary>Begins a new file.</summary>
    /// <exception cref="SqliteException">It cannot be made.</exception>
    public void Begin(object gate, long nextNumber)
    {
        var made = LogSegment.Create(Path.Combine(path, string.Create(CultureInfo.InvariantCulture, $"log-{nextNumber:D16}.db")), time.GetUtcNow().ToUnixTimeMilliseconds());
        if (_files.Count > 0)
            _files[^1].Seal();
        lock (gate)
            _files.Add(made);
    }

    /// <summary>Whether the file that is written to has had its part.</summary>
    public bool IsOver => _files.Count > 0 && _files[^1] is var last
        && (last.Bytes > options.MaxBytes / Parts || last.Origins >= LogSegment.MaxOrigins || time.GetUtcNow().ToUnixTimeMilliseconds() - last.Began > options.Keep.TotalMilliseconds / Parts);

    /// <summary>Lets go of files whose time is over, and while there are too many bytes of the oldest; never of the one that is written to.</summary>
    public void Retain(object gate)
    {
        if (_files.Count > 0)
            _files[^1].Measure();
        var floor = time.GetUtcNow().ToUnixTimeMilliseconds() - (long)options.Keep.TotalMilliseconds;
        while (_files.Count > 1 && (_files[0].LastTime < floor || Bytes > options.MaxBytes))
            Remove(gate, _files[0]).Delete();
    }

    /// <summary>Puts a damaged file aside, so that the program goes on without it.</summary>
    public void PutAside(object gate, LogSegment file, string why)
    {
        Remove(gate, file).Dispose();
        IngestLog.LogsPutAside(log, file.FullPath, why, LogSegment.PutAside(file.FullPath));
    }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }

    private LogSegment Remove(object gate, LogSegment file)
    {
        lock (gate)
            _files.Remove(file);
        return file;
    }

    private void MakePrivate()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
