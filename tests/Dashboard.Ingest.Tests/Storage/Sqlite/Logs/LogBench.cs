using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Storage.Sqlite.Logs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Storage.Sqlite.Logs;

/// <summary>An archive of lines in a folder of its own, which can be closed and opened again.</summary>
internal sealed class LogBench : IDisposable
{
    public static readonly long Start = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("noc-test-");
    private readonly IngestMetrics _metrics = new();
    private readonly LogOptions _options;

    public LogBench(LogOptions? options = null)
    {
        _options = options ?? new LogOptions();
        Archive = Open();
    }

    public FakeClock Clock { get; } = new(DateTimeOffset.FromUnixTimeMilliseconds(Start));

    public LogArchive Archive { get; private set; }

    public string Folder => Path.Combine(_folder.FullName, "logs");

    public string[] Files => [.. Directory.GetFiles(Folder, "log-*.db").Order()];

    public static LogRecord Line(string body, long after = 0, int severity = 6, string host = "rtr1", string app = "") =>
        new(Start + after, Labels.From(new Label("host", host), new Label("app", app)), LogSeverity.FromSyslog(severity), body);

    public void Add(params LogRecord[] lines) => Assert.Equal(0, Archive.Append(lines));

    public async Task Flush() => Assert.True(await Archive.Flush(CancellationToken.None));

    public async Task<IReadOnlyList<string>> Find(string query, int limit = 100) => [.. (await Search(new LogSearch { Query = Query(query), Limit = limit })).Lines.Select(static l => l.Record.Body)];

    public Task<LogAnswer> Search(LogSearch search) => Archive.Search(search, CancellationToken.None);

    public static LogQuery Query(string text)
    {
        var query = LogQuery.Parse(text, out var problems);
        Assert.Empty(problems);
        return query;
    }

    /// <summary>As after the end of the process: what was not written is gone.</summary>
    public void Restart()
    {
        Archive.Dispose();
        Archive = Open();
    }

    public void Dispose()
    {
        Archive.Dispose();
        _metrics.Dispose();
        _folder.Delete(recursive: true);
    }

    private LogArchive Open()
    {
        var archive = new LogArchive(Folder, _options, Clock, _metrics, NullLogger<LogArchive>.Instance);
        archive.Open();
        return archive;
    }
}
