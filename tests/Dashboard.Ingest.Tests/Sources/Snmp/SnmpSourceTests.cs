using Dashboard.Domain.Inventory;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Snmp;
using Dashboard.Ingest.Sources.Snmp.Messages;
using Dashboard.Ingest.Sources.Snmp.Modules;
using Dashboard.Ingest.Sources.Snmp.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dashboard.Ingest.Tests.Sources.Snmp;

/// <summary>The poller against Net-SNMP's agent, over the loopback.</summary>
public sealed class SnmpSourceTests
{
    private static readonly UsmAuthentication[] Authentications = [UsmAuthentication.Md5, UsmAuthentication.Sha1, UsmAuthentication.Sha224, UsmAuthentication.Sha256, UsmAuthentication.Sha384, UsmAuthentication.Sha512];
    private static readonly UsmPrivacy[] Privacies = [UsmPrivacy.None, UsmPrivacy.Des, UsmPrivacy.Aes128, UsmPrivacy.Aes192, UsmPrivacy.Aes256, UsmPrivacy.Aes192Cisco, UsmPrivacy.Aes256Cisco];

    [NetSnmpFact]
    public async Task An_agent_of_version_2c_is_polled_into_series_and_inventory()
    {
        using var agent = new Snmpd();
        var modules = new SnmpModules();
        await using var poll = new Polling([new SnmpDeviceOptions { Address = agent.Address, Instance = "agent", Modules = string.Join(',', modules.Names) }], modules);
        await poll.Until("up", 1);
        Assert.NotEmpty(await poll.Bench.Series("ifHCInOctets", ("instance", "agent"), ("ifName", "lo")));
        Assert.NotEmpty(await poll.Bench.Series("node_network_receive_bytes_total", ("device", "lo")));
        Assert.NotEmpty(await poll.Bench.Series("hrStorageUsed", ("hrStorageDescr", "Physical memory")));
        Assert.NotEmpty(await poll.Bench.Series("laLoadFloat", ("laNames", "Load-1")));
        Assert.NotEmpty(await poll.Bench.Series("memTotalReal"));
        Assert.NotEmpty(await poll.Bench.Series("tcpCurrEstab"));
        var device = poll.Inventory.Current.Devices["agent"];
        Assert.Equal(("agent.test", "rack 7", "noc@test", "Net-SNMP"), (device.Name, device.Location, device.Contact, device.Vendor));
        Assert.Contains(device.Interfaces, i => i.Name == "lo" && i.IsUp);
    }

    [LldpFact]
    public async Task A_neighbour_that_speaks_LLDP_is_known_with_both_ends_of_the_cable()
    {
        using var link = new LldpLink();
        using var agent = new Snmpd($"master agentx\nagentXSocket {link.AgentX}");
        await link.Start(agent.Address);
        await using var poll = new Polling([new SnmpDeviceOptions { Address = agent.Address, Instance = "agent", Modules = string.Join(',', new SnmpModules().Names) }]);
        await poll.Until(() => poll.Inventory.Current.Devices.GetValueOrDefault("agent") is { Neighbours.Count: > 0 });

        var neighbour = Assert.Single(poll.Inventory.Current.Devices["agent"].Neighbours);
        Assert.Equal((link.Near, link.Far, "far end"), (neighbour.LocalPort, neighbour.PortDescription, neighbour.SystemDescription));
        Assert.Matches("^[0-9A-F]{2}(:[0-9A-F]{2}){5}$", neighbour.ChassisId);
    }

    [NetSnmpFact]
    public async Task An_agent_of_version_1_is_polled()
    {
        using var agent = new Snmpd();
        await using var poll = new Polling([new SnmpDeviceOptions { Address = agent.Address, Instance = "agent", Version = SnmpVersion.V1 }]);
        await poll.Until("up", 1);
        Assert.NotEmpty(await poll.Bench.Series("ifHCInOctets", ("ifDescr", "lo")));
    }

    [NetSnmpFact]
    public async Task Users_of_version_3_are_understood_with_every_pair_of_protocols()
    {
        var pairs = (from a in Authentications from p in Privacies select (a, p, Name: $"{a}-{p}".ToLowerInvariant())).ToArray();
        using var agent = new Snmpd(string.Join('\n', pairs.Select(p => $"createUser {p.Name} {NetSnmp(p.a)} authpass123{NetSnmp(p.p)}\nrouser {p.Name} {(p.p == UsmPrivacy.None ? "authNoPriv" : "authPriv")}")));
        await using var poll = new Polling([.. pairs.Select(p => new SnmpDeviceOptions
        {
            Address = agent.Address,
            Instance = p.Name,
            Version = SnmpVersion.V3,
            User = p.Name,
            Authentication = p.a,
            AuthPassword = "authpass123",
            Privacy = p.p,
            PrivPassword = p.p == UsmPrivacy.None ? "" : "privpass123",
            Modules = "system,if_mib",
        })]);
        foreach (var pair in pairs)
            await poll.Until("up", 1, pair.Name);
    }

    [NetSnmpFact]
    public async Task A_wrong_password_and_an_unknown_user_are_said_without_naming_the_password()
    {
        using var agent = new Snmpd("createUser ops SHA authpass123 AES privpass123\nrouser ops authPriv");
        SnmpDeviceOptions User(string instance, string user, string auth, string priv) => new()
        {
            Address = agent.Address,
            Instance = instance,
            Version = SnmpVersion.V3,
            User = user,
            Authentication = UsmAuthentication.Sha1,
            AuthPassword = auth,
            Privacy = UsmPrivacy.Aes128,
            PrivPassword = priv,
        };
        await using var poll = new Polling([User("a", "ops", "wrongpass123", "privpass123"), User("b", "nobody", "authpass123", "privpass123"), User("c", "ops", "authpass123", "wrongpass123")]);
        foreach (var instance in new[] { "a", "b", "c" })
            await poll.Until("up", 0, instance);
        var errors = poll.Bench.Status(SnmpSource.Id).LastErrors.Select(e => e.Text).ToArray();
        Assert.Contains("a says that the authentication password or protocol is wrong (usmStatsWrongDigests).", errors);
        Assert.Contains("b does not know the user (usmStatsUnknownUserNames).", errors);
        Assert.Contains(errors, e => e.StartsWith("c ", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("wrongpass", StringComparison.Ordinal));
    }

    [NetSnmpFact]
    public async Task An_agent_of_version_3_that_restarts_or_is_replaced_is_understood_again()
    {
        using var agent = new Snmpd("createUser ops SHA-256 authpass123 AES privpass123\nrouser ops authPriv");
        await using var poll = new Polling([new SnmpDeviceOptions
        {
            Address = agent.Address,
            Instance = "agent",
            Version = SnmpVersion.V3,
            User = "ops",
            Authentication = UsmAuthentication.Sha256,
            AuthPassword = "authpass123",
            Privacy = UsmPrivacy.Aes128,
            PrivPassword = "privpass123",
            Modules = "system",
            Interval = TimeSpan.FromSeconds(2),
        }]);
        await poll.Until("up", 1);
        foreach (var forgets in new[] { false, true })
        {
            agent.Restart(forgets);
            var restarted = poll.Bench.Now;
            await poll.Until(() => poll.Latest("up", "agent") is { Value: 1 } latest && latest.Timestamp > restarted + 2000);
        }
    }

    [NetSnmpFact]
    public async Task A_device_that_is_not_there_becomes_an_event_and_again_when_it_comes()
    {
        var device = new SnmpDeviceOptions { Address = $"127.0.0.1:{Snmpd.FreeUdpPort()}", Instance = "gone", Timeout = TimeSpan.FromMilliseconds(100), Retries = 0, Interval = TimeSpan.FromSeconds(10) };
        await using var poll = new Polling([device]);
        await poll.Until(() => poll.Bench.Events.NewestFirst.Any(e => e.EventType == "snmp-unreachable"));
        var e = poll.Bench.Events.NewestFirst[0];
        Assert.Equal(("gone", PerceivedSeverity.Major, "gone did not answer within 0.1 s, asked once."), (e.ManagedObject, e.Severity, e.Text));
    }

    [NetSnmpFact]
    public async Task A_device_can_be_added_and_removed_while_others_are_polled()
    {
        using var agent = new Snmpd();
        await using var poll = new Polling([new SnmpDeviceOptions { Address = agent.Address, Instance = "first" }]);
        Assert.Null(poll.Source.TryAdd(new SnmpDeviceOptions { Address = agent.Address, Instance = "second" }));
        Assert.Equal("A device called 'first' is polled already.", poll.Source.TryAdd(new SnmpDeviceOptions { Address = agent.Address, Instance = "first" }));
        Assert.StartsWith("There is no SNMP module 'x'.", poll.Source.TryAdd(new SnmpDeviceOptions { Address = agent.Address, Instance = "third", Modules = "x" }));
        await poll.Until("up", 1, "first");
        await poll.Until("up", 1, "second");
        Assert.True(poll.Source.Remove("second"));
        Assert.False(poll.Source.Remove("second"));
        await poll.Until(() => poll.HasEnded("ifHCInOctets", "second") && poll.HasEnded("up", "second"));
        Assert.Equal(["first"], poll.Inventory.Current.Devices.Keys);
        Assert.False(poll.HasEnded("up", "first"));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", 161)]
    [InlineData("10.0.0.1:1161", "10.0.0.1", 1161)]
    [InlineData("2001:db8::1", "2001:db8::1", 161)]
    [InlineData("[2001:db8::1]:1161", "2001:db8::1", 1161)]
    [InlineData("rtr-1.example.net", "rtr-1.example.net", 161)]
    [InlineData("rtr-1.example.net:99", "rtr-1.example.net", 99)]
    public void Addresses_are_taken_with_and_without_a_port(string text, string host, int port)
    {
        Assert.True(SnmpEndPoint.TryParse(text, out var foundHost, out var foundPort));
        Assert.Equal((host, port), (foundHost, foundPort));
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_refused_in_words()
    {
        Assert.Equal("Noc:Snmp:Devices: 'a b' is no address: name or IP address, with a port where that is not 161, such as 10.0.0.1 or [2001:db8::1]:1161.", new SnmpDeviceOptions { Address = "a b" }.Complaint());
        Assert.Equal("Noc:Snmp:Devices: r1: user 'u' has privacy without authentication, which SNMP does not allow.", new SnmpDeviceOptions { Address = "r1", Version = SnmpVersion.V3, User = "u", Privacy = UsmPrivacy.Aes128 }.Complaint());
        Assert.Null(new SnmpDeviceOptions { Address = "r1" }.Complaint());
    }

    private static string NetSnmp(UsmAuthentication authentication) => authentication switch
    {
        UsmAuthentication.Md5 => "MD5",
        UsmAuthentication.Sha1 => "SHA",
        _ => $"SHA-{authentication.ToString()[3..]}",
    };

    private static string NetSnmp(UsmPrivacy privacy) => privacy switch
    {
        UsmPrivacy.None => "",
        UsmPrivacy.Des => " DES privpass123",
        UsmPrivacy.Aes128 => " AES privpass123",
        UsmPrivacy.Aes192 => " AES-192 privpass123",
        UsmPrivacy.Aes256 => " AES-256 privpass123",
        UsmPrivacy.Aes192Cisco => " AES-192-C privpass123",
        _ => " AES-256-C privpass123",
    };

    /// <summary>A source that polls, with a clock that runs as fast as it is waited for.</summary>
    private sealed class Polling : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly SnmpSource _source;
        private readonly Task _run;

        public Polling(IReadOnlyList<SnmpDeviceOptions> devices, SnmpModules? modules = null)
        {
            _source = new SnmpSource(new SnmpOptions(), devices, modules ?? new SnmpModules(), Bench.Pipeline, Bench.Sources, Inventory, Bench.Cache, Bench.Metrics, Bench.Clock, NullLogger<SnmpSource>.Instance);
            _run = Start();
        }

        public IngestBench Bench { get; } = new();

        public DeviceInventory Inventory { get; } = new();

        public SnmpSource Source => _source;

        /// <summary>Whether the last word of a series is that it has ended.</summary>
        public bool HasEnded(string metric, string instance)
        {
            var columns = new Domain.TimeSeries.SampleColumns();
            Bench.Series(metric, ("instance", instance)).GetAwaiter().GetResult()[0].Read(0, long.MaxValue, columns);
            return columns.Values.Length > 0 && Domain.TimeSeries.StaleMarker.Is(columns.Values[^1]);
        }

        public (long Timestamp, double Value)? Latest(string metric, string instance)
        {
            var columns = new Domain.TimeSeries.SampleColumns();
            if (Bench.Series(metric, ("instance", instance)).GetAwaiter().GetResult() is not [var series])
                return null;
            series.Read(0, long.MaxValue, columns);
            return columns.Values.Length == 0 ? null : (columns.Timestamps[^1], columns.Values[^1]);
        }

        public async Task Until(Func<bool> condition)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (!condition())
            {
                if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(30))
                    throw new TimeoutException(string.Join('\n', Bench.Status(SnmpSource.Id).LastErrors.Select(e => e.Text)));
                // Time goes on as fast as it does outside, or an agent would be too slow for the clock.
                await Task.Delay(PollLoopTick, TimeProvider.System);
                Bench.Clock.Advance(PollLoopTick * 4);
                if (_run.IsCompleted)
                    await _run;
            }
        }

        public Task Until(string metric, double value, string instance = "agent") => Until(() =>
        {
            var series = Bench.Series(metric, ("instance", instance)).GetAwaiter().GetResult();
            if (series.Count == 0)
                return false;
            var columns = new Domain.TimeSeries.SampleColumns();
            series[0].Read(0, long.MaxValue, columns);
            return columns.Values.Length > 0 && columns.Values[^1].Equals(value);
        });

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _run.ContinueWith(static _ => { }, TaskScheduler.Default);
            _source.Dispose();
            _stop.Dispose();
            Bench.Dispose();
        }

        private static readonly TimeSpan PollLoopTick = TimeSpan.FromMilliseconds(20);

        private async Task Start()
        {
            await Bench.Pipeline.StartAsync(default);
            await _source.Run(_stop.Token);
        }
    }
}
