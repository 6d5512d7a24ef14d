namespace Dashboard.Domain.Analytics.Detection;

/// <summary>The last 151 samples in order of size, for their median: one moves in and one out by shifting what lies between.</summary>
internal sealed class SortedWindow
{
    public const int Room = 151;

    // bound: 151 samples.
    private readonly float[] _sorted = new float[Room];
    private int _count;

    public bool IsFull => _count == Room;

    public int Bytes => (_sorted.Length * 4) + sizeof(int);

    public float Median => _sorted[_count / 2];

    /// <summary>Takes a sample in, once the oldest was let go where there are 151.</summary>
    public void Add(float sample)
    {
        var at = Place(sample);
        Array.Copy(_sorted, at, _sorted, at + 1, _count - at);
        _sorted[at] = sample;
        _count++;
    }

    /// <summary>Lets a sample go that is in it.</summary>
    public void Remove(float sample)
    {
        var at = Place(sample);
        _count--;
        Array.Copy(_sorted, at + 1, _sorted, at, _count - at);
    }

    public void Write(ref StateWriter to)
    {
        to.Put(_sorted.AsSpan());
        to.Put(_count);
    }

    public void Read(ref StateReader from)
    {
        from.Take(_sorted.AsSpan());
        _count = from.Take<int>();
    }

    private int Place(float sample)
    {
        var at = _sorted.AsSpan(0, _count).BinarySearch(sample);
        return at < 0 ? ~at : at;
    }
}
