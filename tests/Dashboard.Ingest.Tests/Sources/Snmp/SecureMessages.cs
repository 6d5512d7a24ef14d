using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>Messages of version 3 for tests.</summary>
internal static class SecureMessages
{
    public static readonly byte[] Engine = Convert.FromHexString("8000000005a1b2c3d4e5f6");

    private static readonly Dictionary<(UsmAuthentication, UsmPrivacy), UsmUser> Users = []; // bound: pairs of protocols

    public static UsmUser User(UsmAuthentication authentication, UsmPrivacy privacy)
    {
        lock (Users)
            return Users.TryGetValue((authentication, privacy), out var user) ? user : Users[(authentication, privacy)] = new UsmUser("ops", authentication, "authpass123", privacy, "privpass123");
    }

    /// <summary>A request for sysUpTime with request id 4711.</summary>
    public static byte[] Write(UsmAuthentication authentication, UsmPrivacy privacy, PduType type = PduType.GetRequest)
    {
        using var keys = User(authentication, privacy).Localise(Engine);
        var writer = new BerWriter(new byte[1000]);
        var end = writer.Position;
        writer.NullBinding(ObjectIdentifier.Parse("1.3.6.1.2.1.1.3.0").Octets);
        SnmpMessageWriter.Pdu(ref writer, end, type, 4711);
        Assert.True(UsmMessages.Wrap(ref writer, end, new UsmHeader(4711, 3, 1000, 42, IsReportable: true), Engine, "ops"u8, default, keys, new byte[1000]));
        return writer.Written.ToArray();
    }

    public static (UsmVerdict Verdict, int RequestId) Open(byte[] datagram, UsmAuthentication authentication, UsmPrivacy privacy)
    {
        using var keys = User(authentication, privacy).Localise(Engine);
        if (!SnmpMessage.TryRead(datagram, out var message, out var complaint))
            throw new InvalidOperationException(complaint);
        var verdict = UsmMessages.Open(datagram, message, keys, new byte[70_000], out var scoped);
        if (verdict != UsmVerdict.Good)
            return (verdict, 0);
        Assert.True(SnmpMessage.TryReadScoped(scoped, out _, out _, out var body));
        Assert.True(SnmpPdu.TryRead(body, out var pdu, out complaint), complaint);
        return (verdict, pdu.RequestId);
    }
}
