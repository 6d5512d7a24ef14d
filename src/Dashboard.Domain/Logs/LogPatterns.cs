using System.Buffers;
using System.Text;

namespace Dashboard.Domain.Logs;

/// <summary>
/// Finds what lines have in common while they come. Words with a digit in them differ from line to line, but for mnemonics
/// such as <c>%LINK-3-UPDOWN</c>, and so does a place in which otherwise equal lines have had <see cref="Variety"/> words. A line that is like one before it costs one
/// look-up, another one a look at those patterns that have its length and its first word. The same lines in the same
/// order make the same patterns. Used by one thread at a time.
/// </summary>
/// <remarks>
/// After Drain (He et al., 2017), whose similarity of a half makes one pattern of "accepted" and "refused"; here a word
/// becomes a place only once there have been several.
/// </remarks>
public sealed class LogPatterns
{
    /// <summary>Patterns that are kept; the quarter that was seen longest ago makes room for others.</summary>
    public const int MaxPatterns = 2000;

    /// <summary>Words that one place may have before it is one that differs.</summary>
    public const int Variety = 6;

    /// <summary>Hours of which lines are counted apart.</summary>
    public const int Hours = 48;

    internal const long HourMs = 3_600_000;

    /// <summary>Octets of a line that are kept as a pattern's example.</summary>
    internal const int MaxExample = 400;

    private const int MaxWords = 40;
    private const int MaxKnown = 16 * 1024;
    private const ulong AnyWord = 1;
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private readonly List<Entry> _entries = []; // bound: MaxPatterns
    private readonly Dictionary<ulong, List<Entry>> _alike = []; // bound: MaxPatterns
    private readonly Dictionary<ulong, Entry> _known = []; // bound: MaxKnown
    private readonly ulong[] _words = new ulong[MaxWords];
    private readonly (int Start, int Length)[] _places = new (int, int)[MaxWords];

    /// <param name="since">When patterns began to be known, in milliseconds since 1970-01-01 UTC.</param>
    public LogPatterns(long since) => Since = since;

    /// <summary>When patterns began to be known.</summary>
    public long Since { get; }

    /// <summary>Patterns that made room for others.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Lines that were added.</summary>
    public long Lines { get; private set; }

    /// <summary>Takes up what was kept of an earlier run.</summary>
    public void Restore(IEnumerable<LogPattern> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        foreach (var pattern in patterns.Where(static p => p.Hour >= Hours && p.Text.Length > 0).Take(MaxPatterns))
        {
            var text = Encoding.UTF8.GetBytes(pattern.Text);
            var count = Split(text);
            Remember(new Entry(pattern, _words.AsSpan(0, count).ToArray()), _words.AsSpan(0, count));
            Lines += pattern.Count;
        }
    }

    /// <summary>Counts a line.</summary>
    /// <param name="body">What it says, UTF-8.</param>
    /// <param name="severity">Syslog's severity, 0 (emergency) to 7 (debug).</param>
    /// <param name="now">When it came, in milliseconds since 1970-01-01 UTC.</param>
    public void Add(ReadOnlySpan<byte> body, int severity, long now)
    {
        var count = Split(body);
        if (count == 0)
            return;
        Lines++;
        var words = _words.AsSpan(0, count);
        var hash = Hash(words);
        if (!_known.TryGetValue(hash, out var entry))
        {
            entry = Like(words) ?? Generalise(words) ?? Begin(body, words, now);
            if (_known.Count >= MaxKnown)
                _known.Clear();
            _known[hash] = entry;
        }
        entry.Count(severity, now);
    }

    /// <summary>All patterns, those with most lines first.</summary>
    public IReadOnlyList<LogPattern> Snapshot() => [.. _entries.Select(static e => e.Pattern()).OrderByDescending(static p => p.Count).ThenBy(static p => p.Text, StringComparer.Ordinal)];

    /// <summary>The words of a line, each by its hash; those with a digit are all the same.</summary>
    private int Split(ReadOnlySpan<byte> text)
    {
        var (count, at) = (0, 0);
        while (count < MaxWords)
        {
            while (at < text.Length && text[at] <= ' ')
                at++;
            if (at == text.Length)
                break;
            var start = at;
            var hash = Offset;
            while (at < text.Length && text[at] > ' ')
                hash = (hash ^ text[at++]) * Prime;
            var word = text[start..at];
            _places[count] = (start, at - start);
            _words[count++] = IsVariable(word) ? AnyWord : hash;
        }
        return count;
    }

    // %LINK-3-UPDOWN has the severity in it, and is of one kind all the same.
    private static bool IsVariable(ReadOnlySpan<byte> word) => (word.ContainsAny(Digits) && word[0] != '%') || word.SequenceEqual("<*>"u8);

    private static ulong Hash(ReadOnlySpan<ulong> words)
    {
        var hash = Offset ^ (ulong)words.Length;
        foreach (var word in words)
            hash = (hash ^ word ^ (hash >> 29)) * Prime;
        return hash;
    }

    // The first word, and so the leaf, stays what it is.
    private static ulong LeafOf(ReadOnlySpan<ulong> words) => Hash([(ulong)words.Length, words[0]]);

    private Entry? Like(ReadOnlySpan<ulong> words)
    {
        foreach (var entry in _alike.GetValueOrDefault(LeafOf(words)) ?? [])
        {
            if (entry.Takes(words))
                return entry;
        }
        return null;
    }

    /// <summary>Makes one pattern of several that differ from the line in the same one word.</summary>
    private Entry? Generalise(ReadOnlySpan<ulong> words)
    {
        if (!_alike.TryGetValue(LeafOf(words), out var leaf) || leaf.Count < Variety)
            return null;
        Span<int> places = stackalloc int[MaxWords];
        places.Clear();
        foreach (var entry in leaf)
        {
            if (entry.OnlyDifference(words) is var place and > 0 && ++places[place] >= Variety)
                return Merge(leaf, words, place);
        }
        return null;
    }

    private Entry Merge(List<Entry> leaf, ReadOnlySpan<ulong> words, int place)
    {
        Entry? merged = null;
        for (var i = 0; i < leaf.Count; i++)
        {
            var entry = leaf[i];
            if (entry.OnlyDifference(words) != place)
                continue;
            if (merged is null)
            {
                merged = entry;
                continue;
            }
            merged.Absorb(entry);
            leaf.RemoveAt(i--);
            _entries.Remove(entry);
            entry.Successor = merged;
        }
        merged!.Free(place);
        // What was known by its words may be another's now.
        foreach (var hash in _known.Where(static k => k.Value.Successor is not null).Select(static k => k.Key).ToList())
            _known.Remove(hash);
        return merged;
    }

    private Entry Begin(ReadOnlySpan<byte> body, ReadOnlySpan<ulong> words, long now)
    {
        if (_entries.Count >= MaxPatterns)
            Forget();
        var text = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
            text.Append(i == 0 ? "" : " ").Append(words[i] == AnyWord ? LogPattern.Any : Encoding.UTF8.GetString(body.Slice(_places[i].Start, Math.Min(_places[i].Length, MaxExample))));
        if (_places[words.Length - 1] is var (start, length) && body[(start + length)..].ContainsAnyExcept((byte)' '))
            text.Append(" …");
        var example = Encoding.UTF8.GetString(body[..Math.Min(body.Length, MaxExample)]);
        var entry = new Entry(new LogPattern(text.ToString(), 0, now, now, 7, example, now / HourMs, []), words.ToArray());
        Remember(entry, words);
        return entry;
    }

    private void Remember(Entry entry, ReadOnlySpan<ulong> words)
    {
        _entries.Add(entry);
        var leaf = LeafOf(words);
        if (!_alike.TryGetValue(leaf, out var entries))
            _alike[leaf] = entries = [];
        entries.Add(entry);
    }

    private void Forget()
    {
        var gone = _entries.OrderBy(static e => e.LastSeen).Take(MaxPatterns / 4).ToHashSet();
        Forgotten += gone.Count;
        _entries.RemoveAll(gone.Contains);
        _known.Clear();
        foreach (var (leaf, entries) in _alike)
        {
            if (entries.RemoveAll(gone.Contains) > 0 && entries.Count == 0)
                _alike.Remove(leaf);
        }
    }

    private sealed class Entry(LogPattern pattern, ulong[] words)
    {
        private readonly string[] _texts = pattern.Text.Split(' '); // bound: MaxWords and an ellipsis
        private readonly int[] _hours = Ring(pattern);
        private long _count = pattern.Count;
        private long _first = pattern.FirstSeen;
        private long _hour = pattern.Hour;
        private int _worst = pattern.Worst;

        public long LastSeen { get; private set; } = pattern.LastSeen;

        /// <summary>The pattern that took its place.</summary>
        public Entry? Successor { get; set; }

        public bool Takes(ReadOnlySpan<ulong> line)
        {
            for (var i = 0; i < words.Length; i++)
            {
                if (words[i] != line[i] && words[i] != AnyWord)
                    return false;
            }
            return true;
        }

        /// <summary>The one place at which a line has another word; 0 where there is none or are more.</summary>
        public int OnlyDifference(ReadOnlySpan<ulong> line)
        {
            var place = 0;
            for (var i = 1; i < words.Length; i++)
            {
                if (words[i] == line[i])
                    continue;
                if (place > 0 || words[i] == AnyWord || line[i] == AnyWord)
                    return 0;
                place = i;
            }
            return place;
        }

        public void Free(int place) => (words[place], _texts[place]) = (AnyWord, LogPattern.Any);

        public void Absorb(Entry other)
        {
            Turn(other._hour);
            other.Turn(_hour);
            for (var i = 0; i < Hours; i++)
                _hours[i] += other._hours[i];
            _count += other._count;
            _first = Math.Min(_first, other._first);
            LastSeen = Math.Max(LastSeen, other.LastSeen);
            _worst = Math.Min(_worst, other._worst);
        }

        public void Count(int severity, long now)
        {
            _count++;
            LastSeen = now;
            if (severity < _worst)
                _worst = severity;
            var hour = now / HourMs;
            Turn(hour);
            if (hour > _hour - Hours)
                _hours[hour % Hours]++;
        }

        public LogPattern Pattern() => pattern with
        {
            Text = string.Join(' ', _texts),
            Count = _count,
            FirstSeen = _first,
            LastSeen = LastSeen,
            Worst = _worst,
            Hour = _hour,
            Hours = [.. Enumerable.Range(1, Hours).Select(i => _hours[(_hour + i) % Hours])],
        };

        private static int[] Ring(LogPattern pattern)
        {
            var hours = new int[Hours];
            for (var i = 0; i < Math.Min(pattern.Hours.Count, Hours); i++)
                hours[(pattern.Hour - i) % Hours] = pattern.Hours[^(i + 1)];
            return hours;
        }

        /// <summary>Empties the hours between the latest and this one.</summary>
        private void Turn(long hour)
        {
            for (var gone = Math.Min(hour - _hour, Hours); gone > 0; gone--)
                _hours[(hour - gone + 1) % Hours] = 0;
            _hour = Math.Max(_hour, hour);
        }
    }
}
