namespace Dashboard.Domain.Lineage;

/// <summary>The latest deliveries of a source, in memory: the oldest leaves when a new one finds it full. Safe from any thread.</summary>
/// <param name="capacity">Deliveries that are kept.</param>
public sealed class DeliveryLog(int capacity = DeliveryLog.DefaultCapacity) : IDeliveries
{
    /// <summary>Deliveries that are kept unless told otherwise, some 250 octets each.</summary>
    public const int DefaultCapacity = 20_000;

    private readonly Lock _gate = new();
    private readonly List<(string Instance, Delivery Delivery)> _ring = []; // bound: capacity
    private int _next;

    public string Kept
    {
        get
        {
            lock (_gate)
            {
                return _ring.Count < capacity ? "What came since the start of the program is kept."
                    : $"Of what came the latest {capacity:N0} are kept, in memory: since {DateTimeOffset.FromUnixTimeMilliseconds(_ring[_next].Delivery.ArrivedAt):yyyy-MM-dd HH:mm:ss} UTC.";
            }
        }
    }

    /// <summary>Adds a delivery.</summary>
    /// <param name="instance">The instance that its series have.</param>
    /// <param name="delivery">The delivery.</param>
    public void Add(string instance, Delivery delivery)
    {
        lock (_gate)
        {
            if (_ring.Count < capacity)
                _ring.Add((instance, delivery));
            else
                _ring[_next] = (instance, delivery);
            _next = (_next + 1) % capacity;
        }
    }

    public IReadOnlyList<Delivery> Find(string instance, long time, int most)
    {
        var found = new List<Delivery>(); // bound: most
        lock (_gate)
        {
            for (var back = 1; back <= _ring.Count && found.Count < most; back++)
            {
                var (of, delivery) = _ring[(_next - back + _ring.Count) % _ring.Count];
                if (delivery.From <= time && delivery.To >= time && (instance.Length == 0 || of == instance))
                    found.Add(delivery);
            }
        }
        return found;
    }
}
