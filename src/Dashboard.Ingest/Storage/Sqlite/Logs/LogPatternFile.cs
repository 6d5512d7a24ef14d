using System.Text.Json;
using Dashboard.Domain.Logs;
using Microsoft.Extensions.Logging;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>The patterns of lines, and the file that keeps them over a restart. Lines are added by one thread; anybody may read.</summary>
internal sealed class LogPatternFile(string path, TimeProvider time, ILogger log)
{
    private readonly Lock _gate = new();
    private LogPatterns _patterns = new(time.GetUtcNow().ToUnixTimeMilliseconds());
    private long _saved;

    /// <summary>Takes up what the file holds.</summary>
    public void Load()
    {
        if (!File.Exists(path))
            return;
        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path));
            var patterns = new LogPatterns(kept!.Since);
            patterns.Restore(kept.Patterns);
            lock (_gate)
                (_patterns, _saved) = (patterns, patterns.Lines);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or NullReferenceException)
        {
            IngestLog.PatternsFailed(log, path, "read", e.Message);
        }
    }

    /// <summary>Counts lines as they are kept; returns how many.</summary>
    public int Add(ReadOnlySpan<byte> octets)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var count = 0;
        var lines = new LogLineReader(octets);
        lock (_gate)
        {
            for (; lines.MoveNext(); count++)
                _patterns.Add(lines.Body, lines.Severity.Syslog, now);
        }
        return count;
    }

    public (IReadOnlyList<LogPattern> Patterns, long Since) Read()
    {
        lock (_gate)
            return (_patterns.Snapshot(), _patterns.Since);
    }

    /// <summary>Writes the file, where there is something new.</summary>
    public void Save()
    {
        Kept kept;
        lock (_gate)
        {
            if (_patterns.Lines == _saved)
                return;
            kept = new Kept(_patterns.Since, _patterns.Snapshot());
            _saved = _patterns.Lines;
        }
        try
        {
            PrivateFile.Ensure(path + ".new");
            File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(kept));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            IngestLog.PatternsFailed(log, path, "kept", e.Message);
        }
    }

    private sealed record Kept(long Since, IReadOnlyList<LogPattern> Patterns);
}
