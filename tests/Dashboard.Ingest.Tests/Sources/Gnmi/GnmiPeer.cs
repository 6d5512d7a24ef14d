using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

/// <summary>A gNMI device of gRPC's own server and Google's own codec, started for a test as a program of its own.</summary>
internal sealed class GnmiPeer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly string[] _arguments;
    private readonly BlockingCollection<JsonElement> _said = [];
    private Process _process;

    public GnmiPeer(params string[] arguments)
    {
        _arguments = arguments;
        _process = Start(0);
        Port = Wait("ready").GetInt32();
    }

    public static bool IsHere => File.Exists(Python) && Protoc.IsHere && Directory.Exists("/usr/lib/python3/dist-packages/grpc") && Directory.Exists("/usr/lib/python3/dist-packages/google/protobuf");

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Sets leaves, and sends them to whoever has subscribed.</summary>
    public void Set(params (string Path, object Value)[] leaves) =>
        Tell(new { set = leaves.ToDictionary(l => l.Path, l => Typed(l.Value)) });

    public void Delete(string path) => Tell(new { delete = path });

    public void SendAtomic(string prefix, params (string Path, object Value)[] leaves) =>
        Tell(new { atomic = new { prefix, set = leaves.ToDictionary(l => l.Path, l => Typed(l.Value)) } });

    /// <summary>Ends every subscription with a status.</summary>
    public void Drop(string status) => Tell(new { drop = status });

    /// <summary>Waits for what the device says next of that name.</summary>
    public JsonElement Wait(string name)
    {
        while (_said.TryTake(out var said, TimeSpan.FromSeconds(60)))
        {
            if (said.TryGetProperty(name, out var value))
                return value;
        }
        throw new TimeoutException($"The device did not say '{name}'.");
    }

    /// <summary>Kills the device without a word.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts it again after it was killed, with an empty tree, at the same address.</summary>
    public void Restart()
    {
        _process.Dispose();
        _process = Start(Port);
        Assert.Equal(Port, Wait("ready").GetInt32());
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
        _said.Dispose();
    }

    private static Dictionary<string, object> Typed(object value) => new()
    {
        [value switch { string => "stringVal", ulong or int => "uintVal", double => "doubleVal", bool => "boolVal", _ => throw new ArgumentException("no such value", nameof(value)) }] = value,
    };

    private void Tell(object command)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
        _process.StandardInput.Flush();
        Wait("done");
    }

    private Process Start(int port)
    {
        var process = Process.Start(new ProcessStartInfo(Python, [Path.Combine(Protoc.Folder, "gnmi_peer.py"), "--port", $"{port}", .. _arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text && !_said.IsAddingCompleted)
                _said.Add(JsonDocument.Parse(text).RootElement);
        };
        process.BeginOutputReadLine();
        return process;
    }
}

/// <summary>A test against a real device, skipped where what it is made of is not installed (Debian: python3-grpcio, python3-protobuf, protobuf-compiler).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GnmiPeerFactAttribute : FactAttribute
{
    public GnmiPeerFactAttribute() => Skip = GnmiPeer.IsHere ? null! : "The gNMI peer needs python3-grpcio, python3-protobuf and protobuf-compiler.";
}
