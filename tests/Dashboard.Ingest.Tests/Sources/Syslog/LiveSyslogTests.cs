using System.Diagnostics;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Sources.Syslog;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

/// <summary>What util-linux's logger, rsyslog and OpenSSL send, over the loopback.</summary>
public sealed class LiveSyslogTests : IAsyncLifetime
{
    private const string Logger = "/usr/bin/logger";
    private const string Rsyslog = "/usr/sbin/rsyslogd";
    private const string Gnutls = "/usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_gtls.so";
    private const string OpenSsl = "/usr/bin/openssl";

    private readonly SyslogHouse _house = new(new SyslogOptions(), time: TimeProvider.System);

    public Task InitializeAsync() => _house.Start();

    public async Task DisposeAsync() => await _house.DisposeAsync();

    [SenderFact(Logger)]
    public async Task Logger_sends_over_UDP_and_over_TCP_in_both_formats_and_framings()
    {
        string[] common = ["-n", "127.0.0.1", "-t", "noc-test", "--id=4711", "-p", "local3.warning", "--sd-id", "noc@32473", "--sd-param", "iut=\"3\"", "--msgid", "ID47"];
        string[] plain = [.. common[..7]];
        await Run([.. common, "-d", "-P", Port(_house.At.Udp), "--rfc5424", "udp 5424 ø"]);
        await Run([.. plain, "-d", "-P", Port(_house.At.Udp), "--rfc3164", "udp 3164 ø"]);
        await Run([.. common, "-T", "-P", Port(_house.At.Tcp), "--rfc5424", "tcp 5424 ø"]);
        await Run([.. plain, "-T", "-P", Port(_house.At.Tcp), "--rfc3164", "tcp 3164 ø"]);
        await Run([.. common, "-T", "-P", Port(_house.At.Tcp), "--octet-count", "--rfc5424", "counted 5424 ø"]);
        await Run([.. plain, "-T", "-P", Port(_house.At.Tcp), "--octet-count", "--rfc3164", "counted 3164 ø"]);

        var lines = await _house.Arrived(6);
        Assert.Equal(
            ["counted 3164 ø", "counted 5424 ø", "tcp 3164 ø", "tcp 5424 ø", "udp 3164 ø", "udp 5424 ø"], lines.Select(l => l.Body).Order(StringComparer.Ordinal));
        foreach (var line in lines)
        {
            Assert.Equal(("noc-test", "local3", "warning", "127.0.0.1", "4711"), (line.Origin.Get("app"), line.Origin.Get("facility"), line.Severity.Keyword, line.Origin.Get("sender"), line.ProcessId));
            Assert.Equal(Environment.MachineName.Split('.')[0], line.Origin.Get("host").Split('.')[0]);
            Assert.InRange(line.Timestamp, line.ReceivedAt - 60_000, line.ReceivedAt + 1000);
            if (line.Body.Contains("5424", StringComparison.Ordinal))
                Assert.Equal(("3", "ID47"), (line.Attributes.Get("noc@32473.iut"), line.MessageId));
        }
        Assert.Equal(0, _house.Status.Errors);
    }

    [SenderFact(Logger, Rsyslog)]
    public async Task Rsyslog_forwards_over_UDP_and_over_TCP_in_both_framings()
    {
        await Forward($"""
            action(type="omfwd" target="127.0.0.1" port="{Port(_house.At.Udp)}" protocol="udp" template="RSYSLOG_SyslogProtocol23Format")
            action(type="omfwd" target="127.0.0.1" port="{Port(_house.At.Tcp)}" protocol="tcp" TCP_Framing="traditional" template="RSYSLOG_TraditionalForwardFormat")
            action(type="omfwd" target="127.0.0.1" port="{Port(_house.At.Tcp)}" protocol="tcp" TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
            """, "Failed password for root from 192.0.2.7 port 52114 ssh2", copies: 3);
        Assert.Equal(3, _house.Bench.Events.NewestFirst.Count(e => e.EventType == "authentication-failure"));
    }

    [SenderFact(Logger, Rsyslog, Gnutls)]
    public Task Rsyslog_forwards_over_TLS_to_a_server_that_it_knows_by_its_certificate() => Forward($"""
        global(DefaultNetstreamDriverCAFile="{_house.Authority()}")
        action(type="omfwd" target="127.0.0.1" port="{Port(_house.At.Tls)}" protocol="tcp" StreamDriver="gtls" StreamDriverMode="1" StreamDriverAuthMode="x509/certvalid"
            TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format")
        """, "Failed password for root from 192.0.2.7 port 52114 ssh2", copies: 1);

    [SenderFact(OpenSsl)]
    public async Task OpenSSL_sends_lines_over_TLS()
    {
        using var client = Start(OpenSsl, "s_client", "-quiet", "-verify_return_error", "-CAfile", _house.Authority(), "-connect", $"127.0.0.1:{Port(_house.At.Tls)}");
        try
        {
            await client.StandardInput.WriteAsync("<13>app: first\n<13>app: second\n");
            await client.StandardInput.FlushAsync();
            Assert.Equal(["first", "second"], (await _house.Arrived(2)).Select(l => l.Body));
        }
        finally
        {
            client.Kill();
        }
    }

    /// <summary>Lets rsyslog take a message of logger on a socket of its own and forward it by its actions.</summary>
    private async Task Forward(string actions, string text, int copies)
    {
        var socket = Path.Combine(_house.Folder.FullName, "log");
        var file = Path.Combine(_house.Folder.FullName, "rsyslog.conf");
        // The last action writes a file, by which it is known that rsyslog is there.
        await File.WriteAllTextAsync(file, $"""
            global(workDirectory="{_house.Folder.FullName}")
            module(load="imuxsock" SysSock.Use="off")
            input(type="imuxsock" Socket="{socket}")
            {actions}
            """ + "\n");
        using var rsyslog = Start(Rsyslog, "-n", "-f", file, "-i", Path.Combine(_house.Folder.FullName, "pid"));
        try
        {
            await Eventually.True(() => File.Exists(socket));
            await SyslogHouse.Program(Logger, ["-u", socket, "-t", "sshd", "--id=812", "-p", "auth.info", text]);
            var lines = await Ours(copies);
            Assert.All(lines, line => Assert.Equal(("sshd", "auth", "info", text, "812"), (line.Origin.Get("app"), line.Origin.Get("facility"), line.Severity.Keyword, line.Body.Trim(), line.ProcessId)));
        }
        finally
        {
            rsyslog.Kill();
            await rsyslog.WaitForExitAsync();
        }
    }

    /// <summary>The lines of the test among those that rsyslog writes of itself.</summary>
    private async Task<LogRecord[]> Ours(int copies)
    {
        LogRecord[] lines = [];
        await Eventually.True(() => (lines = [.. _house.Logs.All.Reverse().Where(l => l.Origin.Get("app") == "sshd")]).Length >= copies);
        Assert.Equal(copies, lines.Length);
        return lines;
    }

    private static Task Run(string[] arguments) => SyslogHouse.Program(Logger, arguments);

    private static string Port(System.Net.IPEndPoint? endPoint) => $"{endPoint!.Port}";

    private static Process Start(string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
