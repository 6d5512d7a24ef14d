using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Gnmi;
using Dashboard.Ingest.Sources.Gnmi.Messages;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

public sealed class GnmiSourceTests
{
    private const string Eth0 = "/interfaces/interface[name=eth0]/state";
    private const string Eth1 = "/interfaces/interface[name=eth1]/state";

    [GnmiPeerFact]
    public async Task A_device_streams_samples_and_changes()
    {
        using var peer = new GnmiPeer();
        peer.Set(($"{Eth0}/counters/in-octets", 18_000_000_000_000_000_000UL), ($"{Eth0}/oper-status", "UP"), ($"{Eth0}/description", "uplink"), ($"{Eth0}/ifindex", 3));
        await using var targets = new SubscribedTargets(new GnmiOptions { RepeatInterval = TimeSpan.FromSeconds(1) }, Target(peer));
        await targets.Until("up", 1);
        await targets.Until("node_network_receive_bytes_total", 1.8e19, ("device", "eth0"));
        await targets.Until("ifOperStatus", 1, ("ifName", "eth0"), ("ifAlias", "uplink"), ("ifIndex", "3"));
        Assert.Equal((GnmiTargetPhase.Streaming, null), (targets.State.Phase, targets.State.Problem));

        var asked = peer.Wait("request").GetProperty("subscribe");
        Assert.Equal("PROTO", asked.GetProperty("encoding").GetString());
        var counters = asked.GetProperty("subscription")[0];
        Assert.Equal(("SAMPLE", "5000000000"), (counters.GetProperty("mode").GetString(), counters.GetProperty("sampleInterval").GetString()));

        peer.Set(($"{Eth0}/counters/in-octets", 18_000_000_000_000_100_000UL), ($"{Eth0}/oper-status", "DOWN"), ("/components/component[name=psu]/state/temperature/instant", 35.5));
        await targets.Until("node_network_up", 0, ("device", "eth0"));
        await targets.Until("component_temperature_celsius", 35.5, ("component", "psu"));
        await targets.Until(() => targets.Bench.Events.NewestFirst.Any(e => e is { EventType: "link-down", ManagedObject: "leaf eth0", Severity: PerceivedSeverity.Major }));

        // What holds is stored again and again, while samples are not.
        var before = await targets.Bench.Values("node_network_up", ("device", "eth0"));
        await targets.Until(() => targets.Bench.Values("node_network_up", ("device", "eth0")).Result.Length > before.Length);
        Assert.Equal(2, (await targets.Bench.Values("node_network_receive_bytes_total")).Length);
    }

    [GnmiPeerFact]
    public async Task What_a_device_deletes_or_replaces_ends()
    {
        using var peer = new GnmiPeer();
        peer.Set(($"{Eth0}/counters/in-octets", 1), ($"{Eth1}/counters/in-octets", 2), ($"{Eth1}/counters/out-octets", 3));
        await using var targets = new SubscribedTargets(new GnmiOptions(), Target(peer));
        await targets.Until("node_network_transmit_bytes_total", 3, ("device", "eth1"));
        peer.Delete("/interfaces/interface[name=eth0]");
        await targets.Until("node_network_receive_bytes_total", null, ("device", "eth0"));
        peer.SendAtomic($"{Eth1}/counters", ("/in-octets", 7));
        await targets.Until("node_network_receive_bytes_total", 7, ("device", "eth1"));
        await targets.Until("node_network_transmit_bytes_total", null, ("device", "eth1"));
    }

    [GnmiPeerFact]
    public async Task A_device_that_is_killed_and_comes_back_streams_on_and_what_is_gone_has_ended()
    {
        using var peer = new GnmiPeer();
        peer.Set(($"{Eth0}/counters/in-octets", 1), ($"{Eth1}/counters/in-octets", 2));
        await using var targets = new SubscribedTargets(new GnmiOptions { FailuresToOpen = 2 }, Target(peer));
        await targets.Until("node_network_receive_bytes_total", 2, ("device", "eth1"));
        peer.Kill();
        await targets.Until(() => targets.Bench.Events.NewestFirst.Any(e => e.EventType == "gnmi-unreachable"));
        await targets.Until("up", 0);
        await targets.Until("node_network_receive_bytes_total", null, ("device", "eth0"));
        Assert.Contains($"leaf cannot be reached at {peer.Address}: Connection refused.", targets.Errors);
        Assert.Contains(targets.State.Phase, new[] { GnmiTargetPhase.Waiting, GnmiTargetPhase.Connecting });

        peer.Restart();
        peer.Set(($"{Eth0}/counters/in-octets", 5));
        await targets.Until("node_network_receive_bytes_total", 5, ("device", "eth0"));
        await targets.Until("up", 1);
        Assert.Equal((null, true), targets.Latest("node_network_receive_bytes_total", ("device", "eth1")));
        Assert.Contains(targets.Bench.Events.NewestFirst, e => e is { EventType: "gnmi-reachable", Severity: PerceivedSeverity.Cleared });
    }

    [GnmiPeerFact]
    public async Task A_subscription_that_is_dropped_is_made_again_and_what_was_deleted_meanwhile_ends()
    {
        using var peer = new GnmiPeer();
        peer.Set(($"{Eth0}/counters/in-octets", 1), ($"{Eth1}/counters/in-octets", 2));
        await using var targets = new SubscribedTargets(new GnmiOptions(), Target(peer));
        await targets.Until("node_network_receive_bytes_total", 2, ("device", "eth1"));
        peer.Wait("request");
        peer.Drop("UNAVAILABLE");
        await targets.Until(() => targets.Errors.Contains("leaf ended the call with UNAVAILABLE (told to)."));
        peer.Delete("/interfaces/interface[name=eth0]");
        await targets.Until("node_network_receive_bytes_total", null, ("device", "eth0"));
        peer.Wait("request");
        Assert.Equal((2, true), targets.Latest("node_network_receive_bytes_total", ("device", "eth1")));
        // One failure is no reason for an alarm.
        Assert.Empty(targets.Bench.Events.NewestFirst);
    }

    [GnmiPeerFact]
    public async Task A_wrong_password_is_said_without_naming_it_and_not_tried_again_at_once()
    {
        using var peer = new GnmiPeer("--user", "ops", "--password", "right-one");
        peer.Set(($"{Eth0}/counters/in-octets", 1));
        await using var targets = new SubscribedTargets(new GnmiOptions(), Target(peer, user: "ops", password: "wrong-one"), Target(peer, "second", user: "ops", password: "right-one"));
        await targets.Until("up", 0, ("instance", "leaf"));
        await targets.Until("up", 1, ("instance", "second"));
        Assert.Equal("leaf refuses the user name or password (bad credentials: 100 % wrong).", targets.Source.States[0].Problem);
        Assert.DoesNotContain(targets.Errors, e => e.Contains("-one", StringComparison.Ordinal));
        Assert.Equal(1, targets.Bench.Status(GnmiSource.Id).Errors);
        Assert.Contains(targets.Bench.Events.NewestFirst, e => e is { EventType: "gnmi-unreachable", ManagedObject: "leaf" });
    }

    [GnmiPeerFact]
    public async Task Devices_are_asked_once_or_by_polling_at_the_interval()
    {
        using var peer = new GnmiPeer("--encodings", "JSON_IETF");
        peer.Set(($"{Eth0}/counters/in-octets", 18_000_000_000_000_000_000UL), ($"{Eth1}/oper-status", "UP"));
        await using var targets = new SubscribedTargets(new GnmiOptions(),
            Target(peer, "once", mode: GnmiStreamMode.Once), Target(peer, "polled", mode: GnmiStreamMode.Poll));
        foreach (var instance in new[] { "once", "polled" })
        {
            await targets.Until("node_network_receive_bytes_total", 1.8e19, ("instance", instance));
            await targets.Until("node_network_up", 1, ("instance", instance));
        }
        peer.Delete($"{Eth1}");
        foreach (var instance in new[] { "once", "polled" })
        {
            await targets.Until("node_network_up", null, ("instance", instance));
            await targets.Until("up", 1, ("instance", instance));
            await targets.Until(() => targets.Bench.Values("node_network_receive_bytes_total", ("instance", instance)).Result.Length > 2);
        }
        Assert.Empty(targets.Errors);
    }

    [GnmiPeerFact]
    public async Task A_device_is_reached_by_tls_with_its_own_authority_a_client_certificate_and_another_name()
    {
        using var files = new Certificates("leaf.example.net");
        using var peer = new GnmiPeer("--certificate", files.Server, "--key", files.ServerKey, "--ca", files.Authority);
        peer.Set(($"{Eth0}/counters/in-octets", 1));
        GnmiTargetOptions Tls(string instance, string ca, string serverName, bool verify = true) => new()
        {
            Address = peer.Address,
            Instance = instance,
            CaFile = ca,
            ServerName = serverName,
            TlsVerify = verify,
            CertificateFile = files.Client,
            KeyFile = files.ClientKey,
            Interval = TimeSpan.FromSeconds(5),
        };
        await using var targets = new SubscribedTargets(new GnmiOptions(),
            Tls("good", files.Authority, "leaf.example.net"), Tls("named", files.Authority, "spine.example.net"), Tls("stranger", files.Stranger, "leaf.example.net"), Tls("blind", "", "", verify: false));
        await targets.Until("up", 1, ("instance", "good"));
        await targets.Until("up", 1, ("instance", "blind"));
        await targets.Until("up", 0, ("instance", "named"));
        await targets.Until("up", 0, ("instance", "stranger"));
        Assert.Contains(targets.Errors, e => e.StartsWith("named cannot be reached", StringComparison.Ordinal) && e.Contains("RemoteCertificateNameMismatch", StringComparison.Ordinal));
        Assert.Contains(targets.Errors, e => e.StartsWith("stranger cannot be reached", StringComparison.Ordinal) && e.Contains("certificate", StringComparison.Ordinal));
    }

    [GnmiPeerFact]
    public async Task A_device_that_is_asked_once_says_what_it_can_or_why_not()
    {
        using var peer = new GnmiPeer();
        await using var targets = new SubscribedTargets(new GnmiOptions());
        var answer = await targets.Source.Test(Target(peer), CancellationToken.None);
        Assert.True(answer.IsGood, answer.Text);
        Assert.Contains("leaf answers within", answer.Text, StringComparison.Ordinal);
        var refused = await targets.Source.Test(new GnmiTargetOptions { Address = "127.0.0.1:1", Instance = "gone", Tls = false }, CancellationToken.None);
        Assert.StartsWith("gone cannot be reached at 127.0.0.1:1: ", refused.Text, StringComparison.Ordinal);
        Assert.False(refused.IsGood);
    }

    [GnmiPeerFact]
    public async Task A_target_can_be_added_removed_and_added_again_while_others_stream()
    {
        using var peer = new GnmiPeer();
        peer.Set(($"{Eth0}/counters/in-octets", 1));
        await using var targets = new SubscribedTargets(new GnmiOptions(), Target(peer));
        Assert.Null(targets.Source.TryAdd(Target(peer, "second")));
        Assert.Equal("A target called 'leaf' is subscribed to already.", targets.Source.TryAdd(Target(peer)));
        Assert.StartsWith("There is no gNMI module 'x'. There are: bgp, components,", targets.Source.TryAdd(new GnmiTargetOptions { Address = "127.0.0.1", Modules = "x" }), StringComparison.Ordinal);
        await targets.Until("node_network_receive_bytes_total", 1, ("instance", "second"));

        Assert.True(targets.Source.Remove("second"));
        await targets.Until("node_network_receive_bytes_total", null, ("instance", "second"));
        await targets.Until("up", null, ("instance", "second"));
        Assert.Null(targets.Source.TryAdd(Target(peer, "second")));
        await targets.Until("node_network_receive_bytes_total", 1, ("instance", "second"));

        Assert.True(targets.Source.Remove("second"));
        await targets.Until("node_network_receive_bytes_total", null, ("instance", "second"));
        Assert.False(targets.Source.Remove("second"));
        Assert.Equal("leaf", targets.State.Name);
        Assert.Equal((1, true), targets.Latest("node_network_receive_bytes_total", ("instance", "leaf")));
    }

    [Theory]
    [InlineData("", "'' is no address: name or IP address, with a port where that is not 9339, such as 10.0.0.1 or [2001:db8::1]:57400.")]
    [InlineData("Password", "leaf has a password and no user.")]
    [InlineData("CertificateFile", "leaf needs both CertificateFile and KeyFile, or neither.")]
    [InlineData("CaFile", "leaf: there is no file /no/such/file.")]
    [InlineData("ServerName", "leaf has certificates and no TLS.")]
    [InlineData("Paths", "leaf: the path '/a[b' has a key without a value at character 3.")]
    [InlineData("Modules", "leaf has neither modules nor paths, so there is nothing to subscribe to.")]
    public void Settings_that_do_not_fit_together_say_why(string what, string expected)
    {
        var target = what switch
        {
            "Password" => new GnmiTargetOptions { Address = "leaf", Password = "secret" },
            "CertificateFile" => new GnmiTargetOptions { Address = "leaf", CertificateFile = "x" },
            "CaFile" => new GnmiTargetOptions { Address = "leaf", CaFile = "/no/such/file" },
            "ServerName" => new GnmiTargetOptions { Address = "leaf", ServerName = "x", Tls = false },
            "Paths" => new GnmiTargetOptions { Address = "leaf", Paths = "/a; /a[b on_change" },
            "Modules" => new GnmiTargetOptions { Address = "leaf", Modules = " ," },
            _ => new GnmiTargetOptions(),
        };
        Assert.Equal($"Noc:Gnmi:Targets: {expected}", target.Complaint());
    }

    [Fact]
    public void Paths_have_modes_and_intervals_behind_them()
    {
        var target = new GnmiTargetOptions { Address = "leaf", Paths = "/qos/interfaces on_change; openconfig:/acl sample 00:05:00; /x[name=a b]", Heartbeat = TimeSpan.FromMinutes(2) };
        Assert.Null(GnmiPaths.Read(target, out var paths));
        Assert.Equal(
            [("/qos/interfaces", GnmiSubscriptionMode.OnChange, null), ("openconfig:/acl", GnmiSubscriptionMode.Sample, TimeSpan.FromMinutes(5)), ("/x[name=a b]", GnmiSubscriptionMode.Sample, default(TimeSpan?))],
            paths.Select(p => (p.Path.ToString(), p.Mode, p.Interval)));
    }

    [Fact]
    public void Pauses_grow_with_some_chance_in_them_and_a_refused_user_waits_longest()
    {
        var backOff = new GnmiBackOff(3, TimeSpan.FromMinutes(1), new Random(1));
        Assert.False(backOff.Failed(isRefused: false));
        Assert.InRange(backOff.Pause(isRefused: false).TotalSeconds, 0.8, 1.2);
        Assert.False(backOff.Failed(isRefused: false));
        Assert.InRange(backOff.Pause(isRefused: false).TotalSeconds, 1.6, 2.4);
        Assert.True(backOff.Failed(isRefused: false));
        for (var i = 0; i < 50; i++)
            Assert.False(backOff.Failed(isRefused: false));
        Assert.InRange(backOff.Pause(isRefused: false).TotalSeconds, 48, 72);
        Assert.True(backOff.Succeeded());
        Assert.False(backOff.Succeeded());
        Assert.True(backOff.Failed(isRefused: true));
        Assert.InRange(backOff.Pause(isRefused: true).TotalSeconds, 48, 72);
    }

    private static GnmiTargetOptions Target(GnmiPeer peer, string instance = "leaf", string user = "", string password = "", GnmiStreamMode mode = GnmiStreamMode.Stream) => new()
    {
        Address = peer.Address,
        Instance = instance,
        User = user,
        Password = password,
        Tls = false,
        Mode = mode,
        Interval = TimeSpan.FromSeconds(mode == GnmiStreamMode.Stream ? 5 : 1),
        Timeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>An authority, a server and a client that it vouches for, and another authority, as files in PEM.</summary>
    private sealed class Certificates : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gnmi");

        public Certificates(string server)
        {
            using var authority = MakeAuthority("authority");
            using var stranger = MakeAuthority("stranger");
            Make("server", authority, server);
            Make("client", authority, null);
        }

        public string Authority => At("authority.pem");

        public string Stranger => At("stranger.pem");

        public string Server => At("server.pem");

        public string ServerKey => At("server.key");

        public string Client => At("client.pem");

        public string ClientKey => At("client.key");

        public void Dispose() => _folder.Delete(recursive: true);

        private string At(string file) => Path.Combine(_folder.FullName, file);

        private X509Certificate2 MakeAuthority(string name)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(70));
            File.WriteAllText(At($"{name}.pem"), certificate.ExportCertificatePem());
            return certificate;
        }

        private void Make(string name, X509Certificate2 authority, string? host)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN={host ?? name}", key, HashAlgorithmName.SHA256);
            if (host is not null)
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddDnsName(host);
                request.CertificateExtensions.Add(names.Build());
            }
            using var certificate = request.Create(authority, new DateTimeOffset(authority.NotBefore), new DateTimeOffset(authority.NotAfter), [(byte)name.Length, (byte)name[0]]);
            File.WriteAllText(At($"{name}.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(At($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
