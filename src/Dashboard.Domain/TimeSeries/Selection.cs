using System.Buffers;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// Finds the series that fulfil all matchers: begins with the shortest posting lists that must hold them, then narrows
/// down by each further matcher, whichever way looks at fewer things.
/// </summary>
internal sealed class Selection(LabelIndex index, INumberedLabels table) : IDisposable
{
    /// <summary>A list so many times longer than the other is searched rather than walked.</summary>
    private const int SearchRatio = 16;

    private int[] _slots = []; // bound: series
    private int _count;
    private bool _ascending = true;

    public ReadOnlySpan<int> Run(IReadOnlyList<LabelMatcher> matchers)
    {
        var first = First(matchers);
        if (first is null)
            TakeAll();
        else
            Take(first);
        foreach (var matcher in matchers)
        {
            if (_count == 0)
                break;
            if (!ReferenceEquals(matcher, first))
                Keep(matcher);
        }
        return _slots.AsSpan(0, _count);
    }

    public void Dispose()
    {
        if (_slots.Length > 0)
            ArrayPool<int>.Shared.Return(_slots);
        _slots = [];
    }

    /// <summary>The matcher that the fewest series are known to fulfil; none where series without labels fulfil all.</summary>
    private LabelMatcher? First(IReadOnlyList<LabelMatcher> matchers)
    {
        LabelMatcher? first = null;
        var fewest = long.MaxValue;
        foreach (var matcher in matchers)
        {
            if (matcher.MatchesEmpty)
                continue;
            var series = matcher.Literals is { } values ? values.Sum(v => (long)(index.Find(matcher.Name, v)?.Count ?? 0)) : long.MaxValue - 1;
            if (series < fewest)
                (first, fewest) = (matcher, series);
        }
        return first;
    }

    private void TakeAll()
    {
        Grow(table.Limit);
        for (var slot = 0; slot < _slots.Length && slot < table.Limit; slot++)
        {
            if (table.LabelsOf(slot) is not null)
                _slots[_count++] = slot;
        }
    }

    private void Take(LabelMatcher matcher)
    {
        if (index.Find(matcher.Name) is not { } name)
            return;
        if (matcher.Literals is { } values)
        {
            foreach (var value in values)
            {
                if (name.Find(value) is { } posting)
                    Take(posting);
            }
            return;
        }
        foreach (var (value, posting) in name.Values)
        {
            if (matcher.Matches(value))
                Take(posting);
        }
    }

    private void Take(Posting posting)
    {
        var slots = posting.Slots;
        Grow(slots.Length);
        slots.CopyTo(_slots.AsSpan(_count));
        _ascending = _count == 0;
        _count += slots.Length;
    }

    private void Keep(LabelMatcher matcher)
    {
        if (index.Find(matcher.Name) is not { } name)
        {
            _count = matcher.MatchesEmpty ? _count : 0;
            return;
        }
        if (matcher is { Type: MatchType.Equal, MatchesEmpty: false } && _ascending)
            Intersect(name.Find(matcher.Value) is { } posting ? posting.Slots : []);
        else if (_count <= name.Count)
            KeepByLabel(matcher);
        else
            KeepByPostings(matcher, name);
    }

    private void Intersect(ReadOnlySpan<int> slots)
    {
        var kept = 0;
        var search = slots.Length / SearchRatio > _count;
        foreach (var slot in _slots.AsSpan(0, _count))
        {
            var at = 0;
            if (search)
            {
                at = slots.BinarySearch(slot);
                at = at < 0 ? ~at : at;
            }
            else
            {
                while (at < slots.Length && slots[at] < slot)
                    at++;
            }
            slots = slots[at..];
            if (slots.IsEmpty)
                break;
            if (slots[0] == slot)
                _slots[kept++] = slot;
        }
        _count = kept;
    }

    private void KeepByLabel(LabelMatcher matcher)
    {
        var kept = 0;
        foreach (var slot in _slots.AsSpan(0, _count))
        {
            if (table.LabelsOf(slot) is { } labels && matcher.Matches(labels.Get(matcher.Name)))
                _slots[kept++] = slot;
        }
        _count = kept;
    }

    /// <summary>Asks the matcher once for each value instead of once for each series.</summary>
    private void KeepByPostings(LabelMatcher matcher, LabelName name)
    {
        using var found = new SlotSet(table.Limit);
        // Where series without the label fulfil the matcher, those are marked that do not.
        var keep = !matcher.MatchesEmpty;
        foreach (var (value, posting) in name.Values)
        {
            if (matcher.Matches(value) == keep)
                found.Add(posting.Slots);
        }
        var kept = 0;
        foreach (var slot in _slots.AsSpan(0, _count))
        {
            if (found.Contains(slot) == keep)
                _slots[kept++] = slot;
        }
        _count = kept;
    }

    private void Grow(int more)
    {
        if (_count + more <= _slots.Length)
            return;
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(_count + more, _slots.Length * 2));
        _slots.AsSpan(0, _count).CopyTo(larger);
        Dispose();
        _slots = larger;
    }
}
