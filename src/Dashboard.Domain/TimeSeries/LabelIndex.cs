using System.Collections.Concurrent;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>
/// The inverted index: for each label the series that carry it. Changed by one caller at a time, read by any number
/// without a lock.
/// </summary>
internal sealed class LabelIndex
{
    /// <summary>What a new label costs, apart from its characters: posting, array, dictionary node and two strings.</summary>
    private const int BytesPerLabel = 176;

    private readonly ConcurrentDictionary<string, LabelName> _names = new(1, 16, StringComparer.Ordinal); // bound: labels of held series
    private Label[] _pooled = []; // bound: labels of the widest series

    /// <summary>The names of all labels of all series, in no order.</summary>
    public IEnumerable<string> Names => _names.Select(static n => n.Key);

    /// <summary>The label name's values; none where no series has the label.</summary>
    public LabelName? Find(string name) => _names.GetValueOrDefault(name);

    /// <summary>The series with a label; none where there is no such series.</summary>
    public Posting? Find(string name, string value) => Find(name)?.Find(value);

    /// <summary>Enters a series; returns its labels made of pooled strings, and by how many octets the index grew.</summary>
    public (Labels Labels, int Bytes) Add(int slot, Labels labels)
    {
        if (_pooled.Length < labels.Count)
            _pooled = new Label[labels.Count];
        var bytes = 0;
        var shared = true;
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i];
            if (!_names.TryGetValue(label.Name, out var name))
                _names[label.Name] = name = new LabelName(label.Name);
            var posting = name.Find(label.Value);
            if (posting is null)
            {
                posting = name.Add(label.Value);
                bytes += BytesPerLabel + (sizeof(char) * label.Value.Length);
            }
            posting.Add(slot);
            _pooled[i] = posting.Label;
            shared = shared && ReferenceEquals(label.Value, posting.Label.Value) && ReferenceEquals(label.Name, posting.Label.Name);
        }
        // Labels whose strings are the pooled ones already serve as they are, so that two indexes can share them.
        var pooled = shared ? labels : Labels.From(_pooled.AsSpan(0, labels.Count));
        Array.Clear(_pooled);
        return (pooled, bytes);
    }

    /// <summary>Takes series out, many in one go: each posting list is written anew once.</summary>
    public void Remove(IEnumerable<Labels> gone, SlotSet slots)
    {
        var touched = new HashSet<Label>();
        foreach (var labels in gone)
        {
            foreach (var label in labels.AsSpan())
                touched.Add(label);
        }
        foreach (var label in touched)
        {
            var name = _names[label.Name];
            if (name.Find(label.Value)!.Remove(slots) && name.Remove(label.Value))
                _names.TryRemove(label.Name, out _);
        }
    }
}

/// <summary>One label name and the values it takes.</summary>
internal sealed class LabelName(string name)
{
    private readonly ConcurrentDictionary<string, Posting> _values = new(1, 4, StringComparer.Ordinal); // bound: labels of held series
    private int _count;

    public string Name { get; } = name;

    /// <summary>How many values there are; may lag behind by those that are entering or leaving.</summary>
    public int Count => Volatile.Read(ref _count);

    public IEnumerable<KeyValuePair<string, Posting>> Values => _values;

    public Posting? Find(string value) => _values.GetValueOrDefault(value);

    public Posting Add(string value)
    {
        var posting = new Posting(new Label(Name, value));
        _values[value] = posting;
        Volatile.Write(ref _count, _count + 1);
        return posting;
    }

    /// <summary>Takes a value out; returns whether none is left.</summary>
    public bool Remove(string value)
    {
        _values.TryRemove(value, out _);
        Volatile.Write(ref _count, _count - 1);
        return _count == 0;
    }
}
