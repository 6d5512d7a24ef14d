using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class SnmpMessageTests
{
    private static readonly ObjectIdentifier UpTime = ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0");

    // Messages and bindings are those that an independent decoder counts.
    private static readonly (string File, int Messages, int Bindings)[] Captures =
    [
        ("snmp-pcap-suricata-verify/SNMPv2c_get_requests.pcap", 8, 8),
        ("snmp-pcap-suricata-verify/SNMPv3.pcap", 8, 2),
        ("snmp-pcap-suricata-verify/snmp-v3-get-bulk-unauth.pcap", 8, 6),
        ("snmp-pcap-zeek/leak_test.pcapng", 79, 120),
        ("snmp-pcap-zeek/snmpv1_get.pcap", 58, 96),
        ("snmp-pcap-zeek/snmpv1_get_short.pcap", 2, 6),
        ("snmp-pcap-zeek/snmpv1_set.pcap", 2, 2),
        ("snmp-pcap-zeek/snmpv1_trap.pcap", 1, 1),
        ("snmp-pcap-zeek/snmpv2_get.pcap", 2, 2),
        ("snmp-pcap-zeek/snmpv2_get_bulk.pcap", 2, 2),
        ("snmp-pcap-zeek/snmpv2_get_next.pcap", 8, 8),
        ("snmp-pcap-zeek/snmpv3_get_next.pcap", 4, 3),
        ("snmp-pcap-zeek/snmpwalk-short.pcap", 400, 400),
    ];

    [SampleFact]
    public void Captures_of_other_peoples_devices_are_read_as_an_independent_decoder_reads_them()
    {
        foreach (var capture in Captures)
            Assert.Equal(capture, (capture.File, Count(capture.File, out var bindings), bindings));
    }

    [Theory]
    [InlineData("1.3.6.1.2.1.1.3.0")]
    [InlineData("0.0")]
    [InlineData("2.999.4294967295.16383.16384.127.128")]
    [InlineData("1.0.8802.1.1.2.1.4.1.1.9.0.8.1")]
    public void An_object_identifier_comes_back_as_it_was_written(string text)
    {
        var name = ObjectIdentifier.Parse(text);
        Assert.Equal(text, name.ToString());
        Assert.True(ObjectIdentifier.IsValid(name.Octets));
        Assert.Equal(name, ObjectIdentifier.From(name.Octets));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("3.1")]
    [InlineData("1.40")]
    [InlineData("1.3.4294967296")]
    [InlineData("1.3..6")]
    [InlineData("1.3.x")]
    public void What_is_no_object_identifier_is_not_taken_for_one(string text) => Assert.False(ObjectIdentifier.TryParse(text, out _));

    [Fact]
    public void Object_identifiers_are_compared_by_their_numbers_and_not_by_their_octets()
    {
        string[] ordered = ["1.3.6.1", "1.3.6.1.0", "1.3.6.1.1", "1.3.6.1.127", "1.3.6.1.128", "1.3.6.1.128.1", "1.3.6.1.16383", "1.3.6.1.16384", "1.3.6.1.2097151", "1.3.6.1.4294967295", "1.3.6.2"];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++)
                Assert.Equal(i.CompareTo(j), Math.Sign(ObjectIdentifier.Compare(ObjectIdentifier.Parse(ordered[i]).Octets, ObjectIdentifier.Parse(ordered[j]).Octets)));
        }
    }

    [Theory]
    [InlineData(0L, "020100")]
    [InlineData(127L, "02017f")]
    [InlineData(128L, "02020080")]
    [InlineData(-1L, "0201ff")]
    [InlineData(-129L, "0202ff7f")]
    [InlineData(2147483647L, "02047fffffff")]
    public void Integers_are_written_in_as_few_octets_as_they_need(long value, string octets)
    {
        var writer = new BerWriter(new byte[16]);
        writer.Integer(value);
        Assert.Equal(octets, Convert.ToHexStringLower(writer.Written));
        var reader = new BerReader(writer.Written);
        Assert.True(reader.TryReadInteger(out var back));
        Assert.Equal(value, back);
    }

    [Fact]
    public void A_message_that_does_not_fit_is_not_written_at_all()
    {
        var writer = new BerWriter(new byte[10]);
        var end = writer.Position;
        writer.NullBinding(UpTime.Octets);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.GetRequest, 1);
        Assert.True(writer.Overflowed);
    }

    [Fact]
    public void A_request_with_a_community_is_read_as_it_was_written()
    {
        var writer = new BerWriter(new byte[100]);
        var end = writer.Position;
        writer.NullBinding(UpTime.Octets);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.GetBulkRequest, 77, 0, 20);
        SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
        Assert.True(SnmpMessage.TryRead(writer.Written, out var message, out _));
        Assert.Equal("public"u8, message.Community);
        Assert.True(SnmpPdu.TryRead(message.Body, out var pdu, out _));
        Assert.Equal((PduType.GetBulkRequest, 77, 0, 20), (pdu.Type, pdu.RequestId, pdu.ErrorStatus, pdu.ErrorIndex));
        var bindings = new VarBindReader(pdu.Bindings);
        Assert.True(bindings.TryRead(out var binding));
        Assert.Equal("1.3.6.1.2.1.1.3.0", ObjectIdentifier.TextOf(binding.Name));
        Assert.False(bindings.TryRead(out _));
        Assert.Null(bindings.Complaint);
    }

    [Fact]
    public void A_signed_and_enciphered_message_opens_for_each_pair_of_protocols_and_for_nobody_who_changes_it()
    {
        foreach (var authentication in Enum.GetValues<UsmAuthentication>().Where(a => a != UsmAuthentication.None))
        {
            foreach (var privacy in Enum.GetValues<UsmPrivacy>())
            {
                var octets = SecureMessages.Write(authentication, privacy);
                Assert.Equal((UsmVerdict.Good, 4711), SecureMessages.Open([.. octets], authentication, privacy));
                octets[^1] ^= 1;
                Assert.Equal(UsmVerdict.WrongDigest, SecureMessages.Open(octets, authentication, privacy).Verdict);
            }
        }
    }

    [Theory]
    [InlineData("", "it is cut off or no sequence")]
    [InlineData("3003020105", "it is of a version that is neither 1, 2c nor 3")]
    [InlineData("300802010104057075", "it is cut off or no sequence")]
    [InlineData("3005020101020100", "it has no community")]
    public void What_is_wrong_with_a_datagram_is_said_in_words(string octets, string complaint)
    {
        Assert.False(SnmpMessage.TryRead(Convert.FromHexString(octets), out _, out var said));
        Assert.Equal(complaint, said);
    }

    [Theory]
    [InlineData("436973636F", "Cisco")]
    [InlineData("4E6F72642D5A757269636800", "Nord-Zurich")]
    [InlineData("5AFC72696368", "0x5AFC72696368")]
    [InlineData("0011AABBCCDD", "0x0011AABBCCDD")]
    [InlineData("5AC3BC72696368", "Zürich")]
    public void Octet_strings_are_text_where_they_can_be(string octets, string text) => Assert.Equal(text, SnmpText.Of(Convert.FromHexString(octets)));

    private static int Count(string file, out int bindings)
    {
        var messages = bindings = 0;
        foreach (var datagram in UdpCapture.Read(Path.Combine(Samples.At("protocols"), file)))
        {
            Assert.True(SnmpMessage.TryRead(datagram, out var message, out var complaint), complaint);
            messages++;
            if (message.IsEncrypted)
                continue;
            var body = message.Body;
            if (message.Version == SnmpVersion.V3)
                Assert.True(SnmpMessage.TryReadScoped(message.Body, out _, out _, out body));
            Assert.True(SnmpPdu.TryRead(body, out var pdu, out complaint), complaint);
            var reader = new VarBindReader(pdu.Bindings);
            while (reader.TryRead(out _))
                bindings++;
            Assert.Null(reader.Complaint);
        }
        return messages;
    }
}
