using System.Text;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>An agent that is spoken to by a community, versions 1 and 2c.</summary>
internal sealed class CommunityPeer(SnmpVersion version, string community) : PeerSecurity
{
    private readonly byte[] _community = Encoding.UTF8.GetBytes(community);

    public override SnmpVersion Version => version;

    public override bool TryWrap(ref BerWriter writer, int end, int requestId, Span<byte> scratch)
    {
        SnmpMessageWriter.Community(ref writer, end, version, _community);
        return !writer.Overflowed;
    }

    public override PeerAnswer Open(Span<byte> datagram, in SnmpMessage message, Span<byte> scratch, out ReadOnlySpan<byte> body, out string? complaint)
    {
        body = message.Body;
        complaint = null;
        return message.Version == version ? PeerAnswer.Accepted : PeerAnswer.Ignored;
    }
}
