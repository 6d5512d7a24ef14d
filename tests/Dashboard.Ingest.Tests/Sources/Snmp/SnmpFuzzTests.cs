using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

public sealed class SnmpFuzzTests
{
    private static readonly byte[] Tokens = [0x00, 0x01, 0x02, 0x04, 0x05, 0x06, 0x30, 0x40, 0x41, 0x46, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xa0, 0xa2, 0xa4, 0xa5, 0xa7, 0xff];

    [Fact]
    public async Task Messages_with_communities_that_are_damaged_in_every_way_break_nothing() =>
        Assert.InRange(await Run(
        [
            Convert.FromHexString("302902010104067075626c6963a21c02043d2e4c39020100020100300e300c06082b060102010103004300"),
            Convert.FromHexString("303e02010004067075626c6963a431060b2b060104018180f46900010440c0a801010201060201014301373012301006082b060102010201000404deadbeef"),
        ]), 20, int.MaxValue);

    [Fact]
    public async Task Messages_of_version_3_that_are_damaged_in_every_way_break_nothing() =>
        Assert.InRange(await Run(
        [
            SecureMessages.Write(UsmAuthentication.Md5, UsmPrivacy.None),
            SecureMessages.Write(UsmAuthentication.Sha256, UsmPrivacy.Aes128),
            SecureMessages.Write(UsmAuthentication.Sha1, UsmPrivacy.Des),
        ]), 20, int.MaxValue);

    private static async Task<int> Run(byte[][] seeds)
    {
        var read = 0;
        await Fuzz.Run(seeds, Tokens, (input, _) =>
        {
            read += Read(input);
            return Task.CompletedTask;
        });
        return read;
    }

    /// <summary>Reads all that there is, deciphering without regard to the digest; returns the bindings.</summary>
    private static int Read(byte[] input)
    {
        if (!SnmpMessage.TryRead(input, out var message, out var complaint))
        {
            Assert.NotNull(complaint);
            return 0;
        }
        var body = message.Body;
        if (message.Version == SnmpVersion.V3)
        {
            var scratch = new byte[input.Length + 16];
            using var des = SecureMessages.User(UsmAuthentication.Sha1, UsmPrivacy.Des).Localise(message.EngineId);
            if (message.IsEncrypted)
            {
                UsmMessages.Open([.. input], message, des, scratch, out _);
                body = scratch.AsSpan(0, des.Decipher(body, message.EngineBoots, message.EngineTime, message.Salt, scratch));
            }
            if (!SnmpMessage.TryReadScoped(body, out _, out _, out body))
                return 0;
        }
        if (!SnmpPdu.TryRead(body, out var pdu, out complaint))
        {
            Assert.NotNull(complaint);
            return 0;
        }
        var bindings = 0;
        var reader = new VarBindReader(pdu.Bindings);
        while (reader.TryRead(out var binding))
        {
            bindings++;
            Assert.NotNull(binding.Text());
            Assert.NotEmpty(ObjectIdentifier.TextOf(binding.Name));
            Assert.Equal(0, ObjectIdentifier.Compare(binding.Name, ObjectIdentifier.From(binding.Name)!.Octets));
        }
        UsmReports.Read(pdu);
        return bindings;
    }
}
