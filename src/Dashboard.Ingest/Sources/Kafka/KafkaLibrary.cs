using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>The native library that Confluent's client calls: the system's own, since none comes with the client here.</summary>
internal static class KafkaLibrary
{
    private const string Name = "librdkafka.so.1";

    private static readonly string[] Folders =
    [
        "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib", "/usr/local/lib",
    ];

    private static readonly Lock Gate = new();
    private static string? _loaded;

    /// <summary>Loads it, once.</summary>
    /// <param name="path">Where it is; empty for where the system keeps its libraries.</param>
    /// <returns>Null, or why there is none, as a sentence.</returns>
    public static string? Load(string path)
    {
        lock (Gate)
        {
            if (_loaded is not null)
                return null;
            var found = path.Length > 0 ? path : Folders.Select(static f => Path.Combine(f, Name)).FirstOrDefault(File.Exists);
            if (found is null)
                return $"it needs {Name}, which this machine lacks: install librdkafka 1.9 to 2.x (Debian: librdkafka1), or name it in {KafkaOptions.Section}:{nameof(KafkaOptions.Library)}";
            try
            {
                var library = NativeLibrary.Load(found);
                NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, (name, _, _) =>
                    name.Contains("rdkafka", StringComparison.Ordinal) ? library
                    // The client asks for libdl by a name that only development packages have.
                    : name == "libdl" && NativeLibrary.TryLoad("libdl.so.2", out var dl) ? dl
                    : IntPtr.Zero);
                Library.Load(found);
                _loaded = found;
                return null;
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or InvalidOperationException or EntryPointNotFoundException)
            {
                return $"{found} cannot be used: {e.Message}";
            }
        }
    }
}
