using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Polling;
using Dashboard.Ingest.Sources.Snmp.Security;
using Dashboard.Ingest.Sources.Snmp.Traps;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

[Trait("Kind", "fuzz")]
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

    [Fact]
    public async Task Traps_and_informs_that_are_damaged_in_every_way_break_nothing()
    {
        var (clock, taken, folder) = (new FakeClock(), 0, Directory.CreateTempSubdirectory("traps"));
        var intake = new TrapIntake(new SnmpTrapOptions(), [SecureMessages.User(UsmAuthentication.Sha1, UsmPrivacy.Des)], LocalEngine.Start(Path.Combine(folder.FullName, "engine"), clock), clock);
        await Fuzz.Run([SnmpTrapSourceTests.Inform(1), SecureMessages.Write(UsmAuthentication.Sha1, UsmPrivacy.Des, PduType.TrapV2)], Tokens, (input, _) =>
        {
            if (SnmpTrapSourceTests.Take(intake, input, out var answer) is { } trap)
            {
                taken++;
                Assert.NotEmpty(TrapSentence.Of(trap, "r1", 1, _ => null).Text);
            }
            Assert.InRange(answer.Length, 0, 60_000);
            return Task.CompletedTask;
        });
        folder.Delete(recursive: true);
        Assert.InRange(taken, 1, int.MaxValue);
    }

    [Fact]
    public async Task Answers_to_a_poll_that_are_damaged_in_every_way_break_nothing_and_stay_small()
    {
        using var device = new PolledDevice(SimulatedAgent.WithInterfaces(3));
        var (scratch, room) = (new byte[70_000], new byte[70_000]);
        byte[][] seeds = [Answer(steps: 0), Answer(steps: 1), Answer(steps: 2)];
        var taken = 0;
        await Fuzz.Run(seeds, Tokens, (input, random) =>
        {
            var session = device.Session;
            session.Begin(device.Bench.Now);
            for (var good = random.Next(3); good >= 0; good--)
            {
                var answer = good == 0 ? input : seeds[0];
                var writer = new BerWriter(room);
                Assert.True(session.TryWrite(ref writer, 77, scratch));
                if (!SnmpMessage.TryRead(answer, out var message, out _) || session.Take(answer, message, scratch) is not SessionProgress.Ask)
                    break;
                taken++;
            }
            using var batch = session.Finish(0);
            Assert.InRange(batch!.Count, 5, 5000);
            return Task.CompletedTask;
        });
        Assert.InRange(taken, 100, int.MaxValue);

        byte[] Answer(int steps)
        {
            device.Session.Begin(device.Bench.Now);
            var answer = Array.Empty<byte>();
            for (var i = 0; i <= steps; i++)
            {
                var writer = new BerWriter(room);
                Assert.True(device.Session.TryWrite(ref writer, 77, scratch));
                answer = device.Agent.Answer(writer.Written, new byte[10_000]).ToArray();
                Assert.True(SnmpMessage.TryRead(answer, out var message, out _));
                device.Session.Take(answer.ToArray(), message, scratch);
            }
            device.Session.Finish(0)?.Dispose();
            return answer;
        }
    }

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
