using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dashboard.Ingest.Sources;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

public sealed class SyslogSourceTests
{
    private const string LinkDown = "<187>12: edge1: Jan 1 00:00:00 UTC: %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down";
    private const string SignIn = "<38>Jan  1 00:00:00 web1 sshd[812]: Failed password for root from 192.0.2.7 port 52114 ssh2";

    [Fact]
    public async Task Messages_become_lines_events_and_series()
    {
        await using var house = new SyslogHouse();
        await house.Start();
        using var sender = new UdpClient();
        foreach (var message in new[] { LinkDown, SignIn, SignIn, "hello" })
            await sender.SendAsync(Encoding.UTF8.GetBytes(message), house.At.Udp!);

        var lines = await house.Arrived(4);
        Assert.Equal(["edge1", "web1", "web1", "127.0.0.1"], lines.Select(l => l.Origin.Get("host")));
        await Eventually.True(() => house.Bench.Events.NewestFirst.Count == 3);
        Assert.Equal(["authentication-failure", "authentication-failure", "link-down"], house.Bench.Events.NewestFirst.Select(e => e.EventType).Order(StringComparer.Ordinal));

        await house.Source.Collect(CancellationToken.None);
        await house.Bench.Holds([0, 1], "syslog_messages_total", ("host", "edge1"), ("severity", "err"), ("facility", "local7"), ("app", "LINK"));
        await house.Bench.Holds([0, 2], "syslog_messages_total", ("host", "web1"), ("severity", "info"), ("facility", "auth"), ("app", "sshd"));
        await house.Bench.Holds([0, 1], "syslog_messages_total", ("host", "127.0.0.1"), ("severity", "notice"), ("facility", "user"));
        await house.Bench.Holds([0, 2], "security_events_total", ("event", "authentication-failure"), ("host", "web1"));
        // A count began at nothing once.
        house.Bench.Clock.Advance(SyslogSource.Interval / 2);
        await house.Source.Collect(CancellationToken.None);
        await house.Bench.Holds([0, 2, 2], "security_events_total", ("event", "authentication-failure"), ("host", "web1"));
        Assert.Contains("has no priority in angle brackets", house.Status.LastErrors[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_may_end_lines_or_count_octets_and_its_last_message_need_not_be_ended()
    {
        await using var house = new SyslogHouse();
        await house.Start();
        foreach (var sent in new[] { "<13>app: one\n<13>app: two\n<13>app: three", "12 <13>app: one16 <13>app: two\nøx" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(house.At.Tcp!);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(sent));
        }
        Assert.Equal(["one", "one", "three", "two", "two\nøx"], (await house.Arrived(5)).Select(l => l.Body).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_message_over_TLS_arrives_and_the_certificate_outlives_a_restart()
    {
        await using var house = new SyslogHouse();
        await house.Start();
        var fingerprint = house.Source.Description.Capabilities[^1];
        Assert.StartsWith("TLS certificate sha-256:", fingerprint, StringComparison.Ordinal);
        await SendSecurely(house, "17 <13>app: secretly", null, certificate => fingerprint.EndsWith(string.Join(':', certificate.GetCertHash(HashAlgorithmName.SHA256).Select(o => $"{o:X2}")), StringComparison.Ordinal));
        Assert.Equal("secret", (await house.Arrived(1))[0].Body[..6]);
        using var again = SyslogCertificate.Open(new SyslogOptions(), house.CertificateFile, house.Bench.Clock);
        Assert.EndsWith(again.Fingerprint, fingerprint, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(house.CertificateFile));
        // One that has run out is replaced.
        using var later = SyslogCertificate.Open(new SyslogOptions(), house.CertificateFile, new FakeClock(house.Bench.Clock.GetUtcNow().AddYears(11)));
        Assert.NotEqual(again.Fingerprint, later.Fingerprint);
    }

    [Fact]
    public async Task Clients_must_show_a_certificate_where_authorities_are_set()
    {
        var folder = Directory.CreateTempSubdirectory("noc-test-");
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=clients", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            using var authority = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var issued = new CertificateRequest("CN=client", clientKey, HashAlgorithmName.SHA256).Create(authority, TimeProvider.System.GetUtcNow().AddDays(-1).AddMinutes(1), TimeProvider.System.GetUtcNow().AddHours(1), [1, 2, 3]);
            using var client = X509CertificateLoader.LoadPkcs12(issued.CopyWithPrivateKey(clientKey).Export(X509ContentType.Pkcs12), null);
            var file = Path.Combine(folder.FullName, "clients.pem");
            await File.WriteAllTextAsync(file, authority.ExportCertificatePem());

            await using var house = new SyslogHouse(new SyslogOptions { ClientAuthorities = file });
            await house.Start();
            // The client may have sent its message before it learns that it was turned away.
            await Record.ExceptionAsync(() => SendSecurely(house, "<13>app: stranger\n", null, static _ => true));
            await Eventually.True(() => house.Status.Errors > 0);
            Assert.Contains("did not complete its TLS handshake", house.Status.LastErrors[0].Text, StringComparison.Ordinal);
            await SendSecurely(house, "<13>app: friend\n", client, static _ => true);
            Assert.Equal("friend", (await house.Arrived(1))[0].Body);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_flood_is_cut_off_and_counted()
    {
        await using var house = new SyslogHouse(new SyslogOptions { SenderRate = 1, SenderBurst = 5 });
        await house.Start();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(house.At.Tcp!);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 100).Select(i => $"<13>app: {i}\n"))));
        }
        await Eventually.True(() => house.Status.Dropped.GetValueOrDefault("sender sends more than it may") == 95);
        Assert.Equal(["0", "1", "2", "3", "4"], (await house.Arrived(5)).Select(l => l.Body));
    }

    [Fact]
    public async Task Silent_connections_are_closed_and_too_many_are_turned_away()
    {
        await using var house = new SyslogHouse(new SyslogOptions { MaxConnections = 1, IdleTimeout = TimeSpan.FromMinutes(10) });
        await house.Start();
        using var first = new TcpClient();
        await first.ConnectAsync(house.At.Tcp!);
        await first.GetStream().WriteAsync("<13>app: x\n"u8.ToArray());
        await house.Arrived(1);
        using var second = new TcpClient();
        await second.ConnectAsync(house.At.Tcp!);
        Assert.Equal(0, await ReadToEnd(second));
        await Eventually.True(() => house.Status.Errors == 1);
        Assert.Contains("1 connections are open already (Noc:Sources:Syslog:MaxConnections)", house.Status.LastErrors[0].Text, StringComparison.Ordinal);

        house.Bench.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, await ReadToEnd(first));
    }

    [Fact]
    public async Task Ports_of_minus_one_turn_it_off()
    {
        await using var house = new SyslogHouse(listen: new ListenOptions { SyslogUdp = -1, SyslogTcp = -1, SyslogTls = -1 });
        await house.Start();
        await Eventually.True(() => house.Status.IsSwitchedOff);
        Assert.Equal("switched off by Noc:Listen:SyslogUdp, SyslogTcp and SyslogTls", house.Status.Reason);
    }

    [Fact]
    public void A_certificate_or_a_zone_that_cannot_be_used_is_named_with_its_setting()
    {
        var clock = new FakeClock();
        var error = Assert.ThrowsAny<IOException>(() => SyslogCertificate.Open(new SyslogOptions { Certificate = "/nowhere/cert.pem" }, "unused", clock));
        Assert.StartsWith("Noc:Sources:Syslog:Certificate = '/nowhere/cert.pem' cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.Equal("Noc:Sources:Syslog:TimeZone = 'Mars' is not allowed: it must be a time zone such as Europe/Berlin or UTC.", new SyslogOptions { TimeZone = "Mars" }.Complaint(clock));
        Assert.Null(new SyslogOptions { TimeZone = "Europe/Berlin" }.Complaint(clock));
    }

    private static async Task<int> ReadToEnd(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task SendSecurely(SyslogHouse house, string text, X509Certificate2? client, Func<X509Certificate, bool> accepts)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(house.At.Tls!);
        await using var secure = new SslStream(tcp.GetStream());
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12,
            ClientCertificates = client is null ? null : [client],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => accepts(certificate!),
        });
        await secure.WriteAsync(Encoding.UTF8.GetBytes(text));
    }
}
