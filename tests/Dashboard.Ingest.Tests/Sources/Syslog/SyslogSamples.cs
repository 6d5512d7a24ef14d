using System.Text.Json;

namespace Dashboard.Ingest.Tests.Sources.Syslog;

/// <summary>Messages of other people's devices and test suites, and what rsyslog and syslog-ng made of them.</summary>
internal static class SyslogSamples
{
    public static IReadOnlyList<(int Id, byte[] Octets)> Corpus() =>
        [.. Lines("syslog-corpus.jsonl").Select(line => (line.GetProperty("id").GetInt32(), Convert.FromHexString(line.GetProperty("hex").GetString()!)))];

    /// <summary>The fields on which both agree, by message; others are null.</summary>
    public static IReadOnlyDictionary<int, (string? Priority, string? Host, string? App)> Expected() => Lines("syslog-expected.jsonl").ToDictionary(
        line => line.GetProperty("id").GetInt32(),
        line => line.GetProperty("consensus") is var agreed ? (Text(agreed, "pri"), Text(agreed, "host"), Text(agreed, "app")) : default);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Samples.At($"protocols/{file}")).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
}
