using System.Text;

namespace Dashboard.Ingest.Sources.Host;

/// <summary>What belongs to each name that the kernel lists, found by the name's octets without making a string of them.</summary>
internal sealed class NameTable<T>(Func<string, T> born)
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal); // bound: names the kernel lists
    private readonly List<string> _gone = []; // bound: as _entries
    private long _round;

    public int Count => _entries.Count;

    /// <summary>What belongs to a name; made when the name is first seen.</summary>
    public T this[ReadOnlySpan<byte> name]
    {
        get
        {
            Span<char> stack = stackalloc char[256];
            var characters = name.Length <= stack.Length ? stack[..Encoding.UTF8.GetChars(name, stack)] : Encoding.UTF8.GetString(name).ToCharArray();
            var lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
            if (!lookup.TryGetValue(characters, out var entry))
            {
                var text = characters.ToString();
                _entries[text] = entry = new Entry(born(text));
            }
            entry.Seen = _round;
            return entry.Value;
        }
    }

    /// <summary>Forgets every name that was not asked for since the last sweep.</summary>
    public void Sweep(Action<T>? gone = null)
    {
        foreach (var (name, entry) in _entries)
        {
            if (entry.Seen != _round)
                _gone.Add(name);
        }
        foreach (var name in _gone)
        {
            if (_entries.Remove(name, out var entry))
                gone?.Invoke(entry.Value);
        }
        _gone.Clear();
        _round++;
    }

    private sealed class Entry(T value)
    {
        public T Value { get; } = value;

        public long Seen { get; set; }
    }
}
