using Dashboard.Domain.Query.Evaluation;

namespace Dashboard.Domain.Ran;

/// <summary>
/// The radio network as it shows in telemetry: every managed object that was measured, with those above it, and the
/// slices. Readers get an immutable snapshot of a version; any thread may add.
/// </summary>
public sealed class NetworkTree(int capacity = NetworkTree.DefaultCapacity)
{
    /// <summary>Objects that are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 100_000;

    /// <summary>Slices that are kept.</summary>
    public const int MaxSlices = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkObject> _objects = new(StringComparer.Ordinal); // bound: capacity
    private readonly HashSet<string> _slices = new(StringComparer.Ordinal); // bound: MaxSlices
    private long _version;
    private long _refused;
    private Snapshot? _snapshot;

    /// <summary>Objects and slices that were left out since the start because there were too many.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>The network as it is now.</summary>
    public Snapshot Current
    {
        get
        {
            lock (_gate)
                return _snapshot ??= new Snapshot(_version, [.. _objects.Values.OrderBy(static o => o.Name, Comparer<string>.Create(NaturalOrder.Compare))], [.. _slices.Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>Adds an object and those above it, where they are not known.</summary>
    /// <param name="measured">The object.</param>
    /// <param name="cell">Its cell's name, as its series have it.</param>
    /// <param name="site">Its site, as its series have it.</param>
    /// <param name="now">Milliseconds since 1970-01-01 UTC.</param>
    public void Add(MeasuredObject measured, string cell, string site, long now)
    {
        lock (_gate)
        {
            var elementAt = measured.Name.IndexOf(MeasuredObject.IsElement);
            var cellAt = measured.Name.IndexOf(MeasuredObject.IsCell);
            for (var i = measured.Name.Parts.Count - 1; i >= 0; i--)
            {
                var name = measured.Name.First(i + 1);
                if (_objects.ContainsKey(name.ToString()))
                    return;
                if (_objects.Count >= capacity)
                {
                    Interlocked.Increment(ref _refused);
                    return;
                }
                var (@class, value) = name.Last;
                var kind = MeasuredObject.IsElement(@class) ? NetworkObjectKind.Element
                    : MeasuredObject.IsCell(@class) ? NetworkObjectKind.Cell
                    : elementAt >= 0 && i > elementAt && @class.EndsWith("Function", StringComparison.Ordinal) ? NetworkObjectKind.Function
                    : NetworkObjectKind.Other;
                var isWithin = elementAt < 0 || i >= elementAt;
                _objects[name.ToString()] = new NetworkObject(
                    name.ToString(), measured.Name.First(i).ToString(), @class, value, kind,
                    isWithin ? measured.Instance : "", cellAt >= 0 && i >= cellAt ? cell : "", isWithin ? site : "", now)
                {
                    Local = elementAt >= 0 ? name.From(elementAt + 1).ToString() : "",
                };
                Changed();
            }
        }
    }

    /// <summary>Adds a slice, where it is not known.</summary>
    /// <param name="snssai">Its identity, as the label <c>snssai</c> has it.</param>
    public void AddSlice(string snssai)
    {
        lock (_gate)
        {
            if (_slices.Contains(snssai))
                return;
            if (_slices.Count >= MaxSlices)
                Interlocked.Increment(ref _refused);
            else if (_slices.Add(snssai))
                Changed();
        }
    }

    private void Changed()
    {
        _version++;
        _snapshot = null;
    }

    /// <summary>The network at one moment.</summary>
    public sealed class Snapshot
    {
        private readonly ILookup<string, NetworkObject> _below;
        private readonly Lazy<ILookup<string, NetworkObject>> _atSite;
        private readonly Dictionary<string, NetworkObject> _byName; // bound: objects
        private readonly Lazy<NetworkNames> _names;

        internal Snapshot(long version, IReadOnlyList<NetworkObject> objects, IReadOnlyList<string> slices)
        {
            (Version, Objects, Slices) = (version, objects, slices);
            _below = objects.ToLookup(static o => o.Parent, StringComparer.Ordinal);
            _byName = objects.ToDictionary(static o => o.Name, StringComparer.Ordinal);
            _names = new(() => new NetworkNames(objects));
            _atSite = new(() => objects.Where(o => o.Site.Length > 0 && Find(o.Parent)?.Site != o.Site).ToLookup(static o => o.Site, StringComparer.Ordinal));
            Sites = [.. objects.Select(static o => o.Site).Where(static s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }

        /// <summary>Rises with every change.</summary>
        public long Version { get; }

        /// <summary>Every object by name, as people count, those above before those below.</summary>
        public IReadOnlyList<NetworkObject> Objects { get; }

        /// <summary>The slices' identities.</summary>
        public IReadOnlyList<string> Slices { get; }

        /// <summary>The sites' names.</summary>
        public IReadOnlyList<string> Sites { get; }

        /// <summary>The object of a name; null where there is none.</summary>
        public NetworkObject? Find(string name) => _byName.GetValueOrDefault(name);

        /// <summary>Finds the object that an alarm or a label means.</summary>
        public NetworkNames Names => _names.Value;

        /// <summary>The objects right below one, as people count; those at the top for an empty name.</summary>
        public IEnumerable<NetworkObject> Below(string name) => _below[name];

        /// <summary>How many objects are right below one.</summary>
        public int CountBelow(string name) => _below[name].TryGetNonEnumeratedCount(out var count) ? count : 0;

        /// <summary>The topmost objects of a site.</summary>
        public IEnumerable<NetworkObject> AtSite(string site) => _atSite.Value[site];

        /// <summary>The objects whose name, cell or site has a text in it, whatever its case.</summary>
        /// <param name="text">The text.</param>
        /// <param name="most">Objects that are found at most.</param>
        public IReadOnlyList<NetworkObject> Search(string text, int most = 200) =>
            [.. Objects.Where(o => Holds(o.Name, text) || Holds(o.Cell, text) || Holds(o.Site, text)).Take(most)];

        private static bool Holds(string name, string text) => name.Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
