using System.Globalization;
using System.Net;
using System.Text;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>An agent of versions 1 and 2c that answers from a list of objects, as RFC 1157 and RFC 3416 say.</summary>
internal sealed class SimulatedAgent
{
    private readonly SortedList<byte[], byte[]> _objects = new(Comparer<byte[]>.Create((a, b) => ObjectIdentifier.Compare(a, b))); // bound: objects of the test
    private readonly List<byte[]> _answer = []; // bound: bindings of an answer

    /// <summary>Octets that an answer may have; one that would have more is cut or refused as too big.</summary>
    public int MaxAnswer { get; set; } = 60_000;

    /// <summary>Whether bindings that do not fit are refused with tooBig, and not left out.</summary>
    public bool RefusesBig { get; set; }

    /// <summary>Requests that were answered.</summary>
    public int Requests { get; private set; }

    /// <summary>Largest max-repetitions that was asked for.</summary>
    public int MostRepetitions { get; private set; }

    public int Count => _objects.Count;

    public SimulatedAgent Set(string oid, SnmpType type, object value)
    {
        var name = ObjectIdentifier.Parse(oid).Octets.ToArray();
        _objects[name] = Binding(name, type, Content(type, value));
        return this;
    }

    public void Remove(string oid) => _objects.Remove(ObjectIdentifier.Parse(oid).Octets.ToArray());

    public void RemoveBelow(string oid)
    {
        var prefix = ObjectIdentifier.Parse(oid).Octets.ToArray();
        foreach (var name in _objects.Keys.Where(k => k.AsSpan().StartsWith(prefix)).ToArray())
            _objects.Remove(name);
    }

    /// <summary>A device with interfaces of 64-bit counters, as the standard modules read them.</summary>
    public static SimulatedAgent WithInterfaces(int interfaces)
    {
        var agent = new SimulatedAgent()
            .Set("1.3.6.1.2.1.1.1.0", SnmpType.OctetString, "Simulated router 1.0").Set("1.3.6.1.2.1.1.2.0", SnmpType.ObjectIdentifier, "1.3.6.1.4.1.9.1.1")
            .Set("1.3.6.1.2.1.1.3.0", SnmpType.TimeTicks, 100_000UL).Set("1.3.6.1.2.1.1.4.0", SnmpType.OctetString, "noc").Set("1.3.6.1.2.1.1.5.0", SnmpType.OctetString, "sim")
            .Set("1.3.6.1.2.1.1.6.0", SnmpType.OctetString, "lab").Set("1.3.6.1.2.1.11.1.0", SnmpType.Counter32, 5UL).Set("1.3.6.1.2.1.11.4.0", SnmpType.Counter32, 0UL);
        const string table = "1.3.6.1.2.1.2.2.1", extension = "1.3.6.1.2.1.31.1.1.1";
        for (var i = 1; i <= interfaces; i++)
        {
            var octets = (ulong)i * 1_000_000;
            agent.Set($"{table}.1.{i}", SnmpType.Integer, (long)i).Set($"{table}.2.{i}", SnmpType.OctetString, $"TenGigabitEthernet0/{i}").Set($"{table}.3.{i}", SnmpType.Integer, 6L)
                .Set($"{table}.4.{i}", SnmpType.Integer, 9000L).Set($"{table}.5.{i}", SnmpType.Gauge32, 4_294_967_295UL).Set($"{table}.6.{i}", SnmpType.OctetString, new byte[] { 2, 0, 0, 0, 0, (byte)i })
                .Set($"{table}.7.{i}", SnmpType.Integer, 1L).Set($"{table}.8.{i}", SnmpType.Integer, i % 10 == 9 ? 2L : 1L).Set($"{table}.9.{i}", SnmpType.TimeTicks, 0UL);
            foreach (var column in new[] { 10, 11, 13, 14, 16, 17, 19, 20 })
                agent.Set($"{table}.{column}.{i}", SnmpType.Counter32, octets % uint.MaxValue);
            agent.Set($"{extension}.1.{i}", SnmpType.OctetString, $"Te0/{i}");
            foreach (var column in new[] { 6, 7, 8, 9, 10, 11, 12, 13 })
                agent.Set($"{extension}.{column}.{i}", SnmpType.Counter64, octets);
            agent.Set($"{extension}.15.{i}", SnmpType.Gauge32, 10_000UL).Set($"{extension}.18.{i}", SnmpType.OctetString, $"to customer {i}").Set($"{extension}.19.{i}", SnmpType.TimeTicks, 0UL);
        }
        return agent;
    }

    /// <summary>A device's walk as snmpsim records it: <c>oid|type|value</c>, a type with <c>x</c> in hexadecimal.</summary>
    public static SimulatedAgent OfWalk(string file)
    {
        var agent = new SimulatedAgent();
        foreach (var line in File.ReadLines(file))
        {
            if (line.StartsWith('#') || line.Split('|', 3) is not [var oid, var tag, var value])
                continue;
            var type = (SnmpType)int.Parse(tag.TrimEnd('x', 'e'), CultureInfo.InvariantCulture);
            if (type is SnmpType.Integer)
                agent.Set(oid, type, long.Parse(value, CultureInfo.InvariantCulture));
            else if (type is SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64)
                agent.Set(oid, type, ulong.Parse(value, CultureInfo.InvariantCulture));
            else if (tag.EndsWith('x') && type != SnmpType.IpAddress)
                agent.Set(oid, type, Convert.FromHexString(value));
            else if (tag.EndsWith('x'))
                agent.Set(oid, type, new IPAddress(Convert.FromHexString(value)).ToString());
            else
                agent.Set(oid, type, value);
        }
        return agent;
    }

    /// <summary>The answer to a request; empty where it is none.</summary>
    public ReadOnlySpan<byte> Answer(ReadOnlySpan<byte> request, Span<byte> room)
    {
        if (!SnmpMessage.TryRead(request, out var message, out _) || !SnmpPdu.TryRead(message.Body, out var pdu, out _))
            return default;
        Requests++;
        _answer.Clear();
        var (error, errorAt) = (SnmpError.NoError, 0);
        if (pdu.Type == PduType.GetBulkRequest)
            Bulk(pdu);
        else
            (error, errorAt) = Single(pdu, message.Version == SnmpVersion.V1);
        if (_answer.Sum(b => b.Length) > MaxAnswer)
        {
            if (RefusesBig)
            {
                (error, errorAt) = (SnmpError.TooBig, 0);
                _answer.Clear();
            }
            for (var total = _answer.Sum(b => b.Length); total > MaxAnswer && _answer.Count > 1;)
            {
                total -= _answer[^1].Length;
                _answer.RemoveAt(_answer.Count - 1);
            }
        }
        var writer = new BerWriter(room);
        var end = writer.Position;
        for (var i = _answer.Count - 1; i >= 0; i--)
            writer.Raw(_answer[i]);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.Response, pdu.RequestId, (int)error, errorAt);
        SnmpMessageWriter.Community(ref writer, end, message.Version, message.Community);
        return writer.Overflowed ? default : room[writer.Position..];
    }

    private void Bulk(in SnmpPdu pdu)
    {
        MostRepetitions = Math.Max(MostRepetitions, pdu.ErrorIndex);
        var places = new List<int>(); // bound: bindings of a request
        var reader = new VarBindReader(pdu.Bindings);
        while (reader.TryRead(out var binding))
            places.Add(After(binding.Name));
        for (var r = 0; r < pdu.ErrorIndex; r++)
        {
            for (var i = 0; i < places.Count; i++)
                Add(places[i] < _objects.Count ? places[i]++ : -1, reader: pdu.Bindings);
        }
    }

    private (SnmpError, int) Single(in SnmpPdu pdu, bool isV1)
    {
        var (reader, at) = (new List<byte[]>(), 0);
        var bindings = new VarBindReader(pdu.Bindings);
        while (bindings.TryRead(out var binding))
            reader.Add(binding.Name.ToArray());
        foreach (var name in reader)
        {
            at++;
            var place = pdu.Type == PduType.GetRequest ? _objects.IndexOfKey(name) : After(name) is var next && next < _objects.Count ? next : -1;
            if (place < 0 && isV1)
            {
                _answer.Clear();
                foreach (var asked in reader)
                    _answer.Add(Binding(asked, SnmpType.Null, []));
                return (SnmpError.NoSuchName, at);
            }
            _answer.Add(place >= 0 ? _objects.GetValueAtIndex(place) : Binding(name, pdu.Type == PduType.GetRequest ? SnmpType.NoSuchObject : SnmpType.EndOfMibView, []));
        }
        return (SnmpError.NoError, 0);
    }

    private void Add(int place, ReadOnlySpan<byte> reader)
    {
        if (place >= 0)
        {
            _answer.Add(_objects.GetValueAtIndex(place));
            return;
        }
        var last = new VarBindReader(reader);
        last.TryRead(out var binding);
        _answer.Add(Binding(binding.Name, SnmpType.EndOfMibView, []));
    }

    /// <summary>The place of the first object after a name.</summary>
    private int After(ReadOnlySpan<byte> name)
    {
        var (low, high) = (0, _objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ObjectIdentifier.Compare(_objects.GetKeyAtIndex(middle), name) <= 0)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static byte[] Binding(ReadOnlySpan<byte> name, SnmpType type, ReadOnlySpan<byte> content)
    {
        var writer = new BerWriter(new byte[name.Length + content.Length + 20]);
        var end = writer.Position;
        writer.Value((byte)type, content);
        writer.Value((byte)SnmpType.ObjectIdentifier, name);
        writer.Header(0x30, end);
        return writer.Written.ToArray();
    }

    private static byte[] Content(SnmpType type, object value)
    {
        if (value is byte[] octets)
            return octets;
        if (value is string text)
        {
            return type switch
            {
                SnmpType.ObjectIdentifier => ObjectIdentifier.Parse(text).Octets.ToArray(),
                SnmpType.IpAddress => IPAddress.Parse(text).GetAddressBytes(),
                _ => Encoding.UTF8.GetBytes(text),
            };
        }
        var writer = new BerWriter(new byte[16]);
        if (value is ulong unsigned)
            writer.Unsigned(unsigned, (byte)type);
        else
            writer.Integer((long)value, (byte)type);
        return writer.Written[2..].ToArray();
    }
}
