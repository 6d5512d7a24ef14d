using System.Formats.Asn1;
using BenchmarkDotNet.Attributes;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Tests.Sources.Snmp;

namespace Dashboard.Benchmarks.Sources;

/// <summary>Reading a response of 50 counters: by our own reader of BER, and by the base library's.</summary>
[MemoryDiagnoser]
public class SnmpDecoderBenchmarks
{
    private const int Bindings = 50;

    private byte[] _response = [];

    [GlobalSetup]
    public void Setup()
    {
        var writer = new BerWriter(new byte[1000]);
        var end = writer.Position;
        writer.NullBinding(ObjectIdentifier.Parse("1.3.6.1.2.1.31.1.1.1.6").Octets);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.GetBulkRequest, 1, 0, Bindings);
        SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
        _response = SimulatedAgent.WithInterfaces(Bindings).Answer(writer.Written, new byte[10_000]).ToArray();
    }

    [Benchmark(OperationsPerInvoke = Bindings)]
    public ulong Ours()
    {
        var sum = 0UL;
        if (!SnmpMessage.TryRead(_response, out var message, out _) || !SnmpPdu.TryRead(message.Body, out var pdu, out _))
            return sum;
        var reader = new VarBindReader(pdu.Bindings);
        while (reader.TryRead(out var binding))
        {
            binding.TryUnsigned(out var value);
            sum += value + (ulong)binding.Name.Length;
        }
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Bindings)]
    public ulong BaseLibrary()
    {
        var sum = 0UL;
        ReadOnlySpan<byte> whole = _response;
        AsnDecoder.ReadSequence(whole, AsnEncodingRules.BER, out var at, out var length, out _);
        var message = whole.Slice(at, length);
        AsnDecoder.ReadIntegerBytes(message, AsnEncodingRules.BER, out var used);
        message = message[used..];
        AsnDecoder.TryReadPrimitiveOctetString(message, AsnEncodingRules.BER, out _, out used);
        message = message[used..];
        AsnDecoder.ReadSequence(message, AsnEncodingRules.BER, out at, out length, out _, new Asn1Tag(TagClass.ContextSpecific, 2, isConstructed: true));
        var pdu = message.Slice(at, length);
        for (var i = 0; i < 3; i++)
        {
            AsnDecoder.ReadIntegerBytes(pdu, AsnEncodingRules.BER, out used);
            pdu = pdu[used..];
        }
        AsnDecoder.ReadSequence(pdu, AsnEncodingRules.BER, out at, out length, out _);
        var bindings = pdu.Slice(at, length);
        while (!bindings.IsEmpty)
        {
            AsnDecoder.ReadSequence(bindings, AsnEncodingRules.BER, out at, out length, out used);
            var binding = bindings.Slice(at, length);
            bindings = bindings[used..];
            // The name stays octets, as ours does: as a string it would be far slower.
            AsnDecoder.ReadEncodedValue(binding, AsnEncodingRules.BER, out at, out length, out used);
            sum += (ulong)length;
            binding = binding[used..];
            var tag = Asn1Tag.Decode(binding, out _);
            AsnDecoder.TryReadUInt64(binding, AsnEncodingRules.BER, out var value, out _, tag);
            sum += value;
        }
        return sum;
    }
}
