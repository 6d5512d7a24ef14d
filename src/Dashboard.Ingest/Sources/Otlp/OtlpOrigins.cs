using System.Collections.Concurrent;
using System.Text;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Resources by the octets that describe them, so that what comes from one process shares one object however often it
/// comes. Thrown away as a whole when full. Safe from any thread.
/// </summary>
/// <remarks>
/// Each attribute becomes a label of the same name, with an underscore for what a label's name may not have
/// (<c>service.instance.id</c> is <c>service_instance_id</c>), up to <see cref="MaxLabels"/>; the command line is left out:
/// it is long, may hold secrets and tells nothing apart that the process id does not.
/// </remarks>
internal sealed class OtlpOrigins(int capacity)
{
    /// <summary>Attributes of a resource that become labels.</summary>
    public const int MaxLabels = 64;

    /// <summary>Characters of an attribute's value that are kept.</summary>
    public const int MaxValue = 1024;

    /// <summary>What a resource without a name is called (https://opentelemetry.io/docs/specs/semconv/resource/#service).</summary>
    public const string Unnamed = "unknown_service";

    private const int MaxKey = 16 * 1024;

    private volatile Known _known = new();
    private int _number;

    /// <summary>Who a resource is; false where it is not well-formed.</summary>
    public bool TryGet(ReadOnlySpan<byte> octets, Range resource, OtlpValues values, out OtlpOrigin origin)
    {
        var known = _known;
        var key = octets[resource];
        if (known.Lookup.TryGetValue(key, out origin!))
            return true;
        var labels = new List<Label>(); // bound: MaxLabels
        var reader = new ProtobufReader(octets, resource);
        while (reader.Next())
        {
            if (reader.Field != 1)
                continue;
            if (!values.TryPair(octets, reader.Chunk(), out var name, out var value))
                return false;
            if (labels.Count < MaxLabels && !name.StartsWith("process.command"u8))
                labels.Add(new Label(Encoding.UTF8.GetString(name), Cut(value)));
        }
        if (reader.IsBad)
            return false;
        if (known.ByOctets.Count >= capacity)
            _known = known = new();
        origin = Make(known, labels);
        if (key.Length <= MaxKey)
            known.ByOctets[key.ToArray()] = origin;
        return true;
    }

    private OtlpOrigin Make(Known known, List<Label> attributes)
    {
        var (service, space, instance, host) = (Find("service.name"), Find("service.namespace"), Find("service.instance.id"), Find("host.name"));
        service = service.Length > 0 ? service : Unnamed;
        var labels = Labels.From([.. attributes.Select(static a => new Label(SafeName.Label(a.Name), a.Value)), new Label(SpanRecord.ServiceLabel, service)]);
        return known.ByLabels.GetOrAdd(labels, its => new OtlpOrigin(Interlocked.Increment(ref _number), its, space.Length > 0 ? $"{space}/{service}" : service, instance.Length > 0 ? instance : host, host));

        string Find(string name) => attributes.FindLast(a => a.Name == name).Value ?? "";
    }

    private static string Cut(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, MaxValue * 4)]);
        return text.Length <= MaxValue ? text : text[..MaxValue];
    }

    private sealed class Known
    {
        public Known() => Lookup = ByOctets.GetAlternateLookup<ReadOnlySpan<byte>>();

        public ConcurrentDictionary<byte[], OtlpOrigin> ByOctets { get; } = new(OctetComparer.Instance); // bound: capacity, soft by concurrent callers

        public ConcurrentDictionary<byte[], OtlpOrigin>.AlternateLookup<ReadOnlySpan<byte>> Lookup { get; }

        // The same resource may be described by different octets: attributes in another order, or as JSON.
        public ConcurrentDictionary<Labels, OtlpOrigin> ByLabels { get; } = new(); // bound: capacity, soft by concurrent callers
    }
}
