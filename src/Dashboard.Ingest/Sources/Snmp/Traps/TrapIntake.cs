using System.Text;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Sources.Snmp.Traps;

/// <summary>
/// Takes datagrams with traps and informs of all versions: says who may, verifies, deciphers, acknowledges informs and
/// reports what version 3 wants reported (RFC 3414 section 3.2). Does no I/O; used by one thread at a time.
/// </summary>
internal sealed class TrapIntake
{
    private const int MaxEngines = 10_000;

    private readonly byte[][] _communities;
    private readonly Dictionary<string, UsmUser> _users; // bound: users of the settings
    private readonly Dictionary<(string Engine, string User), Peer> _peers = []; // bound: MaxEngines, only engines that proved themselves
    private readonly LocalEngine _engine;
    private readonly RecentInforms _informs;
    private readonly TimeProvider _time;
    private readonly uint[] _reports = new uint[7];
    private readonly byte[] _deciphered = new byte[ushort.MaxValue + 16];
    private readonly byte[] _scratch = new byte[ushort.MaxValue + 16];
    private ulong _counter = (ulong)Random.Shared.NextInt64();

    public TrapIntake(SnmpTrapOptions options, IReadOnlyList<UsmUser> users, LocalEngine engine, TimeProvider time)
    {
        _communities = [.. options.CommunityList.Select(Encoding.UTF8.GetBytes)];
        _users = users.ToDictionary(u => u.Name, StringComparer.Ordinal);
        (_engine, _time) = (engine, time);
        _informs = new RecentInforms(options.RepeatWindow, time);
    }

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">Its octets; may be changed.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="writer">Gets the answer to it, where there is one.</param>
    /// <param name="complaint">What was wrong with it, to be read after its sender's name; null where nothing was.</param>
    /// <returns>The trap; null where there is none, or it was an inform that was taken before.</returns>
    public SnmpTrap? Take(Span<byte> datagram, string sender, ref BerWriter writer, out string? complaint)
    {
        if (!SnmpMessage.TryRead(datagram, out var message, out complaint))
        {
            complaint = $"sent a datagram that is no SNMP message: {complaint}";
            return null;
        }
        if (message.Version == SnmpVersion.V3)
            return TakeV3(datagram, message, sender, ref writer, out complaint);
        if (!IsKnown(message.Community))
        {
            complaint = $"sent a trap with a community that is not in {SnmpTrapOptions.Section}:{nameof(SnmpTrapOptions.Communities)}";
            return null;
        }
        var trap = Read(message.Body, sender, out var pdu, out var isRepeat, out complaint);
        if (trap is not null && pdu.Type == PduType.InformRequest)
        {
            var end = writer.Position;
            Acknowledge(ref writer, end, pdu.RequestId, pdu.Bindings);
            SnmpMessageWriter.Community(ref writer, end, message.Version, message.Community);
        }
        return isRepeat ? null : trap;
    }

    private SnmpTrap? TakeV3(Span<byte> datagram, in SnmpMessage message, string sender, ref BerWriter writer, out string? complaint)
    {
        var isOurs = message.EngineId.SequenceEqual(_engine.Id);
        if (!isOurs && message.IsReportable)
        {
            // How a sender of informs finds out whom it talks to (RFC 3414 section 4): nothing is wrong with that.
            complaint = null;
            Report(ref writer, message, UsmVerdict.UnknownEngineId, null);
            return null;
        }
        if (message.User.Length == 0 || !_users.TryGetValue(Encoding.UTF8.GetString(message.User), out var user))
        {
            Report(ref writer, message, UsmVerdict.UnknownUserName, null);
            complaint = $"sent a message of version 3 as a user that is not in {SnmpUserOptions.Section}";
            return null;
        }
        if ((message.IsAuthenticated, message.IsEncrypted) != (user.Authentication != UsmAuthentication.None, user.Privacy != UsmPrivacy.None))
        {
            Report(ref writer, message, UsmVerdict.UnsupportedSecurityLevel, null);
            complaint = $"sent a message of user '{user.Name}' that is not protected as that user's are";
            return null;
        }
        var key = (Convert.ToHexString(message.EngineId), user.Name);
        var isNew = !_peers.TryGetValue(key, out var peer);
        peer ??= new Peer(user.Localise(message.EngineId), new EngineClock(_time));
        var verdict = UsmMessages.Open(datagram, message, peer.Keys, _deciphered, out var scoped);
        if (verdict == UsmVerdict.Good && message.IsAuthenticated && !(isOurs ? IsTimely(message) : peer.Clock.Accept(message.EngineBoots, message.EngineTime)))
            verdict = UsmVerdict.NotInTimeWindow;
        if (verdict != UsmVerdict.Good)
        {
            Report(ref writer, message, verdict, verdict == UsmVerdict.NotInTimeWindow ? peer.Keys : null);
            // The first message of a sender that does not know our clock is never timely; the report tells it.
            complaint = isOurs && verdict == UsmVerdict.NotInTimeWindow ? null : $"sent a message of user '{user.Name}' that is not accepted: {Words(verdict)}";
            if (isNew)
                peer.Keys.Dispose();
            return null;
        }
        if (isNew)
            Keep(key, peer);
        if (!SnmpMessage.TryReadScoped(scoped, out var contextEngine, out var context, out var body))
        {
            complaint = "sent a message of version 3 whose scoped PDU cannot be read";
            return null;
        }
        var trap = Read(body, sender, out var pdu, out var isRepeat, out complaint);
        if (trap is not null && pdu.Type == PduType.InformRequest)
        {
            var end = writer.Position;
            Acknowledge(ref writer, end, pdu.RequestId, pdu.Bindings);
            UsmMessages.Wrap(ref writer, end, new UsmHeader(message.MessageId, _engine.Boots, _engine.Time, _counter++, IsReportable: false), message.EngineId, message.User, context, peer.Keys, _scratch, contextEngine);
        }
        return isRepeat ? null : trap;
    }

    private SnmpTrap? Read(ReadOnlySpan<byte> body, string sender, out SnmpPdu pdu, out bool isRepeat, out string? complaint)
    {
        isRepeat = false;
        if (!SnmpPdu.TryRead(body, out pdu, out complaint) || TrapDecoder.Read(pdu, out complaint) is not { } trap)
        {
            complaint = $"sent a message that is no trap: {complaint}";
            return null;
        }
        isRepeat = pdu.Type == PduType.InformRequest && !_informs.Add(sender, pdu.RequestId, pdu.Bindings);
        return trap;
    }

    private static void Acknowledge(ref BerWriter writer, int end, int requestId, scoped ReadOnlySpan<byte> bindings)
    {
        writer.Raw(bindings);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.Response, requestId);
    }

    private void Report(ref BerWriter writer, in SnmpMessage message, UsmVerdict verdict, UsmKeys? keys)
    {
        _reports[(int)verdict]++;
        if (!message.IsReportable)
            return;
        var end = writer.Position;
        var binding = writer.Position;
        writer.Unsigned(_reports[(int)verdict], (byte)SnmpType.Counter32);
        writer.Value((byte)SnmpType.ObjectIdentifier, UsmReports.CounterOf(verdict).Octets);
        writer.Header(BerReader.SequenceTag, binding);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.Report, 0);
        UsmMessages.Wrap(ref writer, end, new UsmHeader(message.MessageId, _engine.Boots, _engine.Time, _counter++, IsReportable: false), _engine.Id, message.User, [], keys, _scratch);
    }

    private bool IsTimely(in SnmpMessage message) =>
        _engine.Boots != int.MaxValue && message.EngineBoots == _engine.Boots && Math.Abs(message.EngineTime - (long)_engine.Time) <= EngineClock.Window;

    private bool IsKnown(ReadOnlySpan<byte> community)
    {
        if (_communities.Length == 0)
            return true;
        foreach (var known in _communities)
        {
            if (community.SequenceEqual(known))
                return true;
        }
        return false;
    }

    private void Keep((string, string) key, Peer peer)
    {
        if (_peers.Count >= MaxEngines)
        {
            foreach (var known in _peers.Values)
                known.Keys.Dispose();
            _peers.Clear();
        }
        _peers[key] = peer;
    }

    private static string Words(UsmVerdict verdict) => verdict switch
    {
        UsmVerdict.NotInTimeWindow => "it is older than the time window of 150 s",
        UsmVerdict.WrongDigest => "its digest is wrong, so the authentication password or protocol is another",
        UsmVerdict.DecryptionError => "it cannot be deciphered, so the privacy password or protocol is another",
        _ => "it is not protected as it should be",
    };

    private sealed record Peer(UsmKeys Keys, EngineClock Clock);
}
