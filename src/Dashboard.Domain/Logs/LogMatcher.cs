using System.Collections.Immutable;
using System.Text;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Logs;

/// <summary>
/// A search made ready to be held against many lines, part by part, the cheapest first. Text is held against octets of
/// UTF-8 whose letters A to Z are in lower case. Safe from any thread.
/// </summary>
public sealed class LogMatcher
{
    private readonly Needle[] _wanted; // bound: LogQuery.MaxTerms
    private readonly Needle[] _unwanted; // bound: LogQuery.MaxTerms
    private readonly ImmutableArray<LogTerm> _origins;
    private readonly Needle[] _ids; // bound: LogQuery.MaxTerms
    private readonly Needle[] _otherIds; // bound: LogQuery.MaxTerms
    private readonly byte[][] _traces; // bound: LogQuery.MaxTerms
    private readonly byte[][] _otherTraces; // bound: LogQuery.MaxTerms

    public LogMatcher(LogQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        _wanted = Needles(query, LogField.Text, isExcluded: false);
        _unwanted = Needles(query, LogField.Text, isExcluded: true);
        _ids = Needles(query, LogField.Id, isExcluded: false);
        _otherIds = Needles(query, LogField.Id, isExcluded: true);
        _traces = TracesOf(query, isExcluded: false);
        _otherTraces = TracesOf(query, isExcluded: true);
        _origins = [.. query.Terms.Where(static t => LabelOf(t.Field).Length > 0)];
        foreach (var term in query.Terms.Where(static t => t.Field == LogField.Severity))
        {
            LogSeverities.TryRead(term.Value, out var severities);
            Severities &= term.IsExcluded ? (byte)~severities : severities;
        }
    }

    /// <summary>The severities that are wanted, a bit for each of syslog's.</summary>
    public byte Severities { get; } = LogSeverities.All;

    /// <summary>Whether it matters who wrote a line.</summary>
    public bool AsksOrigin => !_origins.IsEmpty;

    /// <summary>Whether it matters what a line says, of what kind it is, or to which trace it belongs.</summary>
    public bool AsksText => _wanted.Length + _unwanted.Length + _ids.Length + _otherIds.Length + _traces.Length + _otherTraces.Length > 0;

    /// <summary>The traces one of which a line has to belong to, 16 octets each; none where any will do.</summary>
    public IReadOnlyList<byte[]> Traces => _traces;

    /// <summary>The terms of the index that stand in every line that is wanted, as <see cref="LogWords"/> makes them, and whether one is only a beginning.</summary>
    public IEnumerable<(byte[] Term, bool IsPrefix)> Terms()
    {
        foreach (var needle in _ids.Length == 1 ? _wanted.Append(_ids[0]) : _wanted)
        {
            foreach (var term in TermsOf(needle))
                yield return term;
        }
    }

    /// <summary>Whether a writer's lines are wanted.</summary>
    public bool MatchesOrigin(Labels origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        // Of one field, any of what is wanted will do; of what is not wanted, nothing.
        foreach (var group in _origins.GroupBy(static t => (t.Field, t.IsExcluded)))
        {
            var value = origin.Get(LabelOf(group.Key.Field));
            if (group.Any(t => t.IsPrefix ? value.StartsWith(t.Value, StringComparison.OrdinalIgnoreCase) : value.Equals(t.Value, StringComparison.OrdinalIgnoreCase)) == group.Key.IsExcluded)
                return false;
        }
        return true;
    }

    public bool MatchesSeverity(LogSeverity severity) => (Severities >> severity.Syslog & 1) != 0;

    /// <summary>Whether a line that belongs to a trace, or to none, is wanted.</summary>
    /// <param name="trace">16 octets; none where it belongs to none.</param>
    public bool MatchesTrace(ReadOnlySpan<byte> trace) => (_traces.Length == 0 || Contains(_traces, trace)) && !Contains(_otherTraces, trace);

    /// <summary>Whether lines of a kind are wanted.</summary>
    /// <param name="id">In lower case.</param>
    public bool MatchesId(ReadOnlySpan<byte> id)
    {
        var any = _ids.Length == 0;
        foreach (var needle in _ids)
            any |= needle.IsWhole(id);
        foreach (var needle in _otherIds)
            any &= !needle.IsWhole(id);
        return any;
    }

    /// <summary>Whether a line that says this is wanted.</summary>
    /// <param name="text">In lower case.</param>
    public bool MatchesText(ReadOnlySpan<byte> text)
    {
        foreach (var needle in _wanted)
        {
            if (!needle.IsIn(text))
                return false;
        }
        foreach (var needle in _unwanted)
        {
            if (needle.IsIn(text))
                return false;
        }
        return true;
    }

    private static string LabelOf(LogField field) => field switch
    {
        LogField.Host => "host",
        LogField.App => "app",
        LogField.Facility => "facility",
        LogField.Sender => "sender",
        LogField.Service => "service_name",
        _ => "",
    };

    private static IEnumerable<(byte[] Term, bool IsPrefix)> TermsOf(Needle needle)
    {
        var found = new List<(byte[], bool)>(); // bound: twice the words of a term
        var terms = LogWords.Read(needle.Octets, new byte[LogWords.ScratchLength]);
        while (terms.MoveNext())
            found.Add((terms.Current.ToArray(), needle.IsPrefix && !terms.IsCut && terms.At == needle.Octets.Length));
        return found;
    }

    private static Needle[] Needles(LogQuery query, LogField field, bool isExcluded) =>
        [.. query.Terms.Where(t => t.Field == field && t.IsExcluded == isExcluded).Select(static t => new Needle(Lower(t.Value), t.IsPrefix))];

    private static byte[][] TracesOf(LogQuery query, bool isExcluded) =>
        [.. query.Terms.Where(t => t.Field == LogField.Trace && t.IsExcluded == isExcluded).Select(static t =>
        {
            var octets = new byte[TraceId.Size];
            (TraceId.TryParse(t.Value, out var trace) ? trace : default).CopyTo(octets);
            return octets;
        })];

    private static bool Contains(byte[][] traces, ReadOnlySpan<byte> trace)
    {
        foreach (var one in traces)
        {
            if (trace.SequenceEqual(one))
                return true;
        }
        return false;
    }

    private static byte[] Lower(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < octets.Length; i++)
            octets[i] = octets[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(octets[i] | 0x20) : octets[i];
        return octets;
    }

    private readonly record struct Needle(byte[] Octets, bool IsPrefix)
    {
        public bool IsWhole(ReadOnlySpan<byte> text) => IsPrefix ? text.StartsWith(Octets) : text.SequenceEqual(Octets);

        public bool IsIn(ReadOnlySpan<byte> text)
        {
            var octets = Octets.AsSpan();
            for (var from = 0; text[from..].IndexOf(octets) is var at && at >= 0; from += at + 1)
            {
                var start = from + at;
                var end = start + octets.Length;
                if ((start == 0 || !LogWords.IsWord(octets[0]) || !LogWords.IsWord(text[start - 1]))
                    && (end == text.Length || IsPrefix || !LogWords.IsWord(octets[^1]) || !LogWords.IsWord(text[end])))
                    return true;
            }
            return false;
        }
    }
}
