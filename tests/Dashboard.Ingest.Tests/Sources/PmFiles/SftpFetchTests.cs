using System.Diagnostics;
using System.Globalization;
using Dashboard.Ingest.Sources.PmFiles;

namespace Dashboard.Ingest.Tests.Sources.PmFiles;

/// <summary>Files fetched over SFTP from OpenSSH's server.</summary>
public sealed class SftpFetchTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("sftp-");
    private readonly int _port = FreePort.Find();
    private Process? _server;

    public void Dispose()
    {
        _server?.Kill(entireProcessTree: true);
        _server?.WaitForExit();
        _server?.Dispose();
        _home.Delete(recursive: true);
    }

    [SshdFact]
    public async Task A_file_comes_as_it_is_and_what_goes_wrong_is_a_sentence()
    {
        var hostKey = await Start();
        var octets = new byte[3_000_000];
        new Random(1).NextBytes(octets);
        await File.WriteAllBytesAsync(Path.Combine(_home.FullName, "A 1.xml"), octets);
        var options = new PmFetchOptions { Hosts = ["127.0.0.1"], User = Environment.UserName, PrivateKeyFile = Path.Combine(_home.FullName, "user"), HostKeys = [hostKey] };

        var (problem, fetched) = await Fetch(options, "A%201.xml");
        Assert.Null(problem);
        Assert.Equal(octets, fetched);

        Assert.Equal("answered more than 2999999 octets", (await Fetch(options, "A%201.xml", octets.Length - 1)).Problem);
        Assert.Equal("has no such file", (await Fetch(options, "B.xml")).Problem);
        var stranger = new PmFetchOptions { Hosts = options.Hosts, User = options.User, PrivateKeyFile = options.PrivateKeyFile, HostKeys = ["SHA256:other"] };
        Assert.Equal($"shows the host key {hostKey}, which is none of Noc:PmFetch:HostKeys", (await Fetch(stranger, "A%201.xml")).Problem);
        var password = new PmFetchOptions { Hosts = options.Hosts, User = options.User, Password = "wrong-and-secret", HostKeys = options.HostKeys };
        Assert.Equal($"does not let {options.User} in", (await Fetch(password, "A%201.xml")).Problem);
        var without = new PmFetchOptions { HostKeys = options.HostKeys };
        Assert.Equal("cannot be asked over sftp without Noc:PmFetch:User", (await Fetch(without, "A%201.xml")).Problem);
        var lost = new PmFetchOptions { Hosts = options.Hosts, User = options.User, PrivateKeyFile = Path.Combine(_home.FullName, "lost"), HostKeys = options.HostKeys };
        Assert.StartsWith("cannot be fetched from: Could not find file", (await Fetch(lost, "A%201.xml")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_that_do_not_fit_together_are_named()
    {
        Assert.Equal("Noc:PmFetch has a PrivateKeyFile without a User.", new PmFetchOptions { PrivateKeyFile = "k" }.Complaint());
        Assert.Equal("Noc:PmFetch has the host key 'MD5:00:11'; ssh-keygen -l prints them as SHA256:…", new PmFetchOptions { HostKeys = ["MD5:00:11"] }.Complaint());
        Assert.Contains("no Hosts", new PmFetchOptions { User = "u", PrivateKeyFile = "k" }.Complaint(), StringComparison.Ordinal);
    }

    private async Task<(string? Problem, byte[] Octets)> Fetch(PmFetchOptions options, string name, long maxBytes = 1 << 30)
    {
        var into = new MemoryStream();
        var location = new Uri(string.Create(CultureInfo.InvariantCulture, $"sftp://127.0.0.1:{_port}{_home.FullName}/{name}"));
        var problem = await SftpFetch.Download(options, location, into, maxBytes, TimeProvider.System, CancellationToken.None);
        return (problem, into.ToArray());
    }

    /// <summary>Starts the server; its host key's fingerprint.</summary>
    private async Task<string> Start()
    {
        await Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_home.FullName, "host"));
        await Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(_home.FullName, "user"));
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        var settings = Path.Combine(_home.FullName, "sshd_config");
        await File.WriteAllLinesAsync(settings,
        [
            string.Create(CultureInfo.InvariantCulture, $"Port {_port}"), "ListenAddress 127.0.0.1", $"HostKey {_home.FullName}/host", "PidFile none", $"AuthorizedKeysFile {_home.FullName}/user.pub",
            "UsePAM no", "StrictModes no", "PermitRootLogin yes", "Subsystem sftp internal-sftp",
        ]);
        _server = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-f", settings, "-E", Path.Combine(_home.FullName, "log")]) { UseShellExecute = false })!;
        await Eventually.True(() => File.Exists(Path.Combine(_home.FullName, "log")) && File.ReadAllText(Path.Combine(_home.FullName, "log")).Contains("Server listening", StringComparison.Ordinal));
        return (await Run("ssh-keygen", "-l", "-f", Path.Combine(_home.FullName, "host.pub"))).Split(' ')[1];
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}

/// <summary>A test that needs OpenSSH's server; skipped, and saying so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SshdFactAttribute : FactAttribute
{
    public SshdFactAttribute()
    {
        if (!File.Exists("/usr/sbin/sshd"))
            Skip = "needs the Debian package openssh-server";
    }
}
