using System.Diagnostics;
using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Security;
using Dashboard.Ingest.Sources.Snmp.Traps;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>Traps and informs of Net-SNMP, over the loopback.</summary>
public sealed class SnmpTrapSourceTests : IAsyncLifetime
{
    private const string LinkDown = "1.3.6.1.6.3.1.1.5.3";
    private const string SenderEngine = "0x8000000001020304";

    private readonly IngestBench _bench = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("traps");
    private SnmpTrapSource? _source;
    private Task _run = Task.CompletedTask;

    public async Task InitializeAsync() => await _bench.Pipeline.StartAsync(default);

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run.ContinueWith(static _ => { }, TaskScheduler.Default);
        _bench.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    [NetSnmpFact]
    public async Task Traps_of_versions_1_and_2c_become_events_of_the_device_by_its_name()
    {
        await Start(devices: [new SnmpDeviceOptions { Address = "127.0.0.1", Instance = "edge-7" }]);
        await Send("snmptrap", "-v1", "-c", "public", Target, "1.3.6.1.4.1.8072.3.2.10", "127.0.0.1", "2", "0", "5", "1.3.6.1.2.1.2.2.1.1.7", "i", "7");
        await Send("snmptrap", "-v2c", "-c", "public", Target, "", LinkDown, "1.3.6.1.2.1.2.2.1.1.8", "i", "8", "1.3.6.1.2.1.31.1.1.1.1.8", "s", "ge-0/0/8");
        await Eventually.True(() => _bench.Events.NewestFirst.Count == 2);
        var events = _bench.Events.NewestFirst.Select(e => (e.ManagedObject, e.EventType, e.Severity)).ToArray();
        Assert.Contains(("edge-7 interface 7", "link-down", PerceivedSeverity.Major), events);
        Assert.Contains(("edge-7 ge-0/0/8", "link-down", PerceivedSeverity.Major), events);
    }

    [NetSnmpFact]
    public async Task Informs_of_version_2c_are_acknowledged()
    {
        await Start();
        await Send("snmpinform", "-v2c", "-c", "public", "-r", "0", "-t", "5", Target, "", LinkDown, "1.3.6.1.2.1.2.2.1.1.7", "i", "7");
        await Eventually.True(() => _bench.Events.NewestFirst.Count == 1);
    }

    [NetSnmpFact]
    public async Task An_inform_that_could_not_be_kept_is_not_acknowledged()
    {
        using var bench = new IngestBench(stores: static _ => [new FullDisk()]);
        await bench.Pipeline.StartAsync(default);
        var source = new SnmpTrapSource(
            new ListenOptions { SnmpTrap = 0 }, new SnmpTrapOptions(), [], [], LocalEngine.Start(Path.Combine(_folder.FullName, "other"), bench.Clock),
            new DeviceInventory(), bench.Pipeline, bench.Sources, bench.Metrics, bench.Clock);
        _run = source.Run(_stop.Token);
        var target = $"127.0.0.1:{(await source.Listening).Port}";

        var (exit, errors) = await TrySend("snmpinform", "-v2c", "-c", "public", "-r", "0", "-t", "1", target, "", LinkDown, "1.3.6.1.2.1.2.2.1.1.7", "i", "7");

        Assert.NotEqual(0, exit);
        Assert.Contains("Timeout", errors, StringComparison.Ordinal);
        Assert.Equal(1, bench.Status(SnmpTrapSource.Id).Dropped["store failed: No space left on device"]);
    }

    [NetSnmpFact]
    public async Task Traps_and_informs_of_version_3_are_taken_from_users_with_every_protocol()
    {
        (string Name, UsmAuthentication Auth, string AuthName, UsmPrivacy Priv, string PrivName)[] users =
        [
            ("u-md5-des", UsmAuthentication.Md5, "MD5", UsmPrivacy.Des, "DES"), ("u-sha-aes", UsmAuthentication.Sha1, "SHA", UsmPrivacy.Aes128, "AES"),
            ("u-sha224", UsmAuthentication.Sha224, "SHA-224", UsmPrivacy.None, ""), ("u-sha256-aes192", UsmAuthentication.Sha256, "SHA-256", UsmPrivacy.Aes192, "AES-192"),
            ("u-sha384-aes256c", UsmAuthentication.Sha384, "SHA-384", UsmPrivacy.Aes256Cisco, "AES-256-C"), ("u-sha512-aes256", UsmAuthentication.Sha512, "SHA-512", UsmPrivacy.Aes256, "AES-256"),
        ];
        await Start(users: [.. users.Select(u => new SnmpUserOptions { Name = u.Name, Authentication = u.Auth, AuthPassword = "authpass123", Privacy = u.Priv, PrivPassword = u.Priv == UsmPrivacy.None ? "" : "privpass123" })]);
        var expected = 0;
        foreach (var user in users)
        {
            string[] security = ["-v3", "-u", user.Name, "-a", user.AuthName, "-A", "authpass123", .. user.Priv == UsmPrivacy.None ? ["-l", "authNoPriv"] : new[] { "-l", "authPriv", "-x", user.PrivName, "-X", "privpass123" }];
            await Send("snmptrap", [.. security, "-e", SenderEngine, Target, "", LinkDown, "1.3.6.1.2.1.2.2.1.1.7", "i", (++expected).ToString()]);
            await Send("snmpinform", [.. security, "-r", "0", "-t", "5", Target, "", LinkDown, "1.3.6.1.2.1.2.2.1.1.7", "i", (++expected).ToString()]);
        }
        await Eventually.True(() => _bench.Events.NewestFirst.Count == expected);
        Assert.Empty(_bench.Status(SnmpTrapSource.Id).LastErrors);
    }

    [NetSnmpFact]
    public async Task A_trap_of_a_stranger_or_with_a_wrong_password_or_community_is_counted_and_no_event()
    {
        await Start(new SnmpTrapOptions { Communities = "inside" }, users: [new SnmpUserOptions { Name = "ops", Authentication = UsmAuthentication.Sha1, AuthPassword = "authpass123" }]);
        await Send("snmptrap", "-v2c", "-c", "outside", Target, "", LinkDown);
        await Send("snmptrap", "-v3", "-l", "authNoPriv", "-u", "ops", "-a", "SHA", "-A", "wrongpass123", "-e", SenderEngine, Target, "", LinkDown);
        await Send("snmptrap", "-v3", "-l", "authNoPriv", "-u", "nobody", "-a", "SHA", "-A", "authpass123", "-e", SenderEngine, Target, "", LinkDown);
        await Eventually.True(() => _bench.Status(SnmpTrapSource.Id).Errors == 3);
        Assert.Empty(_bench.Events.NewestFirst);
        Assert.Equal(3, _bench.Status(SnmpTrapSource.Id).Dropped["trap not accepted"]);
    }

    [Fact]
    public void An_inform_that_is_sent_again_is_acknowledged_again_and_taken_once()
    {
        var intake = new TrapIntake(new SnmpTrapOptions(), [], LocalEngine.Start(Path.Combine(_folder.FullName, "e"), _bench.Clock), _bench.Clock);
        Assert.NotNull(Take(intake, Inform(1), out var first));
        Assert.Null(Take(intake, Inform(1), out var again));
        Assert.Equal(first, again);
        Assert.NotEmpty(first);
        Assert.NotNull(Take(intake, Inform(2), out _));
        _bench.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.NotNull(Take(intake, Inform(1), out _));
    }

    [Fact]
    public void The_engine_keeps_its_identifier_and_counts_its_starts()
    {
        var file = Path.Combine(_folder.FullName, "engine");
        var first = LocalEngine.Start(file, _bench.Clock);
        var second = LocalEngine.Start(file, _bench.Clock);
        Assert.Equal(first.Id, second.Id);
        Assert.Equal((1, 2), (first.Boots, second.Boots));
        File.WriteAllText(file, "spoiled");
        Assert.NotEqual(first.Id, LocalEngine.Start(file, _bench.Clock).Id);
    }

    [Fact]
    public void A_flood_of_one_sender_does_not_drown_the_events_of_others()
    {
        var senders = new TrapSenders(new SnmpTrapOptions { MaxPerSender = 5, MaxSenders = 2 }, [], new DeviceInventory(), _bench.Clock);
        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => senders.Count("10.0.0.1")));
        Assert.True(senders.Count("10.0.0.2"));
        Assert.True(senders.Count("10.0.0.3"));
        Assert.Equal([("10.0.0.1", 100.0), ("10.0.0.2", 1.0), (TrapSenders.Others, 1.0)], senders.Counts());
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(senders.Count("10.0.0.1"));
    }

    private string Target { get; set; } = "";

    private async Task Start(SnmpTrapOptions? options = null, IReadOnlyList<SnmpUserOptions>? users = null, IReadOnlyList<SnmpDeviceOptions>? devices = null)
    {
        _source = new SnmpTrapSource(
            new ListenOptions { SnmpTrap = 0 }, options ?? new SnmpTrapOptions(), users ?? [], devices ?? [], LocalEngine.Start(Path.Combine(_folder.FullName, "engine"), _bench.Clock),
            new DeviceInventory(), _bench.Pipeline, _bench.Sources, _bench.Metrics, _bench.Clock);
        _run = _source.Run(_stop.Token);
        var listening = await _source.Listening;
        Target = $"127.0.0.1:{listening.Port}";
    }

    /// <summary>Runs a program of Net-SNMP, which fails where an inform is not acknowledged.</summary>
    private static async Task Send(string program, params string[] arguments)
    {
        var (exit, errors) = await TrySend(program, arguments);
        Assert.True(exit == 0, $"{program} {string.Join(' ', arguments)}: {errors}");
    }

    private static async Task<(int Exit, string Errors)> TrySend(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, errors);
    }

    internal static SnmpTrap? Take(TrapIntake intake, byte[] datagram, out byte[] answer)
    {
        var writer = new BerWriter(new byte[65_535]);
        var trap = intake.Take(datagram.ToArray(), "10.0.0.1", ref writer, out _);
        answer = writer.Written.ToArray();
        return trap;
    }

    internal static byte[] Inform(int requestId)
    {
        var writer = new BerWriter(new byte[500]);
        var end = writer.Position;
        Bind(ref writer, "1.3.6.1.6.3.1.1.4.1.0", SnmpType.ObjectIdentifier, ObjectIdentifier.Parse(LinkDown).Octets);
        Bind(ref writer, "1.3.6.1.2.1.1.3.0", SnmpType.TimeTicks, [5]);
        SnmpMessageWriter.Pdu(ref writer, end, PduType.InformRequest, requestId);
        SnmpMessageWriter.Community(ref writer, end, SnmpVersion.V2c, "public"u8);
        return writer.Written.ToArray();
    }

    internal static void Bind(ref BerWriter writer, string name, SnmpType type, ReadOnlySpan<byte> content)
    {
        var end = writer.Position;
        writer.Value((byte)type, content);
        writer.Value((byte)SnmpType.ObjectIdentifier, ObjectIdentifier.Parse(name).Octets);
        writer.Header(0x30, end);
    }

    private sealed class FullDisk : ITelemetryStore
    {
        public TelemetryKind Kind => TelemetryKind.Event;

        public StoreReport Store(TelemetryBatch batch) => throw new IOException("No space left on device");
    }
}
