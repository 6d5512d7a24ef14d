using Dashboard.Domain.Telemetry;
using Dashboard.Domain.TimeSeries;

namespace Dashboard.Ingest.Storage.Sqlite.History;

/// <summary>
/// The series of the history by number, in order of birth; a number is never given out twice. Changed by whoever holds
/// the right to write, read by any number without a lock.
/// </summary>
/// <remarks>
/// A series that lives in the cache as well shares its labels with it and costs some 100 octets here: index 40, times and
/// source 24, look-up by labels 30, look-up by reference 12. A known reference is found by two loads.
/// </remarks>
internal sealed class SeriesRegister(TimeSeriesCache cache, int maxSeries)
{
    /// <summary>A series without a sample for so long may make room for a new one at the limit.</summary>
    public const long IdleMs = PageKey.HourMs;

    /// <summary>Of 100 series, how many leave at a time.</summary>
    private const int PartThatLeaves = 100;

    private readonly Dictionary<Labels, int> _byLabels = []; // bound: SqliteHistoryOptions.MaxSeries
    private readonly List<int> _departed = []; // bound: series; emptied by each write
    private SeriesBucket?[] _buckets = new SeriesBucket?[16]; // bound: numbers given out, 8 octets for each 128, and series
    private long[] _references = new long[1024]; // bound: series of the cache
    private int[] _numbers = new int[1024]; // bound: as _references
    private long _nextIdle = long.MinValue;
    private long _refused;
    private long _skipped;
    private long _evicted;

    public SeriesIndex Index { get; } = new();

    /// <summary>The number that the next series gets.</summary>
    public int Limit { get; private set; }

    /// <summary>The first number that the file does not know yet.</summary>
    public int Stored { get; set; }

    /// <summary>Buckets that there may be.</summary>
    public int Buckets => (Limit + PageKey.BucketSeries - 1) >> PageKey.BucketShift;

    /// <summary>Numbers of series that left at the limit and that the file still knows.</summary>
    public List<int> Departed => _departed;

    /// <summary>Samples of new series for which there was no room.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Samples whose reference was of no more use.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>Series that made room for others.</summary>
    public long Evicted => Volatile.Read(ref _evicted);

    public SeriesBucket? Bucket(int bucket)
    {
        var buckets = Volatile.Read(ref _buckets);
        return bucket < buckets.Length ? Volatile.Read(ref buckets[bucket]) : null;
    }

    /// <summary>Whether a series may have samples within a time, ends included.</summary>
    public bool Overlaps(int number, long from, long to) =>
        Bucket(number >> PageKey.BucketShift) is { } bucket
        && Volatile.Read(ref bucket.Last[number % PageKey.BucketSeries]) >= from
        && Volatile.Read(ref bucket.First[number % PageKey.BucketSeries]) <= to;

    /// <summary>The number of the series that a reference means, which is born if it is new; -1, and counted, where it cannot be.</summary>
    public int NumberOf(SeriesRef reference, long now)
    {
        var slot = (int)(uint)reference.Id;
        return !reference.IsNone && (uint)slot < (uint)_references.Length && _references[slot] == reference.Id ? _numbers[slot] : Find(reference, now);
    }

    /// <summary>Enters a series that the file knows. Of two with the same labels the later one stays.</summary>
    public void Load(int number, string source, Labels labels, long last)
    {
        if (_byLabels.TryGetValue(labels, out var older))
            Leave([older]);
        Enter(number, source, labels).Note(number % PageKey.BucketSeries, long.MinValue, last);
        Stored = Limit;
    }

    /// <summary>The series that have had no sample since a time, and that the file knows.</summary>
    public List<int> Before(long time)
    {
        var found = new List<int>();
        for (var number = 0; number < Stored; number++)
        {
            if (Index[number] is not null && Bucket(number >> PageKey.BucketShift)!.Last[number % PageKey.BucketSeries] < time)
                found.Add(number);
        }
        return found;
    }

    /// <summary>Takes series out, of which the file knows no more.</summary>
    public void Leave(List<int> numbers)
    {
        foreach (var number in numbers)
        {
            if (Index[number] is { } labels)
                _byLabels.Remove(labels);
        }
        Index.Remove(numbers);
        foreach (var place in numbers.Select(static n => n >> PageKey.BucketShift).Distinct())
        {
            if (place < (Limit - 1) >> PageKey.BucketShift && _buckets[place] is { LastFlush: 0 } && IsEmpty(place))
                Volatile.Write(ref _buckets[place], null);
        }
        for (var slot = 0; slot < _references.Length; slot++)
        {
            if (_references[slot] != 0 && Index[_numbers[slot]] is null)
                _references[slot] = 0;
        }
    }

    private bool IsEmpty(int bucket)
    {
        for (var series = 0; series < PageKey.BucketSeries; series++)
        {
            if (Index[(bucket << PageKey.BucketShift) + series] is not null)
                return false;
        }
        return true;
    }

    private int Find(SeriesRef reference, long now)
    {
        if (reference.IsNone || !cache.TryDescribe(reference, out var labels, out var source))
        {
            Volatile.Write(ref _skipped, _skipped + 1);
            return -1;
        }
        if (!_byLabels.TryGetValue(labels, out var number))
        {
            if (_byLabels.Count >= maxSeries)
                MakeRoom(now);
            if (_byLabels.Count >= maxSeries)
            {
                Volatile.Write(ref _refused, _refused + 1);
                return -1;
            }
            number = Limit;
            Enter(number, source, labels);
        }
        var slot = (int)(uint)reference.Id;
        if (slot >= _references.Length)
        {
            var size = Math.Max(slot + 1, _references.Length + (_references.Length / 2));
            Array.Resize(ref _references, size);
            Array.Resize(ref _numbers, size);
        }
        (_references[slot], _numbers[slot]) = (reference.Id, number);
        return number;
    }

    private SeriesBucket Enter(int number, string source, Labels labels)
    {
        var place = number >> PageKey.BucketShift;
        if (place >= _buckets.Length)
        {
            var buckets = new SeriesBucket?[Math.Max(place + 1, _buckets.Length + (_buckets.Length / 2))];
            _buckets.CopyTo(buckets, 0);
            Volatile.Write(ref _buckets, buckets);
        }
        var bucket = _buckets[place];
        if (bucket is null)
            Volatile.Write(ref _buckets[place], bucket = new SeriesBucket());
        bucket.Sources[number % PageKey.BucketSeries] = string.Intern(source);
        _byLabels[Index.Add(number, labels)] = number;
        Limit = Math.Max(Limit, number + 1);
        return bucket;
    }

    /// <summary>Has the series leave that are idle longest. What is only now being written does not count as idle.</summary>
    private void MakeRoom(long now)
    {
        if (now < _nextIdle)
            return;
        var idle = Before(now - IdleMs);
        // Not at every sample of a series that finds no room.
        _nextIdle = now + (idle.Count == 0 ? 60_000 : 0);
        var leaving = idle.OrderBy(n => Bucket(n >> PageKey.BucketShift)!.Last[n % PageKey.BucketSeries]).Take(1 + (maxSeries / PartThatLeaves)).ToList();
        Leave(leaving);
        _departed.AddRange(leaving);
        Volatile.Write(ref _evicted, _evicted + leaving.Count);
    }
}
