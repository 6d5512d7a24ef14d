using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Traps;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class TrapDecoderTests
{
    private const string Standard = "1.3.6.1.6.3.1.1.5";

    [SampleFact]
    public void A_captured_trap_of_version_1_becomes_a_newer_one()
    {
        var datagram = UdpCapture.Read(Samples.At("protocols/snmp-pcap-zeek/snmpv1_trap.pcap")).Single();
        Assert.True(SnmpMessage.TryRead(datagram, out var message, out _));
        Assert.True(SnmpPdu.TryRead(message.Body, out var pdu, out _));
        var trap = TrapDecoder.Read(pdu, out var complaint);
        Assert.Null(complaint);
        Assert.Equal($"{Standard}.1", trap!.TrapOid);
        Assert.Equal("1.3.6.1.2.1.2.1.0", trap.Bindings.Single().Oid);
    }

    [Fact]
    public void A_trap_of_an_enterprise_is_named_as_the_standard_says() // RFC 3584 section 3.1
    {
        var octets = Convert.FromHexString("a42806082b06010401cf080140047f0000010201060201634301643010300e06082b0601040103010104020101".Replace("cf08", "8f08", StringComparison.Ordinal));
        octets[1] = (byte)(octets.Length - 2);
        Assert.True(SnmpPdu.TryRead(octets, out var pdu, out var complaint), complaint);
        var trap = TrapDecoder.Read(pdu, out _);
        Assert.Equal("1.3.6.1.4.1.1928.1.0.99", trap!.TrapOid);
        Assert.Equal("127.0.0.1", trap.AgentAddress);
    }

    [Fact]
    public void A_link_that_goes_down_is_a_major_fault_of_its_interface_by_name()
    {
        var e = Of($"{Standard}.3", ("1.3.6.1.2.1.2.2.1.1.7", "7"), ("1.3.6.1.2.1.2.2.1.7.7", "1"), ("1.3.6.1.2.1.2.2.1.8.7", "2"));
        Assert.Equal(("r1 xe-0/0/7", "link-down", PerceivedSeverity.Major, "r1: xe-0/0/7 is down."), (e.ManagedObject, e.EventType, e.Severity, e.Text));
        e = Of($"{Standard}.4", ("1.3.6.1.2.1.31.1.1.1.1.9", "Gi9"), ("1.3.6.1.2.1.31.1.1.1.18.9", "to core"));
        Assert.Equal(("r1 Gi9", "link-up", PerceivedSeverity.Cleared, "r1: Gi9 (to core) is up."), (e.ManagedObject, e.EventType, e.Severity, e.Text));
    }

    [Fact]
    public void A_link_that_somebody_shut_down_is_no_fault()
    {
        var e = Of($"{Standard}.3", ("1.3.6.1.2.1.2.2.1.1.9", "9"), ("1.3.6.1.2.1.2.2.1.7.9", "2"));
        Assert.Equal(("r1 interface 9", PerceivedSeverity.Warning, "r1: interface 9 is down, as its configuration says."), (e.ManagedObject, e.Severity, e.Text));
    }

    [Theory]
    [InlineData("1", "cold-start", PerceivedSeverity.Warning)]
    [InlineData("2", "warm-start", PerceivedSeverity.Warning)]
    [InlineData("5", "authentication-failure", PerceivedSeverity.Warning)]
    public void Standard_traps_have_their_type_and_severity(string number, string type, PerceivedSeverity severity)
    {
        var e = Of($"{Standard}.{number}");
        Assert.Equal((type, severity, "r1"), (e.EventType, e.Severity, e.ManagedObject));
    }

    [Theory]
    [InlineData("1.3.6.1.2.1.15.7.2")]
    [InlineData("1.3.6.1.2.1.15.0.2")]
    public void A_lost_BGP_session_names_its_peer_and_what_became_of_it(string oid)
    {
        var e = Of(oid, ("1.3.6.1.2.1.15.3.1.14.10.0.0.2", "0x0400"), ("1.3.6.1.2.1.15.3.1.2.10.0.0.2", "1"));
        Assert.Equal(("r1 BGP 10.0.0.2", "bgp-backward-transition", PerceivedSeverity.Major), (e.ManagedObject, e.EventType, e.Severity));
        Assert.Equal("r1 lost its BGP session with 10.0.0.2, which is idle now; last error 0x0400.", e.Text);
    }

    [Fact]
    public void A_trap_that_nobody_knows_keeps_its_object_identifiers() =>
        Assert.Equal("r1 sent trap 1.3.6.1.4.1.9.9.41.2.0.1: 1.3.6.1.4.1.9.9.41.1.2.3.1.5.1 = %SYS-5-CONFIG_I.", Of("1.3.6.1.4.1.9.9.41.2.0.1", ("1.3.6.1.4.1.9.9.41.1.2.3.1.5.1", "%SYS-5-CONFIG_I")).Text);

    private static EventRecord Of(string oid, params (string Oid, string Value)[] bindings) =>
        TrapSentence.Of(new SnmpTrap(oid, 5, "", [.. bindings.Select(b => new TrapBinding(b.Oid, b.Value))]), "r1", 1, index => index == "7" ? "xe-0/0/7" : null);
}
