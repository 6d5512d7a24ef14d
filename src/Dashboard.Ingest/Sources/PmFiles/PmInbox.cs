namespace Dashboard.Ingest.Sources.PmFiles;

/// <summary>The source's own folder for files that were posted, fetched or are to be read again. What is in it is read even if the program ends before. Safe from any thread.</summary>
internal sealed class PmInbox
{
    private const int MaxName = 120;

    // "yyyyMMddHHmmssfff-", 32 digits and a hyphen.
    private const int Mark = 17 + 1 + 32 + 1;

    private readonly TimeProvider _time;
    private int _waiting;

    /// <summary>Opens the folder, makes it where it is not there, and forgets what came only in part.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public PmInbox(string path, TimeProvider time)
    {
        (FullPath, _time) = (path, time);
        Directory.CreateDirectory(path);
        foreach (var part in Directory.EnumerateFiles(path, ".*.part"))
            File.Delete(part);
        _waiting = Directory.EnumerateFiles(path).Count();
    }

    public string FullPath { get; }

    /// <summary>Files that wait to be read.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Set when a file has come.</summary>
    public AsyncSignal Arrival { get; } = new();

    /// <summary>What a file of this folder was called by who sent it.</summary>
    public static string NameOf(string file) => Path.GetFileName(file)[Mark..];

    /// <summary>Takes in what is written; nothing of it stays where the writing fails or says that it is not whole.</summary>
    /// <param name="name">What the file is called.</param>
    /// <param name="write">Writes it; false where it is not to be kept.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task Take(string name, Func<Stream, Task<bool>> write)
    {
        var part = Path.Combine(FullPath, $".{Guid.NewGuid():N}.part");
        try
        {
            bool isWhole;
            await using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                isWhole = await write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (isWhole)
                Move(part, name);
            else
                File.Delete(part);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }

    /// <summary>Moves a file in from elsewhere.</summary>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public void Move(string file, string name)
    {
        // A name that sorts by when it came, and what it was called.
        var safe = string.Concat(Path.GetFileName(name).Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' ? c : '_'));
        safe = safe.Length > MaxName ? safe[^MaxName..] : safe;
        File.Move(file, Path.Combine(FullPath, $"{_time.GetUtcNow():yyyyMMddHHmmssfff}-{Guid.NewGuid():N}-{safe}"));
        Interlocked.Increment(ref _waiting);
        Arrival.Set();
    }

    /// <summary>Whether a file is in this folder.</summary>
    public bool Holds(string file) => Path.GetDirectoryName(file) == FullPath;

    /// <summary>Notes that a file was read and goes.</summary>
    public void Left() => Interlocked.Decrement(ref _waiting);
}
