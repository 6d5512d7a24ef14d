using System.Diagnostics;
using System.Globalization;

namespace Dashboard.Ingest.Tests.Sources.Kafka;

/// <summary>The cluster of one broker that librdkafka has for tests, kept alive by kcat, and kcat as a producer.</summary>
internal sealed class KafkaBroker : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kafka");
    private readonly Process _process;

    private KafkaBroker(Process process, int port) => (_process, Address) = (process, $"127.0.0.1:{port}");

    public string Address { get; }

    public static bool Exists => File.Exists("/usr/bin/kcat");

    public static async Task<KafkaBroker> Start()
    {
        var process = Kcat("-b", "dummy:1", "-X", "test.mock.num.brokers=1", "-C", "-q", "-t", "held-open");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (PortOf(process.Id) is { } port)
                return new KafkaBroker(process, port);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>Produces messages of one line each.</summary>
    public async Task Produce(string topic, params IEnumerable<string> messages)
    {
        using var kcat = Kcat("-b", Address, "-P", "-t", topic);
        foreach (var message in messages)
            await kcat.StandardInput.WriteLineAsync(message.ReplaceLineEndings(" "));
        await End(kcat);
    }

    /// <summary>Produces one message of any octets with a header.</summary>
    public async Task Produce(string topic, byte[] message, string header)
    {
        var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N"));
        await File.WriteAllBytesAsync(file, message);
        using var kcat = Kcat("-b", Address, "-P", "-t", topic, "-H", header, file);
        await End(kcat);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task End(Process kcat)
    {
        kcat.StandardInput.Close();
        await kcat.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(0, kcat.ExitCode);
    }

    private static Process Kcat(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo("/usr/bin/kcat", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    // The port that a process listens on, by the sockets among its files.
    private static int? PortOf(int process)
    {
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles($"/proc/{process}/fd"))
        {
            if (new FileInfo(file).LinkTarget is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
                sockets.Add(target["socket:[".Length..^1]);
        }
        foreach (var line in File.ReadLines($"/proc/{process}/net/tcp").Skip(1))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] == "0A" && sockets.Contains(fields[9]))
                return int.Parse(fields[1].AsSpan(fields[1].IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }
        return null;
    }
}

/// <summary>A test against kcat's broker, skipped where kcat is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KafkaFactAttribute : FactAttribute
{
    public KafkaFactAttribute() => Skip = KafkaBroker.Exists ? null! : "kcat is not installed.";
}
