using System.Runtime.InteropServices;
using Dashboard.Ingest.Sources.Snmp.Messages;

namespace Dashboard.Ingest.Sources.Snmp.Security;

/// <summary>What a message of version 3 says of itself before its PDU.</summary>
/// <param name="MessageId">What the answer repeats.</param>
/// <param name="EngineBoots">The authoritative engine's boots.</param>
/// <param name="EngineTime">The authoritative engine's time.</param>
/// <param name="Counter">Never twice the same for a set of keys.</param>
/// <param name="IsReportable">Whether reports are wanted.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct UsmHeader(int MessageId, int EngineBoots, int EngineTime, ulong Counter, bool IsReportable);

/// <summary>Makes and opens messages of version 3 with the user-based security model (RFC 3414 section 3).</summary>
public static class UsmMessages
{
    /// <summary>Makes a message of the PDU that was written since a position.</summary>
    /// <param name="writer">Holds the PDU.</param>
    /// <param name="end">The position before the PDU.</param>
    /// <param name="header">What the message says of itself.</param>
    /// <param name="engineId">The authoritative engine, which is the context's engine as well.</param>
    /// <param name="user">The user's name.</param>
    /// <param name="context">The context's name.</param>
    /// <param name="keys">The user's keys for that engine; null for a message that is neither signed nor enciphered.</param>
    /// <param name="scratch">Room for a copy of the PDU.</param>
    /// <param name="contextEngineId">The context's engine, where it is another one.</param>
    /// <returns>Whether it could be made: there was room, and the system has the cipher.</returns>
    public static bool Wrap(
        ref BerWriter writer, int end, in UsmHeader header, scoped ReadOnlySpan<byte> engineId, scoped ReadOnlySpan<byte> user,
        scoped ReadOnlySpan<byte> context, UsmKeys? keys, scoped Span<byte> scratch, scoped ReadOnlySpan<byte> contextEngineId = default)
    {
        writer.Value(BerReader.OctetStringTag, context);
        writer.Value(BerReader.OctetStringTag, contextEngineId.IsEmpty ? engineId : contextEngineId);
        writer.Header(BerReader.SequenceTag, end);
        if (writer.Overflowed)
            return false;
        Span<byte> salt = stackalloc byte[UsmKeys.SaltSize];
        var isSigned = keys is not null && keys.Authentication != UsmAuthentication.None;
        var isEnciphered = isSigned && keys!.Privacy != UsmPrivacy.None;
        if (isEnciphered)
        {
            var plain = writer.Since(end);
            if (plain.Length + 16 > scratch.Length || keys!.Encipher(plain, header.EngineBoots, header.EngineTime, header.Counter, salt, scratch) is not (var length and > 0))
                return false;
            writer.Rewind(end);
            writer.Value(BerReader.OctetStringTag, scratch[..length]);
        }
        var digest = isSigned ? UsmHash.DigestSize(keys!.Authentication) : 0;
        var security = writer.Position;
        writer.Value(BerReader.OctetStringTag, isEnciphered ? salt : []);
        Span<byte> zeros = stackalloc byte[UsmHash.MaxSize];
        zeros.Clear();
        writer.Raw(zeros[..digest]);
        var place = writer.Position;
        writer.Header(BerReader.OctetStringTag, place + digest);
        writer.Value(BerReader.OctetStringTag, user);
        writer.Integer(header.EngineTime);
        writer.Integer(header.EngineBoots);
        writer.Value(BerReader.OctetStringTag, engineId);
        writer.Header(BerReader.SequenceTag, security);
        writer.Header(BerReader.OctetStringTag, security);
        var global = writer.Position;
        writer.Integer(SnmpMessage.UserBasedSecurity);
        var flags = (isSigned ? SnmpMessage.AuthFlag : 0) | (isEnciphered ? SnmpMessage.PrivFlag : 0) | (header.IsReportable ? SnmpMessage.ReportableFlag : 0);
        writer.Value(BerReader.OctetStringTag, [(byte)flags]);
        writer.Integer(SnmpMessageWriter.MaxSize);
        writer.Integer(header.MessageId);
        writer.Header(BerReader.SequenceTag, global);
        writer.Integer((int)SnmpVersion.V3);
        writer.Header(BerReader.SequenceTag, end);
        if (writer.Overflowed)
            return false;
        if (isSigned)
            keys!.Sign(writer.Since(end), writer.At(place, digest));
        return true;
    }

    /// <summary>
    /// Verifies and deciphers a message, as far as it says that it is signed and enciphered. Whether that is as far as it
    /// should be, and whether it is timely, is the caller's to judge.
    /// </summary>
    /// <param name="datagram">The octets that the message was read from; the digest among them is lost.</param>
    /// <param name="message">The message that was read from them.</param>
    /// <param name="keys">The keys of its user for its engine; null where there are none.</param>
    /// <param name="scratch">Room for the deciphered PDU.</param>
    /// <param name="scoped">The scoped PDU in the clear, within <paramref name="datagram"/> or <paramref name="scratch"/>.</param>
    public static UsmVerdict Open(Span<byte> datagram, in SnmpMessage message, UsmKeys? keys, Span<byte> scratch, out ReadOnlySpan<byte> scoped)
    {
        scoped = message.Body;
        if (!message.IsAuthenticated)
            return UsmVerdict.Good;
        scoped = default;
        if (keys is null || keys.Authentication == UsmAuthentication.None || (message.IsEncrypted && keys.Privacy == UsmPrivacy.None))
            return UsmVerdict.UnsupportedSecurityLevel;
        ReadOnlySpan<byte> octets = datagram;
        if (!octets.Overlaps(message.Digest, out var at) || !octets.Overlaps(message.Whole, out var start) ||
            !keys.Verify(datagram.Slice(start, message.Whole.Length), datagram.Slice(at, message.Digest.Length)))
        {
            return UsmVerdict.WrongDigest;
        }
        if (!message.IsEncrypted)
        {
            scoped = message.Body;
            return UsmVerdict.Good;
        }
        if (message.Body.Length + 16 > scratch.Length || keys.Decipher(message.Body, message.EngineBoots, message.EngineTime, message.Salt, scratch) is not (var length and > 0))
            return UsmVerdict.DecryptionError;
        scoped = scratch[..length];
        return UsmVerdict.Good;
    }
}

/// <summary>What became of a message of version 3, by the counters that RFC 3414 section 5 has for it.</summary>
public enum UsmVerdict
{
    Good,
    UnsupportedSecurityLevel = 1,
    NotInTimeWindow = 2,
    UnknownUserName = 3,
    UnknownEngineId = 4,
    WrongDigest = 5,
    DecryptionError = 6,
}

/// <summary>The reports of the user-based security model (RFC 3414 section 5).</summary>
public static class UsmReports
{
    private static readonly ObjectIdentifier Statistics = ObjectIdentifier.Parse("1.3.6.1.6.3.15.1.1");

    /// <summary>The counter that a report is about, <c>1.3.6.1.6.3.15.1.1.n.0</c>.</summary>
    public static ObjectIdentifier CounterOf(UsmVerdict verdict) => ObjectIdentifier.Parse($"{Statistics}.{(int)verdict}.0");

    /// <summary>What a report says, by its first binding; <see cref="UsmVerdict.Good"/> where it is none of these.</summary>
    public static UsmVerdict Read(in SnmpPdu pdu)
    {
        var bindings = new VarBindReader(pdu.Bindings);
        if (pdu.Type != PduType.Report || !bindings.TryRead(out var binding) || !binding.Name.StartsWith(Statistics.Octets))
            return UsmVerdict.Good;
        var rest = binding.Name[Statistics.Octets.Length..];
        return ObjectIdentifier.TryNumber(ref rest, out var number) && number is >= 1 and <= 6 ? (UsmVerdict)number : UsmVerdict.Good;
    }

    /// <summary>A report in words, to be read after the device's name.</summary>
    public static string Words(UsmVerdict verdict) => verdict switch
    {
        UsmVerdict.UnsupportedSecurityLevel => "does not support the security level asked for (usmStatsUnsupportedSecLevels)",
        UsmVerdict.NotInTimeWindow => "finds the message outside its time window (usmStatsNotInTimeWindows)",
        UsmVerdict.UnknownUserName => "does not know the user (usmStatsUnknownUserNames)",
        UsmVerdict.UnknownEngineId => "does not know the engine asked for (usmStatsUnknownEngineIDs)",
        UsmVerdict.WrongDigest => "says that the authentication password or protocol is wrong (usmStatsWrongDigests)",
        UsmVerdict.DecryptionError => "could not decipher the message: the privacy password or protocol is wrong (usmStatsDecryptionErrors)",
        _ => "sent a report of no known kind",
    };
}
