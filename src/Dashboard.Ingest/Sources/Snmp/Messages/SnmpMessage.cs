namespace Dashboard.Ingest.Sources.Snmp.Messages;

/// <summary>
/// A message as it came from the wire, versions 1 (RFC 1157), 2c (RFC 1901) and 3 with the user-based security model
/// (RFC 3412 section 6, RFC 3414 section 2.4). Nothing in it has been verified.
/// </summary>
public readonly ref struct SnmpMessage
{
    internal const byte AuthFlag = 1;
    internal const byte PrivFlag = 2;
    internal const byte ReportableFlag = 4;
    internal const int UserBasedSecurity = 3;

    public SnmpVersion Version { get; private init; }

    /// <summary>The message alone, without octets that came after it.</summary>
    public ReadOnlySpan<byte> Whole { get; private init; }

    /// <summary>Of v1 and v2c: the community.</summary>
    public ReadOnlySpan<byte> Community { get; private init; }

    /// <summary>Of v3: the number that a response repeats.</summary>
    public int MessageId { get; private init; }

    /// <summary>Of v3: octets that the sender can take.</summary>
    public int MaxSize { get; private init; }

    /// <summary>Of v3: whether it says that it is authenticated.</summary>
    public bool IsAuthenticated { get; private init; }

    /// <summary>Of v3: whether <see cref="Body"/> is enciphered.</summary>
    public bool IsEncrypted { get; private init; }

    /// <summary>Of v3: whether the sender wants to hear why its message was of no use.</summary>
    public bool IsReportable { get; private init; }

    /// <summary>Of v3: the engine whose keys and clock count.</summary>
    public ReadOnlySpan<byte> EngineId { get; private init; }

    /// <summary>Of v3: how often that engine has started.</summary>
    public int EngineBoots { get; private init; }

    /// <summary>Of v3: seconds since that engine started last.</summary>
    public int EngineTime { get; private init; }

    /// <summary>Of v3: the user.</summary>
    public ReadOnlySpan<byte> User { get; private init; }

    /// <summary>Of v3: the digest.</summary>
    public ReadOnlySpan<byte> Digest { get; private init; }

    /// <summary>Of v3: the salt.</summary>
    public ReadOnlySpan<byte> Salt { get; private init; }

    /// <summary>Of v1 and v2c the PDU; of v3 the scoped PDU, as it is or enciphered.</summary>
    public ReadOnlySpan<byte> Body { get; private init; }

    /// <summary>Reads a datagram. False with a word why where it holds no message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out SnmpMessage message, out string? complaint)
    {
        message = default;
        var outer = new BerReader(datagram);
        if (!outer.TryRead(BerReader.SequenceTag, out var content))
            return Stop("it is cut off or no sequence", out complaint);
        var whole = datagram[..(datagram.Length - outer.Rest.Length)];
        var reader = new BerReader(content);
        if (!reader.TryReadInteger(out var version))
            return Stop("it has no version", out complaint);
        switch ((SnmpVersion)version)
        {
            case SnmpVersion.V1 or SnmpVersion.V2c:
                if (!reader.TryRead(BerReader.OctetStringTag, out var community))
                    return Stop("it has no community", out complaint);
                message = new SnmpMessage { Version = (SnmpVersion)version, Whole = whole, Community = community, Body = reader.Rest };
                complaint = null;
                return true;
            case SnmpVersion.V3:
                return TryReadV3(reader, whole, out message, out complaint);
            default:
                return Stop("it is of a version that is neither 1, 2c nor 3", out complaint);
        }
    }

    /// <summary>Takes a scoped PDU in the clear apart (RFC 3412 section 6.8).</summary>
    /// <param name="scoped">The scoped PDU; padding after it is passed over.</param>
    /// <param name="contextEngine">The engine that the PDU is about.</param>
    /// <param name="context">The name of the context within that engine.</param>
    /// <param name="pdu">The PDU with its tag.</param>
    public static bool TryReadScoped(ReadOnlySpan<byte> scoped, out ReadOnlySpan<byte> contextEngine, out ReadOnlySpan<byte> context, out ReadOnlySpan<byte> pdu)
    {
        contextEngine = context = pdu = default;
        var outer = new BerReader(scoped);
        if (!outer.TryRead(BerReader.SequenceTag, out var content))
            return false;
        var reader = new BerReader(content);
        if (!reader.TryRead(BerReader.OctetStringTag, out contextEngine) || !reader.TryRead(BerReader.OctetStringTag, out context))
            return false;
        pdu = reader.Rest;
        return !pdu.IsEmpty;
    }

    private static bool TryReadV3(BerReader reader, ReadOnlySpan<byte> whole, out SnmpMessage message, out string? complaint)
    {
        message = default;
        if (!reader.TryRead(BerReader.SequenceTag, out var global))
            return Stop("its header is cut off", out complaint);
        var header = new BerReader(global);
        if (!header.TryReadInteger(out var id) || !header.TryReadInteger(out var maxSize) || !header.TryRead(BerReader.OctetStringTag, out var flags) || flags.Length != 1 || !header.TryReadInteger(out var model))
            return Stop("its header lacks an id, a size, flags or a security model", out complaint);
        if (model != UserBasedSecurity)
            return Stop("its security model is not the user-based one", out complaint);
        if ((flags[0] & (AuthFlag | PrivFlag)) == PrivFlag)
            return Stop("it is enciphered but not authenticated, which no message may be", out complaint);
        if (!reader.TryRead(BerReader.OctetStringTag, out var parameters) || !new BerReader(parameters).TryReadSequence(out var security))
            return Stop("its security parameters are cut off", out complaint);
        var usm = new BerReader(security);
        if (!usm.TryRead(BerReader.OctetStringTag, out var engine) || engine.Length > 32 || !usm.TryReadCount(out var boots) || !usm.TryReadCount(out var time))
            return Stop("its security parameters lack an engine with its clock", out complaint);
        if (!usm.TryRead(BerReader.OctetStringTag, out var user) || user.Length > 32 || !usm.TryRead(BerReader.OctetStringTag, out var digest) || !usm.TryRead(BerReader.OctetStringTag, out var salt))
            return Stop("its security parameters lack a user, a digest or a salt", out complaint);
        var isEncrypted = (flags[0] & PrivFlag) != 0;
        var body = reader.Rest;
        if (isEncrypted && !reader.TryRead(BerReader.OctetStringTag, out body))
            return Stop("its enciphered part is cut off", out complaint);
        message = new SnmpMessage
        {
            Version = SnmpVersion.V3,
            Whole = whole,
            MessageId = id,
            MaxSize = maxSize,
            IsAuthenticated = (flags[0] & AuthFlag) != 0,
            IsEncrypted = isEncrypted,
            IsReportable = (flags[0] & ReportableFlag) != 0,
            EngineId = engine,
            EngineBoots = boots,
            EngineTime = time,
            User = user,
            Digest = digest,
            Salt = salt,
            Body = body,
        };
        complaint = null;
        return true;
    }

    private static bool Stop(string why, out string? complaint)
    {
        complaint = why;
        return false;
    }
}
