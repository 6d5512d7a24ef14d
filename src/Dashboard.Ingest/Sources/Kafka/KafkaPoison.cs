using System.Globalization;

namespace Dashboard.Ingest.Sources.Kafka;

/// <summary>Messages that could not be read, each a file with a sentence in a file beside it that says why, so that they can be looked at and sent again.</summary>
/// <param name="folder">Where they are kept.</param>
/// <param name="capacity">Messages that are kept; the oldest goes.</param>
internal sealed class KafkaPoison(string folder, int capacity)
{
    /// <summary>Sets a message aside.</summary>
    /// <returns>Null, or why it could not be, as a sentence.</returns>
    public string? Keep(string topic, int partition, long offset, ReadOnlySpan<byte> octets, string why)
    {
        if (capacity == 0)
            return null;
        try
        {
            var files = Directory.CreateDirectory(folder);
            var name = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Safe(topic)}-{partition}-{offset:d12}"));
            File.WriteAllBytes(name + ".message", octets);
            File.WriteAllText(name + ".reason", why + "\n");
            foreach (var old in files.GetFiles("*.message").OrderByDescending(static f => f.LastWriteTimeUtc).ThenByDescending(static f => f.Name, StringComparer.Ordinal).Skip(capacity))
            {
                File.Delete(Path.ChangeExtension(old.FullName, ".reason"));
                old.Delete();
            }
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"a message that could not be read cannot be kept: {e.Message}";
        }
    }

    // Names of topics have letters, digits, dots, hyphens and underscores; whatever else a broker says makes no path.
    private static string Safe(string topic) => string.Concat(topic.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
}
