using System.Text;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp.Polling;

/// <summary>
/// An agent that is spoken to as a user, version 3: finds out its engine and clock (RFC 3414 section 4), and takes an
/// answer only if it is as well protected as the question was, from that engine and timely.
/// </summary>
internal sealed class UserPeer(UsmUser user, string context, TimeProvider time) : PeerSecurity, IDisposable
{
    private const int AsksAgain = 3;

    private readonly byte[] _context = Encoding.UTF8.GetBytes(context);
    private readonly EngineClock _clock = new(time);
    private byte[] _engine = [];
    private UsmKeys? _keys;
    private ulong _counter = (ulong)Random.Shared.NextInt64();
    private int _again;

    public override SnmpVersion Version => SnmpVersion.V3;

    public override bool NeedsDiscovery => _keys is null;

    public override bool TryWrap(ref BerWriter writer, int end, int requestId, Span<byte> scratch)
    {
        var header = new UsmHeader(requestId, _clock.Boots, _keys is null ? 0 : _clock.Time, _counter++, IsReportable: true);
        return _keys is null
            ? UsmMessages.Wrap(ref writer, end, header, [], [], [], null, scratch)
            : UsmMessages.Wrap(ref writer, end, header, _engine, user.NameOctets, _context, _keys, scratch);
    }

    public override PeerAnswer Open(Span<byte> datagram, in SnmpMessage message, Span<byte> scratch, out ReadOnlySpan<byte> body, out string? complaint)
    {
        body = default;
        complaint = null;
        if (message.Version != SnmpVersion.V3 || message.EngineId.Length < 5)
            return PeerAnswer.Ignored;
        var verdict = UsmMessages.Open(datagram, message, _keys, scratch, out var scoped);
        if (verdict != UsmVerdict.Good)
            return Refuse("the answer cannot be verified: " + (verdict == UsmVerdict.DecryptionError ? "it cannot be deciphered" : "its digest is wrong"), out complaint);
        if (!SnmpMessage.TryReadScoped(scoped, out _, out _, out var octets) || !SnmpPdu.TryRead(octets, out var pdu, out _))
            return Refuse("the answer holds no PDU that can be read", out complaint);
        if (pdu.Type == PduType.Report)
            return OpenReport(message, pdu, out complaint);
        var level = (message.IsAuthenticated, message.IsEncrypted);
        if (level != (user.Authentication != UsmAuthentication.None, user.Privacy != UsmPrivacy.None) || !message.EngineId.SequenceEqual(_engine))
            return PeerAnswer.Ignored;
        if (message.IsAuthenticated && !_clock.Accept(message.EngineBoots, message.EngineTime))
            return Refuse("the answer is older than the time window of 150 s", out complaint);
        _again = 0;
        body = octets;
        return PeerAnswer.Accepted;
    }

    public void Dispose() => _keys?.Dispose();

    private PeerAnswer OpenReport(in SnmpMessage message, in SnmpPdu pdu, out string? complaint)
    {
        var verdict = UsmReports.Read(pdu);
        complaint = null;
        if (verdict == UsmVerdict.UnknownEngineId && (_keys is null || !message.EngineId.SequenceEqual(_engine)))
        {
            _keys?.Dispose();
            _engine = message.EngineId.ToArray();
            _keys = user.Localise(_engine);
            _clock.Reset();
            _clock.Guess(message.EngineBoots, message.EngineTime);
            return Again(verdict, out complaint);
        }
        if (verdict == UsmVerdict.NotInTimeWindow && message.EngineId.SequenceEqual(_engine))
        {
            // RFC 3414 section 3.2 step 7b: only what is signed moves the clock. An agent that restarted says so signed.
            if (message.IsAuthenticated)
                _clock.Accept(message.EngineBoots, message.EngineTime);
            else
                _clock.Guess(message.EngineBoots, message.EngineTime);
            return Again(verdict, out complaint);
        }
        return Refuse(UsmReports.Words(verdict), out complaint);
    }

    private PeerAnswer Again(UsmVerdict verdict, out string? complaint)
    {
        complaint = null;
        return ++_again <= AsksAgain ? PeerAnswer.AskAgain : Refuse(UsmReports.Words(verdict), out complaint);
    }

    private PeerAnswer Refuse(string why, out string? complaint)
    {
        _again = 0;
        complaint = why;
        return PeerAnswer.Refused;
    }
}
