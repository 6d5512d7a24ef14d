using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Dashboard.Ingest.Sources.Kafka.Schemas;

namespace Dashboard.Ingest.Tests.Sources.Kafka;

/// <summary>Messages of Avro and Protocol Buffers, written octet by octet from their specifications.</summary>
public sealed class KafkaSchemaTests : IDisposable
{
    private const string Avro = """
        {"type":"record","name":"Report","namespace":"oran.kpm","fields":[
          {"name":"gnb_id","type":"string"},{"name":"timestamp","type":{"type":"long","logicalType":"timestamp-millis"}},{"name":"cell_id","type":["null","string"]},
          {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["CELL","UE"]}},{"name":"measurements","type":{"type":"map","values":"double"}},
          {"name":"load","type":{"type":"array","items":"float"}},{"name":"mark","type":{"type":"fixed","name":"Mark","size":2}},
          {"name":"isLast","type":"boolean"},{"name":"next","type":["null","Report"]}]}
        """;

    private const string AvroJson = """{"gnb_id":"gnb-9","timestamp":1767225600000,"cell_id":"3","kind":"UE","measurements":{"DRB.UEThpDl":20.5},"load":[0.5,null],"mark":"AQI=","isLast":true,"next":null}""";

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("schemas-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public void A_message_of_Avro_becomes_JSON_by_its_schema()
    {
        var schemas = Schemas(Avro);
        Assert.Equal(AvroJson, Read(schemas, AvroMessage(), out var problem));
        Assert.Null(problem);
        Assert.True(schemas.Has("kpm") && !schemas.Has("other"));
    }

    [Fact]
    public void What_a_registry_puts_before_a_message_is_passed_over_where_that_is_set()
    {
        byte[] framed = [0, 0, 0, 0, 7, .. AvroMessage()];
        Assert.Equal(AvroJson, Read(Schemas(Avro, registry: true), framed, out _));
        Read(Schemas(Avro, registry: true), AvroMessage(), out var problem);
        Assert.Contains("registry", problem, StringComparison.Ordinal);
        // For Protocol Buffers the indices of the message come too.
        Assert.Equal(ProtobufJson, Read(Schemas(Descriptors(), registry: true), [0, 0, 0, 0, 7, 0, .. ProtobufBytes()], out _));
        Assert.Equal(ProtobufJson, Read(Schemas(Descriptors(), registry: true), [0, 0, 0, 0, 7, 4, 2, 0, .. ProtobufBytes()], out _));
    }

    [Fact]
    public void A_message_that_does_not_fit_its_schema_is_refused_with_a_sentence()
    {
        Read(Schemas(Avro), AvroMessage()[..^1], out var truncated);
        Assert.Contains("does not fit its Avro schema", truncated, StringComparison.Ordinal);
        Read(Schemas(Avro), [.. AvroMessage(), 1], out var longer);
        Assert.Contains("1 octets are left over", longer, StringComparison.Ordinal);
        Read(Schemas("""{"type":"array","items":"null"}"""), [.. Varint(1L << 61), 0], out var endless);
        Assert.Contains("more than", endless, StringComparison.Ordinal);
        Read(Schemas(Descriptors()), ProtobufBytes()[..^1], out var broken);
        Assert.Contains("Protocol Buffers", broken, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "no JSON")]
    [InlineData("""{"type":"record","name":"R"}""", "'fields'")]
    [InlineData("\"unknown\"", "'unknown'")]
    [InlineData("7", "neither a name")]
    public void A_schema_that_cannot_be_used_is_refused_with_its_file(string schema, string says)
    {
        var message = Assert.Throws<FormatException>(() => Schemas(schema)).Message;
        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.Contains("kpm.avsc, the schema of topic 'kpm'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_Protocol_Buffers_becomes_JSON_by_its_descriptors()
    {
        Assert.Equal(ProtobufJson, Read(Schemas(Descriptors()), ProtobufBytes(), out var problem));
        Assert.Null(problem);
        var message = Assert.Throws<FormatException>(() => Schemas(Descriptors(), message: "oran.kpm.Other")).Message;
        Assert.Contains("it has oran.kpm.Report", message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Schemas("no descriptors"u8.ToArray()));
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Whatever_comes_is_read_or_refused()
    {
        foreach (var (schemas, good) in new[] { (Schemas(Avro), AvroMessage()), (Schemas(Descriptors()), ProtobufBytes()) })
        {
            await Fuzz.Run([good], [0, 1, 2, 0x7f, 0x80, 0xff, 8, 18], (octets, _) =>
            {
                var json = schemas.ToJson("kpm", octets, out var problem);
                if (problem is null)
                    using (JsonDocument.Parse(json)) { }
                return Task.CompletedTask;
            });
        }
    }

    [Fact]
    [Trait("Kind", "fuzz")]
    public async Task Whatever_set_of_descriptors_is_given_is_read_or_refused() =>
        await Fuzz.Run([Descriptors()], [0, 1, 2, 0x7f, 0x80, 0xff, 10, 18, 34, 42], static (octets, _) =>
        {
            try
            {
                var types = ProtobufTypes.Read(octets);
                Assert.NotEmpty(types.Messages.Select(types.Message));
            }
            catch (FormatException)
            {
                // As it should.
            }
            return Task.CompletedTask;
        });

    private const string ProtobufJson = """{"node_id":"gnb-9","timestamp":1767225600000,"kind":"UE","values":{"DRB.UEThpDl":20.5},"delta":-3,"load":[1,2]}""";

    // message Report { string node_id = 1; int64 timestamp = 2; Kind kind = 3; map<string, double> values = 4; sint32 delta = 5; repeated uint32 load = 6; enum Kind { CELL = 0; UE = 1; } }
    private static byte[] Descriptors()
    {
        byte[] entry = [.. Chunk(1, "ValuesEntry"u8), .. Field("key", 1, 1, 9), .. Field("value", 2, 1, 1), .. Chunk(7, [0x38, 1])];
        byte[] kind = [.. Chunk(1, "Kind"u8), .. Chunk(2, [.. Chunk(1, "CELL"u8), 0x10, 0]), .. Chunk(2, [.. Chunk(1, "UE"u8), 0x10, 1])];
        byte[] report =
        [
            .. Chunk(1, "Report"u8), .. Field("node_id", 1, 1, 9), .. Field("timestamp", 2, 1, 3), .. Field("kind", 3, 1, 14, ".oran.kpm.Report.Kind"),
            .. Field("values", 4, 3, 11, ".oran.kpm.Report.ValuesEntry"), .. Field("delta", 5, 1, 17), .. Field("load", 6, 3, 13), .. Chunk(3, entry), .. Chunk(4, kind),
        ];
        return Chunk(1, [.. Chunk(1, "kpm.proto"u8), .. Chunk(2, "oran.kpm"u8), .. Chunk(4, report)]);
    }

    private static byte[] ProtobufBytes()
    {
        byte[] value = [.. Chunk(1, "DRB.UEThpDl"u8), 0x11, .. Bits(20.5)];
        return
        [
            .. Chunk(1, "gnb-9"u8), 0x10, .. Plain(1_767_225_600_000), 0x18, 1, .. Chunk(4, value), 0x28, 5,
            // One by one and packed, and a field that is not declared.
            0x30, 1, 0x98, 6, 9, .. Chunk(6, [2]),
        ];
    }

    private static byte[] Field(string name, byte number, byte label, byte type, string typeName = "") => Chunk(2,
    [
        .. Chunk(1, Encoding.UTF8.GetBytes(name)), 0x18, number, 0x20, label, 0x28, type,
        .. typeName.Length > 0 ? Chunk(6, Encoding.UTF8.GetBytes(typeName)) : [],
    ]);

    private static byte[] Chunk(int field, ReadOnlySpan<byte> content) => [(byte)((field << 3) | 2), .. Plain((ulong)content.Length), .. content];

    private static byte[] AvroMessage() =>
    [
        .. Text("gnb-9"), .. Varint(1_767_225_600_000), 2, .. Text("3"), 2,
        // A block whose octets are told besides, then the end.
        .. Varint(-1), .. Varint(20), .. Text("DRB.UEThpDl"), .. Bits(20.5), 0,
        .. Varint(2), .. Bits(0.5f), .. Bits(float.NaN), 0, 1, 2, 1, 0,
    ];

    private static byte[] Text(string text) => [.. Varint(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Varint(long value) => Plain((ulong)(value << 1) ^ (ulong)(value >> 63));

    private static byte[] Plain(ulong value)
    {
        var octets = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            octets.Add((byte)(value | 0x80));
        octets.Add((byte)value);
        return [.. octets];
    }

    private static byte[] Bits(double value)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(octets, value);
        return octets;
    }

    private static byte[] Bits(float value)
    {
        var octets = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(octets, value);
        return octets;
    }

    private static string Read(KafkaSchemas schemas, byte[] octets, out string? problem) => Encoding.UTF8.GetString(schemas.ToJson("kpm", octets, out problem).Span);

    private KafkaSchemas Schemas(string schema, bool registry = false)
    {
        var file = Path.Combine(_home.FullName, "kpm.avsc");
        File.WriteAllText(file, schema);
        return new KafkaSchemas([new KafkaSchemaOptions { Topic = "kpm", File = file, Registry = registry }]);
    }

    private KafkaSchemas Schemas(byte[] descriptors, bool registry = false, string message = "oran.kpm.Report")
    {
        var file = Path.Combine(_home.FullName, "kpm.desc");
        File.WriteAllBytes(file, descriptors);
        return new KafkaSchemas([new KafkaSchemaOptions { Topic = "kpm", File = file, Message = message, Registry = registry }]);
    }
}
