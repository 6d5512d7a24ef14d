using System.Runtime.CompilerServices;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Flows.Detection;

/// <summary>What a flow tells of a connection.</summary>
internal enum FlowOutcome : byte
{
    /// <summary>It is none, or says nothing.</summary>
    None,

    /// <summary>The client sent something, and whether there was an answer must be seen from another flow.</summary>
    Tried,

    /// <summary>The client's own flags say that there was no answer: SYN without ACK, or what only scanners send.</summary>
    Unanswered,

    /// <summary>There was an answer.</summary>
    Answered,
}

/// <summary>Which end of a flow is the client, what of the server it wants, and what came of it. Ends are known by their hashes.</summary>
internal struct FlowTurn
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte IcmpV6 = 58;

    private const int Fin = 1;
    private const int Syn = 2;
    private const int Rst = 4;
    private const int Ack = 16;
    private const ushort EchoRequest = 8 << 8;
    private const ushort EchoRequestV6 = 128 << 8;
    private const ushort EchoReplyV6 = 129 << 8;

    /// <summary>Packets of a refusal, or of what may never have been answered.</summary>
    private const ulong FewPackets = 3;

    public ulong Client;
    public ulong Server;

    /// <summary>The server, its port and its protocol.</summary>
    public ulong Service;

    /// <summary>The port that the server has it at; the type and code of an ICMP echo request.</summary>
    public ushort Port;

    /// <summary>The client and the service.</summary>
    public ulong Pair;

    public bool IsFromClient;

    /// <summary>Whether it was sent from inside to outside.</summary>
    public bool IsOutbound;

    public FlowOutcome Outcome;

    /// <summary>Reads a flow.</summary>
    /// <remarks>
    /// A SYN without ACK is the client's for certain; else the end with the lower port is the server. Of a connection that is
    /// answered both ends' flags hold ACK, whichever of them was exported.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FlowTurn Of(ref readonly FlowRecord flow)
    {
        FlowTurn turn = default;
        turn.IsFromClient = flow.DestinationPort <= flow.SourcePort;
        switch (flow.Protocol)
        {
            case Tcp:
                var flags = flow.TcpFlags;
                if ((flags & Ack) != 0)
                {
                    // A RST to a SYN is no service; later in a connection it is how some end it.
                    turn.Outcome = (flags & (Rst | Syn)) == Rst && flow.Packets <= FewPackets ? FlowOutcome.None : FlowOutcome.Answered;
                }
                else if ((flags & Syn) != 0)
                {
                    // Who sends a SYN and then a RST had an answer, and left it at that.
                    turn.Outcome = (flags & Rst) != 0 ? FlowOutcome.Answered : FlowOutcome.Unanswered;
                    turn.IsFromClient = true;
                }
                else if ((flags & (Fin | Rst)) == Fin)
                {
                    turn.Outcome = FlowOutcome.Unanswered;
                    turn.IsFromClient = true;
                }
                else if (flags == 0)
                {
                    turn.Outcome = turn.IsFromClient ? FlowOutcome.Tried : FlowOutcome.Answered;
                }
                break;
            case Udp:
                turn.Outcome = turn.IsFromClient ? FlowOutcome.Tried : FlowOutcome.Answered;
                break;
            case Icmp:
                turn.Outcome = flow.DestinationPort switch { EchoRequest => FlowOutcome.Tried, 0 => FlowOutcome.Answered, _ => FlowOutcome.None };
                turn.IsFromClient = flow.DestinationPort == EchoRequest;
                break;
            case IcmpV6:
                turn.Outcome = flow.DestinationPort switch { EchoRequestV6 => FlowOutcome.Tried, EchoReplyV6 => FlowOutcome.Answered, _ => FlowOutcome.None };
                turn.IsFromClient = flow.DestinationPort == EchoRequestV6;
                break;
        }
        var (source, destination) = (FlowHash.Wide(flow.Source.High, flow.Source.Low), FlowHash.Wide(flow.Destination.High, flow.Destination.Low));
        (turn.Client, turn.Server) = turn.IsFromClient ? (source, destination) : (destination, source);
        turn.Port = flow.Protocol is Icmp or IcmpV6 ? EchoRequest : turn.IsFromClient ? flow.DestinationPort : flow.SourcePort;
        turn.Service = FlowHash.Wide(turn.Server, ((ulong)turn.Port << 8) | flow.Protocol);
        turn.Pair = FlowHash.Wide(turn.Client, turn.Service);
        return turn;
    }

    /// <summary>A protocol as an operator names it.</summary>
    public static string NameOf(byte protocol) => protocol switch { Tcp => "TCP", Udp => "UDP", Icmp or IcmpV6 => "ICMP", _ => $"protocol {protocol}" };

    /// <summary>A port of a protocol in the words of a sentence.</summary>
    public static string PortOf(byte protocol, ushort port) => protocol is Icmp or IcmpV6 ? "ICMP echo" : $"{NameOf(protocol)} port {port}";
}
