using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Finds series by their labels, for whoever keeps samples outside the cache: the same index that the cache has. Series
/// have numbers that rise and are never used again. Changed by one caller at a time, read by any number without a lock.
/// </summary>
/// <remarks>
/// Some 10 octets a series and 4 a label; labels whose strings are the cache's own, as
/// <see cref="TimeSeriesCache.TryDescribe"/> gives them, are kept as they are, so that the strings are there once.
/// </remarks>
public sealed class SeriesIndex : INumberedLabels
{
    private const int PageShift = 7;
    private const int PageSeries = 1 << PageShift;

    private readonly LabelIndex _index = new();
    private Labels?[]?[] _pages = new Labels?[]?[16]; // bound: numbers given out, 8 octets for each 128, and held series
    private int _limit;
    private int _count;

    /// <summary>Series that are there.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The names of all labels of all series, in no order.</summary>
    public IEnumerable<string> LabelNames => _index.Names;

    int INumberedLabels.Limit => Volatile.Read(ref _limit);

    /// <summary>The labels of the series with a number; none where there is none.</summary>
    public Labels? this[int number]
    {
        get
        {
            var pages = Volatile.Read(ref _pages);
            return number >> PageShift < pages.Length && Volatile.Read(ref pages[number >> PageShift]) is { } page ? Volatile.Read(ref page[number % PageSeries]) : null;
        }
    }

    /// <summary>The values of a label among all series, in no order.</summary>
    public IEnumerable<string> LabelValues(string name) => _index.Find(name)?.Values.Select(static v => v.Key) ?? [];

    /// <summary>Enters a series under a number that none had before; returns its labels as they are kept.</summary>
    public Labels Add(int number, Labels labels)
    {
        var place = number >> PageShift;
        if (place >= _pages.Length)
        {
            var pages = new Labels?[]?[Math.Max(place + 1, _pages.Length + (_pages.Length / 2))];
            _pages.CopyTo(pages, 0);
            Volatile.Write(ref _pages, pages);
        }
        var page = _pages[place];
        if (page is null)
            Volatile.Write(ref _pages[place], page = new Labels?[PageSeries]);
        if (number >= _limit)
            Volatile.Write(ref _limit, number + 1);
        // The postings first: whoever finds the number there and no labels passes it over.
        var (pooled, _) = _index.Add(number, labels);
        Volatile.Write(ref page[number % PageSeries], pooled);
        Volatile.Write(ref _count, _count + 1);
        return pooled;
    }

    /// <summary>Takes series out, many in one go: each list of series is written anew once. Numbers without a series are passed over.</summary>
    public void Remove(IEnumerable<int> numbers)
    {
        var gone = new List<Labels>();
        using var slots = new SlotSet(_limit);
        foreach (var number in numbers)
        {
            if (this[number] is not { } labels)
                continue;
            gone.Add(labels);
            slots.Add(number);
            var page = _pages[number >> PageShift]!;
            Volatile.Write(ref page[number % PageSeries], null);
            if (Array.TrueForAll(page, static l => l is null) && number >> PageShift < (_limit - 1) >> PageShift)
                Volatile.Write(ref _pages[number >> PageShift], null);
        }
        _index.Remove(gone, slots);
        Volatile.Write(ref _count, _count - gone.Count);
    }

    /// <summary>The numbers of the series that fulfil all matchers, ascending.</summary>
    public IReadOnlyList<int> Find(IReadOnlyList<LabelMatcher> matchers)
    {
        using var selection = new Selection(_index, this);
        var found = new List<int>();
        foreach (var number in selection.Run(matchers))
        {
            // A series may enter or leave while the lists are walked.
            if (this[number] is { } labels && (matchers.Count == 0 || Fulfils(labels, matchers)))
                found.Add(number);
        }
        found.Sort();
        return found;
    }

    Labels? INumberedLabels.LabelsOf(int number) => this[number];

    private static bool Fulfils(Labels labels, IReadOnlyList<LabelMatcher> matchers)
    {
        foreach (var matcher in matchers)
        {
            if (matcher.MatchesEmpty && !matcher.Matches(labels.Get(matcher.Name)))
                return false;
        }
        return true;
    }
}
