using System.Text;
using Dashboard.Ingest.Sources.Host;

namespace Dashboard.Ingest.Tests.Sources.Host;

public sealed class NetworkDecoderTests
{
    private readonly List<InterfaceCounters> _interfaces = [];
    private readonly List<ProtocolCounter> _counters = [];
    private readonly TcpStates _states = new();

    [Fact]
    public void An_interface_has_sixteen_counters()
    {
        var text = Capture.Read("linux-4.19", "proc/net/dev");

        Assert.Equal(new Reading(3, null), ProcNetDev.Decode(text, _interfaces));

        Assert.Equal("eno1", Encoding.ASCII.GetString(text.AsSpan()[_interfaces[0].Name]));
        Assert.Equal(new ReceiveCounters(9348273645182, 8273645120, 12, 348, 0, 7, 0, 9283746), _interfaces[0].Receive);
        Assert.Equal(new TransmitCounters(1827364518273, 5182736451, 0, 0, 0, 0, 2, 0), _interfaces[0].Transmit);
    }

    [Fact]
    public void A_new_kernel_lists_its_interfaces_the_same_way()
    {
        Assert.Equal(new Reading(3, null), ProcNetDev.Decode(Capture.Read("linux-6.18", "proc/net/dev"), _interfaces));
        Assert.Equal(532177550UL, _interfaces[2].Receive.Bytes);
    }

    [Fact]
    public void A_kernel_that_puts_no_blank_after_the_colon_is_understood()
    {
        var text = "  eth0:1234567890 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"u8;

        Assert.Equal(new Reading(1, null), ProcNetDev.Decode(text, _interfaces));
        Assert.Equal(1234567890UL, _interfaces[0].Receive.Bytes);
    }

    [Theory]
    [InlineData("linux-6.18", "proc/net/snmp", "Tcp", "OutSegs", null)]
    [InlineData("linux-6.18", "proc/net/snmp", "Udp", "MemErrors", 0.0)]
    [InlineData("linux-6.18", "proc/net/netstat", "IpExt", "ReasmOverlaps", 0.0)]
    [InlineData("linux-4.19", "proc/net/snmp", "Tcp", "MaxConn", -1.0)]
    [InlineData("linux-4.19", "proc/net/snmp", "Tcp", "RetransSegs", 227.0)]
    [InlineData("linux-4.19", "proc/net/snmp", "Udp", "RcvbufErrors", 9.0)]
    [InlineData("linux-4.19", "proc/net/netstat", "TcpExt", "ListenOverflows", 41.0)]
    [InlineData("linux-4.19", "proc/net/netstat", "IpExt", "InOctets", 6286396970.0)]
    public void A_counter_of_a_protocol_is_found_under_its_name(string kernel, string file, string protocol, string field, double? value)
    {
        var text = Capture.Read(kernel, file);

        Assert.Null(ProcNetSnmp.Decode(text, _counters).Complaint);

        var counter = Assert.Single(_counters, c => Name(text, c) == (protocol, field));
        Assert.Equal(value ?? counter.Value, counter.Value);
    }

    [Fact]
    public void A_pair_whose_halves_do_not_match_costs_no_other_pair()
    {
        var text = "Ip: A B\nIp: 1\nTcp: A\nUdp: 1\nUdp: A\nUdp: 7\n"u8.ToArray();

        var reading = ProcNetSnmp.Decode(text, _counters);

        Assert.Equal("line 2 has fewer numbers than the line before it has names", reading.Complaint);
        Assert.Equal(("Udp", "A"), Name(text, Assert.Single(_counters)));
    }

    [Fact]
    public void Protocols_of_IPv6_end_at_their_six()
    {
        var text = Capture.Read("linux-6.18", "proc/net/snmp6");

        Assert.Null(ProcNetSnmp.Decode6(text, _counters).Complaint);

        Assert.Contains(("Udp6", "InErrors"), _counters.Select(c => Name(text, c)));
        Assert.Contains(("Icmp6", "OutType143"), _counters.Select(c => Name(text, c)));
    }

    [Fact]
    public void Sockets_are_counted_by_protocol()
    {
        var text = Capture.Read("linux-4.19", "proc/net/sockstat");

        Assert.Equal(new Reading(12, null), ProcNetSockstat.Decode(text, _counters));

        Assert.Equal(229, _counters.Single(c => Name(text, c) == ("sockets", "used")).Value);
        Assert.Equal(17, _counters.Single(c => Name(text, c) == ("TCP", "alloc")).Value);
    }

    [Fact]
    public void Connections_are_counted_by_state_and_their_queues_add_up()
    {
        var text = Capture.Read("linux-6.18", "proc/net/tcp");

        Assert.Equal(text.Length, ProcNetTcp.Decode(text, _states));

        Assert.Equal((6, 0), (_states.Lines, _states.Unread));
        Assert.Equal((2L, 2L, 1L, 1L), (State("established"), State("listen"), State("fin_wait1"), State("close_wait")));
        Assert.Equal((1L, 1001L), (_states.TransmitQueued, _states.ReceiveQueued));
    }

    [Fact]
    public void A_request_that_is_not_yet_a_connection_counts_as_one_that_is_opening()
    {
        ProcNetTcp.Decode(Capture.Read("linux-4.19", "proc/net/tcp"), _states);

        Assert.Equal((1L, 1L, 1L), (State("syn_recv"), State("time_wait"), State("established")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(151)]
    public void A_table_that_comes_in_pieces_is_counted_as_in_one(int size)
    {
        var text = Capture.Read("linux-6.18", "proc/net/tcp");
        var rest = Array.Empty<byte>();
        foreach (var piece in text.Chunk(size))
        {
            byte[] joined = [.. rest, .. piece];
            rest = joined[ProcNetTcp.Decode(joined, _states)..];
        }

        Assert.Empty(rest);
        Assert.Equal((6, 0, 1001L), (_states.Lines, _states.Unread, _states.ReceiveQueued));
    }

    [Theory]
    [InlineData("0x1003\n", 4099L)]
    [InlineData("-1\n", -1L)]
    [InlineData("9000\n", 9000L)]
    [InlineData("", null)]
    [InlineData("up\n", null)]
    [InlineData("0x\n", null)]
    public void An_attribute_is_decimal_or_hexadecimal(string text, long? value) =>
        Assert.Equal(value, SysAttribute.Number(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void An_attribute_that_is_what_it_was_is_the_same_string()
    {
        var known = new string("lowerlayerdown");

        Assert.Same(known, SysAttribute.Text("lowerlayerdown\n"u8, known));
        Assert.Equal("up", SysAttribute.Text("up\n"u8, known));
    }

    private static (string, string) Name(byte[] text, ProtocolCounter counter) =>
        (Encoding.ASCII.GetString(text.AsSpan()[counter.Protocol]), Encoding.ASCII.GetString(text.AsSpan()[counter.Field]));

    private long State(string name) => _states.Connections[TcpStates.Names.ToList().IndexOf(name)];
}
