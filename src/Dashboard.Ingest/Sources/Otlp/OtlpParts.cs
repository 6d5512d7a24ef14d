using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Otlp;

/// <summary>
/// Goes through what all messages of OTLP have in common: records by scope, scopes by resource. Used by one thread at a
/// time.
/// </summary>
/// <param name="origins">Resources that are known.</param>
/// <param name="texts">Texts that come again and again.</param>
internal sealed class OtlpParts(OtlpOrigins origins, TextTable texts)
{
    /// <summary>Attributes of a record that are kept.</summary>
    public const int MaxAttributes = 512;

    private readonly AttributeList.Builder _attributes = new();
    private int _count;

    public OtlpValues Values { get; } = new();

    /// <summary>Whether the attributes of the last list were too many to be kept all.</summary>
    public bool HasCut => _count > MaxAttributes;

    /// <summary>Takes one record.</summary>
    /// <param name="octets">The message.</param>
    /// <param name="record">Where the record stands.</param>
    /// <param name="scope">Who noted it.</param>
    /// <returns>Whether the record is well-formed.</returns>
    public delegate bool Take(ReadOnlySpan<byte> octets, Range record, in OtlpScope scope);

    /// <summary>Reads a whole message; false where it is not well-formed.</summary>
    public bool Read(ReadOnlySpan<byte> octets, Take take)
    {
        var reader = new ProtobufReader(octets, ..octets.Length);
        while (reader.Next())
        {
            if (reader.Field == 1 && !ReadResource(octets, reader.Chunk(), take))
                return false;
        }
        return !reader.IsBad;
    }

    /// <summary>A text that may come again: one object however often it does.</summary>
    public string Text(ReadOnlySpan<byte> utf8) => texts.Get(utf8);

    /// <summary>Adds an attribute to the list that is being made; false where it is not well-formed.</summary>
    public bool Add(ReadOnlySpan<byte> octets, Range pair)
    {
        if (!Values.TryPair(octets, pair, out var name, out var value))
            return false;
        if (++_count <= MaxAttributes)
            _attributes.Add(name, value);
        return true;
    }

    /// <summary>Begins a list of attributes.</summary>
    public void BeginAttributes() => _count = 0;

    /// <summary>The list of attributes that was made.</summary>
    public AttributeList EndAttributes() => _attributes.Build();

    private bool ReadResource(ReadOnlySpan<byte> octets, Range message, Take take)
    {
        if (!TryFind(octets, message, out var resource) || !origins.TryGet(octets, resource, Values, out var origin))
            return false;
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 2 && !ReadScope(octets, reader.Chunk(), origin, take))
                return false;
        }
        return !reader.IsBad;
    }

    private bool ReadScope(ReadOnlySpan<byte> octets, Range message, OtlpOrigin origin, Take take)
    {
        if (!TryFind(octets, message, out var described) || !TryScope(octets, described, origin, out var scope))
            return false;
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field != 2)
                continue;
            var record = reader.Chunk();
            if (reader.IsBad || !take(octets, record, scope))
                return false;
        }
        return !reader.IsBad;
    }

    private bool TryScope(ReadOnlySpan<byte> octets, Range message, OtlpOrigin origin, out OtlpScope scope)
    {
        var (name, version) = ("", "");
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                name = Text(octets[reader.Chunk()]);
            else if (reader.Field == 2)
                version = Text(octets[reader.Chunk()]);
        }
        scope = new OtlpScope(origin, name, version);
        return !reader.IsBad;
    }

    /// <summary>Where field 1 of a message stands, who sent what follows: it need not be the first.</summary>
    private static bool TryFind(ReadOnlySpan<byte> octets, Range message, out Range found)
    {
        found = message.Start..message.Start;
        var reader = new ProtobufReader(octets, message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                found = reader.Chunk();
        }
        return !reader.IsBad;
    }
}

/// <summary>Who noted a record: a library within a process.</summary>
internal readonly record struct OtlpScope(OtlpOrigin Origin, string Name, string Version);
