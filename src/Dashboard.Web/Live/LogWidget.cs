using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Logs;
using Dashboard.Ingest.Storage.Sqlite.Logs;

namespace Dashboard.Web.Live;

/// <summary>The latest lines of log that a search wants: looked for once a second at most, and after the first time only among those that are new.</summary>
internal sealed class LogWidget : LiveWidget
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly LogsDefinition _definition;
    private readonly LogArchive _archive;
    private readonly TimeProvider _time;
    private readonly LogQuery _query;
    private readonly CancellationTokenSource _gone = new();
    private Task _search;
    private long _searchedAt;
    private long _newest;
    private volatile IReadOnlyList<LogLine> _lines = []; // bound: LogsDefinition.MaxRows
    private IReadOnlyList<LogLine>? _shown;

    public LogWidget(LogsDefinition definition, LogArchive archive, TimeProvider time)
    {
        (_definition, _archive, _time) = (definition, archive, time);
        _query = LogQuery.Parse(definition.Search, out _);
        _searchedAt = time.GetTimestamp();
        _search = Search();
        Answered = _search;
    }

    public override Task Answered { get; }

    public override void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
        base.Dispose();
    }

    protected override bool HasChanged()
    {
        if (_search.IsCompleted && !_gone.IsCancellationRequested && _time.GetElapsedTime(_searchedAt) >= Pace)
        {
            _searchedAt = _time.GetTimestamp();
            _search = Search();
        }
        var lines = _lines;
        (var changed, _shown) = (!ReferenceEquals(lines, _shown), lines);
        return changed;
    }

    protected override WidgetView Make(long version) => new ListView<LogLine>
    {
        Version = version,
        NewestSample = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        State = !Answered.IsCompleted ? ViewState.Loading : _shown!.Count == 0 ? ViewState.Empty : ViewState.Ready,
        Items = _shown!,
    };

    private async Task Search()
    {
        try
        {
            var answer = await _archive.Search(new LogSearch { Query = _query, Since = _newest, Limit = Math.Clamp(_definition.MaxRows, 1, 200) }, _gone.Token);
            if (answer.Lines.Count == 0)
                return;
            _newest = answer.Lines.Max(static l => l.Number);
            _lines = [.. answer.Lines.Concat(_lines).OrderByDescending(static l => (l.Record.Timestamp, l.Number)).Take(_definition.MaxRows)];
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
    }
}
