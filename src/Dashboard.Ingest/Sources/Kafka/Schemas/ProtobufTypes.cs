using System.Text;
using Dashboard.Ingest.Wire;

namespace Dashboard.Ingest.Sources.Kafka.Schemas;

/// <summary>A field of a Protocol Buffers message.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as <c>FieldDescriptorProto.Type</c> numbers it.</param>
/// <param name="TypeName">The full name of its message or enumeration.</param>
/// <param name="IsRepeated">Whether it is a list.</param>
internal sealed record ProtobufField(string Name, int Type, string TypeName, bool IsRepeated);

/// <summary>A Protocol Buffers message.</summary>
internal sealed class ProtobufMessage
{
    /// <summary>The fields by their number.</summary>
    public Dictionary<int, ProtobufField> Fields { get; } = []; // bound: the descriptors

    /// <summary>Whether it is an entry of a map: its key is field 1 and its value field 2.</summary>
    public bool IsMapEntry { get; set; }
}

/// <summary>The messages and enumerations of a set of descriptors (google/protobuf/descriptor.proto, <c>FileDescriptorSet</c>).</summary>
internal sealed class ProtobufTypes
{
    private const int MaxDepth = 32;

    private readonly Dictionary<string, ProtobufMessage> _messages = new(StringComparer.Ordinal); // bound: the descriptors
    private readonly Dictionary<string, Dictionary<long, string>> _enumerations = new(StringComparer.Ordinal); // bound: the descriptors

    private ProtobufTypes()
    {
    }

    /// <summary>The full names of all messages, in order.</summary>
    public IEnumerable<string> Messages => _messages.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a set of descriptors.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ProtobufTypes Read(ReadOnlySpan<byte> octets)
    {
        var types = new ProtobufTypes();
        var set = new ProtobufReader(octets, 0..octets.Length);
        while (set.Next())
        {
            if (set.Field == 1 && set.IsChunk)
                types.File(octets, set.Chunk());
        }
        if (set.IsBad || types._messages.Count == 0)
            throw new FormatException("it is no set of descriptors with a message, as protoc --descriptor_set_out writes it");
        return types;
    }

    public ProtobufMessage? Message(string name) => _messages.GetValueOrDefault(name.TrimStart('.'));

    /// <summary>The name of an enumeration's value; null where it has none.</summary>
    public string? Symbol(string enumeration, long value) => _enumerations.GetValueOrDefault(enumeration)?.GetValueOrDefault(value);

    private void File(ReadOnlySpan<byte> octets, Range range)
    {
        // The package may come after what lies in it.
        var package = "";
        var file = new ProtobufReader(octets, range);
        while (file.Next())
        {
            if (file.Field == 2 && file.IsChunk)
                package = Text(octets, file.Chunk());
        }
        file = new ProtobufReader(octets, range);
        while (file.Next())
        {
            if (file.Field == 4 && file.IsChunk)
                Message(octets, file.Chunk(), package, MaxDepth);
            else if (file.Field == 5 && file.IsChunk)
                Enumeration(octets, file.Chunk(), package);
        }
    }

    private void Message(ReadOnlySpan<byte> octets, Range range, string within, int depth)
    {
        var name = within.Length > 0 ? $"{within}.{NameIn(octets, range)}" : NameIn(octets, range);
        var message = _messages[name] = new ProtobufMessage();
        var reader = new ProtobufReader(octets, range);
        while (depth > 0 && reader.Next())
        {
            switch (reader.Field)
            {
                case 2 when reader.IsChunk:
                    Field(octets, reader.Chunk(), message);
                    break;
                case 3 when reader.IsChunk:
                    Message(octets, reader.Chunk(), name, depth - 1);
                    break;
                case 4 when reader.IsChunk:
                    Enumeration(octets, reader.Chunk(), name);
                    break;
                case 7 when reader.IsChunk:
                    var options = new ProtobufReader(octets, reader.Chunk());
                    while (options.Next())
                        message.IsMapEntry |= options is { Field: 7, IsChunk: false } && options.Number() == 1;
                    break;
            }
        }
    }

    private static void Field(ReadOnlySpan<byte> octets, Range range, ProtobufMessage message)
    {
        var (name, number, label, type, typeName) = ("", 0, 0, 0, "");
        var reader = new ProtobufReader(octets, range);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1 when reader.IsChunk:
                    name = Text(octets, reader.Chunk());
                    break;
                case 3:
                    number = (int)reader.Number();
                    break;
                case 4:
                    label = (int)reader.Number();
                    break;
                case 5:
                    type = (int)reader.Number();
                    break;
                case 6 when reader.IsChunk:
                    typeName = Text(octets, reader.Chunk()).TrimStart('.');
                    break;
            }
        }
        const int Repeated = 3;
        message.Fields[number] = new ProtobufField(name, type, typeName, label == Repeated);
    }

    private void Enumeration(ReadOnlySpan<byte> octets, Range range, string within)
    {
        var name = within.Length > 0 ? $"{within}.{NameIn(octets, range)}" : NameIn(octets, range);
        var symbols = _enumerations[name] = [];
        var reader = new ProtobufReader(octets, range);
        while (reader.Next())
        {
            if (reader.Field != 2 || !reader.IsChunk)
                continue;
            var (symbol, number) = ("", 0L);
            var value = new ProtobufReader(octets, reader.Chunk());
            while (value.Next())
            {
                if (value.Field == 1 && value.IsChunk)
                    symbol = Text(octets, value.Chunk());
                else if (value.Field == 2)
                    number = (int)value.Number();
            }
            symbols.TryAdd(number, symbol);
        }
    }

    private static string NameIn(ReadOnlySpan<byte> octets, Range range)
    {
        var reader = new ProtobufReader(octets, range);
        while (reader.Next())
        {
            if (reader.Field == 1 && reader.IsChunk)
                return Text(octets, reader.Chunk());
        }
        return "";
    }

    private static string Text(ReadOnlySpan<byte> octets, Range range) => Encoding.UTF8.GetString(octets[range]);
}
