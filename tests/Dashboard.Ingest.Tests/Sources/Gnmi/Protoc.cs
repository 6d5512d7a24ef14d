using System.Diagnostics;
using System.Text;

namespace Dashboard.Ingest.Tests.Sources.Gnmi;

/// <summary>Writes and reads messages as <c>protoc</c> understands the published protocol.</summary>
internal static class Protoc
{
    private const string Program = "/usr/bin/protoc";

    public static bool IsHere => File.Exists(Program);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Sources", "Gnmi", "Peer");

    /// <summary>The octets of a message that is given in Protocol Buffers' text format.</summary>
    public static byte[] Encode(string message, string text) => Run($"--encode=gnmi.{message}", Encoding.UTF8.GetBytes(text));

    /// <summary>A message in Protocol Buffers' text format.</summary>
    public static string Decode(string message, ReadOnlyMemory<byte> octets) => Encoding.UTF8.GetString(Run($"--decode=gnmi.{message}", octets.ToArray()));

    private static byte[] Run(string what, byte[] input)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, [what, $"--proto_path={Folder}", "gnmi.proto"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var problem = process.StandardError.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, problem.Result);
        return output.ToArray();
    }
}

/// <summary>A test that needs <c>protoc</c> (Debian: protobuf-compiler), skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProtocFactAttribute : FactAttribute
{
    public ProtocFactAttribute() => Skip = Protoc.IsHere ? null! : "protoc is not installed (Debian: protobuf-compiler).";
}
