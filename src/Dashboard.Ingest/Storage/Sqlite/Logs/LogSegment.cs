using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// One file of lines: its blocks, the index of their words, who wrote them, and in the newest file the lines of the block
/// that is not full yet. One writer; readers have connections of their own and wait for nobody.
/// </summary>
/// <remarks>
/// <c>synchronous = FULL</c> is for the loss of power; a killed process loses nothing that was committed either way. What
/// is known of blocks without reading them is a table of its own, so that a start reads little.
/// </remarks>
internal sealed class LogSegment : IDisposable
{
    /// <summary>Writers of one file; with more a new file is begun.</summary>
    public const int MaxOrigins = 50_000;

    private const int Version = 1;
    private const int Quality = 1;
    private const int Window = 18;

    private const string Schema = """
        CREATE TABLE began (time INTEGER NOT NULL);
        CREATE TABLE origin (id INTEGER PRIMARY KEY, labels BLOB NOT NULL);
        CREATE TABLE head (id INTEGER PRIMARY KEY, first_time INTEGER NOT NULL, last_time INTEGER NOT NULL, octets INTEGER NOT NULL, lines INTEGER NOT NULL, counts BLOB NOT NULL);
        CREATE TABLE block (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE fresh (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE VIRTUAL TABLE term USING fts5(text, content='', columnsize=0, detail=none, tokenize="ascii tokenchars '_'");
        """;

    private readonly ConcurrentBag<LogSegmentReader> _readers = []; // bound: LogArchive.Readers
    private readonly Dictionary<int, Labels> _origins = []; // bound: MaxOrigins
    private readonly Dictionary<int, Labels> _newOrigins = []; // bound: writers of one flush
    private readonly LogTermSet _terms = new();
    private readonly ArrayBufferWriter<byte> _labels = new();
    private RawConnection? _writer;
    private RawStatement? _putOrigin;
    private RawStatement? _putHead;
    private RawStatement? _putBlock;
    private RawStatement? _putTerms;
    private RawStatement? _putFresh;
    private RawStatement? _dropFresh;
    private byte[] _packed = [];
    private LogHead[] _heads = []; // bound: blocks of the file
    private int _count;
    private FrozenDictionary<int, Labels>? _shown;
    private bool _isGone;

    private LogSegment(string path, long began) => (FullPath, Began) = (path, began);

    public string FullPath { get; }

    /// <summary>When the file was begun, in milliseconds since 1970-01-01 UTC.</summary>
    public long Began { get; private set; }

    /// <summary>The latest time of a line in a block; 0 where there is none.</summary>
    public long LastTime { get; private set; }

    /// <summary>Octets on disk, as of the last look.</summary>
    public long Bytes { get; private set; }

    /// <summary>Lines in blocks.</summary>
    public long Lines { get; private set; }

    /// <summary>What is known of the blocks, in the order of their numbers. Taken while nobody adds.</summary>
    public ReadOnlyMemory<LogHead> Heads => _heads.AsMemory(0, _count);

    /// <summary>Writers of its lines.</summary>
    public int Origins => _origins.Count;

    /// <summary>The highest number of a writer.</summary>
    public int LastOrigin => _origins.Count == 0 ? 0 : _origins.Keys.Max();

    /// <summary>Whether it can be written to.</summary>
    public bool IsWriting => _writer is not null;

    /// <summary>Those who wrote its lines. Taken while nobody adds.</summary>
    public IReadOnlyDictionary<int, Labels> AllOrigins() => _shown ??= _origins.ToFrozenDictionary();

    /// <summary>The line after the last of its blocks.</summary>
    public long NextNumber => _count == 0 ? 0 : _heads[_count - 1].Number + _heads[_count - 1].Lines;

    /// <summary>Makes a new file.</summary>
    /// <exception cref="SqliteException">It cannot be made.</exception>
    /// <exception cref="IOException">Nor can it.</exception>
    public static LogSegment Create(string path, long now)
    {
        PrivateFile.Ensure(path);
        var segment = new LogSegment(path, now);
        segment.OpenToWrite(isNew: true);
        return segment;
    }

    /// <summary>Reads what is known of a file's blocks.</summary>
    /// <exception cref="SqliteException">It is damaged, or no such file.</exception>
    /// <exception cref="FormatException">Nor is it one.</exception>
    public static LogSegment Open(string path)
    {
        var segment = new LogSegment(path, 0);
        using var connection = new RawConnection(path, readOnly: false);
        var version = connection.Number("PRAGMA user_version");
        if (version != Version)
            throw new FormatException($"it has schema version {version} and this program knows {Version}");
        segment.Began = connection.Number("SELECT time FROM began");
        var origins = connection.Prepare("SELECT id, labels FROM origin");
        while (origins.Step())
            segment._origins[(int)origins.Number(0)] = LabelCodec.Read(origins.Blob(1));
        var heads = connection.Prepare("SELECT id, first_time, last_time, octets, lines, counts FROM head ORDER BY id");
        while (heads.Step())
        {
            var head = new LogHead { Number = heads.Number(0), FirstTime = heads.Number(1), LastTime = heads.Number(2), Octets = (int)heads.Number(3), Lines = (ushort)heads.Number(4) };
            var counts = MemoryMarshal.Cast<byte, ushort>(heads.Blob(5));
            for (var severity = 0; severity < counts.Length && severity < LogHistogram.Severities; severity++)
                head.Counts[severity] = counts[severity];
            segment.Add(head);
        }
        segment.Measure();
        return segment;
    }

    /// <summary>Makes ready to be written to.</summary>
    /// <exception cref="SqliteException">It cannot be.</exception>
    public void OpenToWrite(bool isNew = false)
    {
        _writer = new RawConnection(FullPath, readOnly: false);
        try
        {
            if (isNew)
                _writer.Run("PRAGMA page_size = 8192");
            _writer.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 33554432; PRAGMA cache_size = -16384");
            if (isNew)
                _writer.Run(string.Create(CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {Schema} INSERT INTO began VALUES ({Began}); PRAGMA user_version = {Version}; COMMIT"));
            _putOrigin = _writer.Prepare("INSERT OR REPLACE INTO origin (id, labels) VALUES (?1, ?2)");
            _putHead = _writer.Prepare("INSERT INTO head (id, first_time, last_time, octets, lines, counts) VALUES (?1, ?2, ?3, ?4, ?5, ?6)");
            _putBlock = _writer.Prepare("INSERT INTO block (id, data) VALUES (?1, ?2)");
            _putTerms = _writer.Prepare("INSERT INTO term (rowid, text) VALUES (?1, ?2)");
            _putFresh = _writer.Prepare("INSERT INTO fresh (id, data) VALUES (?1, ?2)");
            _dropFresh = _writer.Prepare("DELETE FROM fresh WHERE id < ?1");
        }
        catch
        {
            CloseWriter();
            throw;
        }
    }

    /// <summary>The lines that were in no block yet, in order, with the numbers of the first line of each piece.</summary>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    public List<(long Number, byte[] Octets)> ReadFresh()
    {
        var pieces = new List<(long, byte[])>(); // bound: lines of a block
        using var connection = new RawConnection(FullPath, readOnly: true);
        var fresh = connection.Prepare("SELECT id, data FROM fresh ORDER BY id");
        while (fresh.Step())
            pieces.Add((fresh.Number(0), fresh.Blob(1).ToArray()));
        return pieces;
    }

    /// <summary>Writes blocks, and lines of the one that is open, all or nothing.</summary>
    /// <param name="blocks">Those that are sealed.</param>
    /// <param name="open">The first number of the lines that are not, who wrote them, and those of them that are not written yet.</param>
    /// <exception cref="SqliteException">They could not be written.</exception>
    public void Write(IReadOnlyList<LogBlock> blocks, LogTail open)
    {
        var writer = _writer!;
        _newOrigins.Clear();
        try
        {
            writer.Run("BEGIN IMMEDIATE");
            foreach (var block in blocks)
                Write(block);
            if (blocks.Count > 0)
                _dropFresh!.Bind(1, open.FirstNumber).Run();
            if (!open.Octets.IsEmpty)
            {
                foreach (var (id, labels) in open.Origins)
                    PutOrigin(id, labels);
                _putFresh!.Bind(1, open.Number).Bind(2, open.Octets.Span).Run();
            }
            writer.Run("COMMIT");
        }
        finally
        {
            writer.Rollback();
        }
    }

    /// <summary>Makes known to readers what was written last.</summary>
    public void Publish(IReadOnlyList<LogBlock> blocks)
    {
        if (_newOrigins.Count > 0)
            _shown = null;
        foreach (var (id, labels) in _newOrigins)
            _origins[id] = labels;
        _newOrigins.Clear();
        foreach (var block in blocks)
            Add(block.Head);
    }

    /// <summary>Looks how much it takes on disk.</summary>
    public void Measure()
    {
        long bytes = 0;
        foreach (var path in Paths())
        {
            if (new FileInfo(path) is { Exists: true } file)
                bytes += file.Length;
        }
        Bytes = bytes;
    }

    /// <summary>Nothing will be written to it any more.</summary>
    public void Seal()
    {
        if (_writer is null)
            return;
        // Where a reader is in its way, it stays as it is, and whoever opens it next does so.
        _writer.Run("PRAGMA wal_checkpoint(TRUNCATE)");
        CloseWriter();
        Measure();
    }

    /// <summary>A connection that reads; to be given back.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public LogSegmentReader Take() => _readers.TryTake(out var reader) ? reader : new LogSegmentReader(FullPath);

    public void Give(LogSegmentReader reader)
    {
        if (Volatile.Read(ref _isGone))
            reader.Dispose();
        else
            _readers.Add(reader);
    }

    /// <summary>Closes it and deletes the file; whoever reads it reads on to the end.</summary>
    public void Delete()
    {
        Dispose();
        foreach (var path in Paths())
            File.Delete(path);
    }

    /// <summary>Gives a file that is closed another name; returns that.</summary>
    public static string PutAside(string path)
    {
        var aside = path + ".damaged";
        foreach (var ending in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(path + ending))
                File.Move(path + ending, aside + ending, overwrite: true);
        }
        return aside;
    }

    public void Dispose()
    {
        Volatile.Write(ref _isGone, true);
        CloseWriter();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
    }

    private string[] Paths() => [FullPath, FullPath + "-wal", FullPath + "-shm"];

    private void Write(LogBlock block)
    {
        var head = block.Head;
        foreach (var (id, labels) in block.Origins)
            PutOrigin(id, labels);
        Span<ushort> counts = stackalloc ushort[LogHistogram.Severities];
        for (var severity = 0; severity < counts.Length; severity++)
            counts[severity] = head.Counts[severity];
        _putHead!.Bind(1, head.Number).Bind(2, head.FirstTime).Bind(3, head.LastTime).Bind(4, head.Octets).Bind(5, head.Lines).Bind(6, MemoryMarshal.AsBytes(counts)).Run();
        var octets = block.Octets.Span;
        var most = BrotliEncoder.GetMaxCompressedLength(octets.Length);
        if (_packed.Length < most)
            _packed = new byte[most];
        if (!BrotliEncoder.TryCompress(octets, _packed, out var length, Quality, Window))
            throw new InvalidOperationException("A block did not fit where the longest does.");
        _putBlock!.Bind(1, head.Number).Bind(2, _packed.AsSpan(0, length)).Run();
        _terms.Fill(octets);
        _putTerms!.Bind(1, head.Number).BindText(2, _terms.Text).Run();
    }

    private void PutOrigin(int id, Labels labels)
    {
        if (_origins.ContainsKey(id) || !_newOrigins.TryAdd(id, labels))
            return;
        LabelCodec.Write(labels, _labels);
        // A blob has at least one octet.
        if (_labels.WrittenCount > 0)
            _putOrigin!.Bind(1, id).Bind(2, _labels.WrittenSpan).Run();
    }

    private void Add(LogHead head)
    {
        if (_count == _heads.Length)
        {
            var larger = new LogHead[Math.Max(256, _count * 2)];
            _heads.AsSpan(0, _count).CopyTo(larger);
            _heads = larger;
        }
        _heads[_count++] = head;
        Lines += head.Lines;
        LastTime = Math.Max(LastTime, head.LastTime);
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }
}

/// <summary>The lines of the block that is open.</summary>
/// <param name="FirstNumber">The number of the block's first line.</param>
/// <param name="Number">The number of the first line that is not written yet.</param>
/// <param name="Octets">Lines that are not written yet.</param>
/// <param name="Origins">Who wrote lines of the block.</param>
internal readonly record struct LogTail(long FirstNumber, long Number, ReadOnlyMemory<byte> Octets, IReadOnlyList<KeyValuePair<int, Labels>> Origins);
