using System.Buffers;
using System.Text;
using Dashboard.Domain.Logs;
using Dashboard.Domain.Telemetry;
using Microsoft.Data.Sqlite;

namespace Dashboard.Ingest.Storage.Sqlite.Logs;

/// <summary>
/// Goes through all lines that are wanted, block by block, those with the latest line first: a file is opened, and its
/// index asked, when its latest line is next. Used once.
/// </summary>
internal sealed class LogScan : IDisposable
{
    /// <summary>Writers that the index is asked for; of more, every block is looked at.</summary>
    private const int MostOrigins = 200;

    private readonly LogView _view;
    private readonly LogMatcher _matcher;
    private readonly (long From, long To, long Since) _range;
    private readonly TimeProvider _time;
    private readonly Action<LogSegment, Exception> _onDamage;
    private readonly PriorityQueue<Place, (long Time, long Number)> _places = new(); // bound: blocks of the files that were opened
    private readonly Dictionary<int, LogSegmentReader> _readers = []; // bound: files
    private readonly List<long> _found = []; // bound: blocks of a file
    private byte[] _octets = [];
    private byte[] _lowered = [];

    /// <param name="view">The lines.</param>
    /// <param name="query">Those that are wanted.</param>
    /// <param name="range">The earliest and the latest time, and the number that all lines wanted come after.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onDamage">Told of a file that could not be read.</param>
    public LogScan(LogView view, LogQuery query, (long From, long To, long Since) range, TimeProvider time, Action<LogSegment, Exception> onDamage) =>
        (_view, _matcher, _range, _time, _onDamage) = (view, new LogMatcher(query), range, time, onDamage);

    /// <summary>Blocks that were read.</summary>
    public int Read { get; private set; }

    /// <summary>Hands over all lines; returns the place to which it came, where patience ended first.</summary>
    public LogCursor? Run(ILogVisitor visitor, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var i = 0; i < _view.Blocks.Count; i++)
        {
            if (MayHave(_view.Blocks[i].Head))
                Add(new Place(Place.Memory, i), _view.Blocks[i].Head);
        }
        for (var i = 0; i < _view.Files.Count; i++)
        {
            if (_view.Files[i] is { Heads.IsEmpty: false } file && file.LastTime >= _range.From && file.Heads.Span[^1].LastNumber > _range.Since)
                _places.Enqueue(new Place(i, Place.Whole), (-file.LastTime, -file.Heads.Span[^1].LastNumber));
        }
        while (_places.TryDequeue(out var place, out var order))
        {
            var last = new LogCursor(-order.Time, -order.Number);
            if (visitor.IsDone(last))
                return null;
            if (Read > 0 && _time.GetElapsedTime(started) > patience)
                return last;
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Visit(place, visitor);
            }
            catch (SqliteException e)
            {
                _onDamage(_view.Files[place.File].Segment, e);
            }
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var (file, reader) in _readers)
            _view.Files[file].Segment.Give(reader);
        if (_octets.Length > 0)
            ArrayPool<byte>.Shared.Return(_octets);
        if (_lowered.Length > 0)
            ArrayPool<byte>.Shared.Return(_lowered);
    }

    private void Add(Place place, LogHead head) => _places.Enqueue(place, (-head.LastTime, -head.LastNumber));

    private bool MayHave(LogHead head) => head.MayHave(_range.From, _range.To, _range.Since, _matcher.Severities);

    private void Visit(Place place, ILogVisitor visitor)
    {
        if (place.File == Place.Memory)
        {
            var block = _view.Blocks[place.Block];
            Look(block.Head, block.Octets.Span, block.Origins, visitor);
        }
        else if (place.Block == Place.Whole)
        {
            Open(place.File);
        }
        else
        {
            var file = _view.Files[place.File];
            var head = file.Heads.Span[place.Block];
            if (IsWhole(head) && visitor.TryTake(head))
                return;
            Reserve(ref _octets, head.Octets);
            if (!_readers.TryGetValue(place.File, out var reader))
                _readers[place.File] = reader = file.Segment.Take();
            Read++;
            if (reader.TryRead(head.Number, _octets.AsSpan(0, head.Octets)))
                Look(head, _octets.AsSpan(0, head.Octets), file.Origins, visitor);
            else
                _onDamage(file.Segment, new FormatException($"the block that begins with line {head.Number} is not what it was"));
        }
    }

    /// <summary>Whether all lines of a block are wanted, but for their severity.</summary>
    private bool IsWhole(LogHead head) =>
        !_matcher.AsksText && !_matcher.AsksOrigin && head.FirstTime >= _range.From && head.LastTime <= _range.To && head.Number > _range.Since;

    private void Open(int file)
    {
        var view = _view.Files[file];
        var heads = view.Heads.Span;
        if (Expression(view) is not { } expression)
            return;
        if (expression.WrittenCount == 0)
        {
            for (var i = 0; i < heads.Length; i++)
            {
                if (MayHave(heads[i]))
                    Add(new Place(file, i), heads[i]);
            }
            return;
        }
        if (!_readers.TryGetValue(file, out var reader))
            _readers[file] = reader = view.Segment.Take();
        reader.Find(expression.WrittenSpan, _range.Since - LogBlock.MaxLines, _found);
        var at = 0;
        foreach (var number in _found)
        {
            while (at < heads.Length && heads[at].Number < number)
                at++;
            if (at < heads.Length && heads[at].Number == number && MayHave(heads[at]))
                Add(new Place(file, at), heads[at]);
        }
    }

    /// <summary>What the index is asked; nothing where it cannot help, null where no line can be wanted.</summary>
    private ArrayBufferWriter<byte>? Expression(LogSegmentView view)
    {
        var expression = new ArrayBufferWriter<byte>(256);
        foreach (var (term, isPrefix) in _matcher.Terms())
        {
            And(expression, "\""u8);
            expression.Write(term);
            expression.Write(isPrefix ? "\" *"u8 : "\""u8);
        }
        if (_matcher.Traces.Count > 0)
            And(expression, Encoding.ASCII.GetBytes($"({string.Join(" OR ", _matcher.Traces.Select(static t => $"\"{LogTermSet.OfTrace(t)}\""))})"));
        if (!_matcher.AsksOrigin)
            return expression;
        var origins = view.Origins.Where(o => _matcher.MatchesOrigin(o.Value)).Select(static o => o.Key).ToList();
        if (origins.Count == 0)
            return null;
        if (origins.Count <= MostOrigins && origins.Count < view.Origins.Count)
            And(expression, Encoding.ASCII.GetBytes($"({string.Join(" OR ", origins.Select(static o => $"\"{LogTermSet.OfOrigin(o)}\""))})"));
        return expression;
    }

    private static void And(ArrayBufferWriter<byte> expression, ReadOnlySpan<byte> part)
    {
        if (expression.WrittenCount > 0)
            expression.Write(" AND "u8);
        expression.Write(part);
    }

    private void Look(LogHead head, ReadOnlySpan<byte> octets, IReadOnlyDictionary<int, Labels> origins, ILogVisitor visitor)
    {
        if (_matcher.AsksText)
        {
            Reserve(ref _lowered, octets.Length);
            Lower(octets, _lowered);
        }
        var lines = new LogLineReader(octets);
        var (latest, labels, isWanted) = (-1, Labels.Empty, true);
        for (var number = head.Number; lines.MoveNext(); number++)
        {
            if (number <= _range.Since || lines.Time < _range.From || lines.Time > _range.To || !_matcher.MatchesSeverity(lines.Severity))
                continue;
            if (lines.Origin != latest)
            {
                latest = lines.Origin;
                labels = origins.GetValueOrDefault(latest) ?? Labels.Empty;
                isWanted = !_matcher.AsksOrigin || _matcher.MatchesOrigin(labels);
            }
            if (!isWanted || (_matcher.AsksText && !IsSaid(ref lines)))
                continue;
            visitor.Take(ref lines, number, labels);
        }
    }

    private bool IsSaid(ref LogLineReader line)
    {
        if (!_matcher.MatchesTrace(line.Trace))
            return false;
        var text = _lowered.AsSpan(line.TextStart, line.Text.Length);
        return _matcher.MatchesId(text.Slice(line.MessageIdStart - line.TextStart, line.MessageId.Length)) && _matcher.MatchesText(text);
    }

    /// <summary>The letters A to Z in lower case, and all else as it is.</summary>
    private static void Lower(ReadOnlySpan<byte> octets, Span<byte> into)
    {
        for (var at = 0; at < octets.Length; at++)
        {
            Ascii.ToLower(octets[at..], into[at..], out var done);
            at += done;
            if (at < octets.Length)
                into[at] = octets[at];
        }
    }

    private static void Reserve(ref byte[] octets, int length)
    {
        if (octets.Length >= length)
            return;
        if (octets.Length > 0)
            ArrayPool<byte>.Shared.Return(octets);
        octets = ArrayPool<byte>.Shared.Rent(length);
    }

    /// <param name="File">The file's place in the view, or <see cref="Memory"/>.</param>
    /// <param name="Block">The block's place in the file, or <see cref="Whole"/>.</param>
    private readonly record struct Place(int File, int Block)
    {
        public const int Memory = -1;
        public const int Whole = -1;
    }
}
