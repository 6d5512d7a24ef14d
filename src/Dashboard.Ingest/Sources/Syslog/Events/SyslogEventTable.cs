using System.Reflection;
using System.Text;
using Dashboard.Domain.Alarms;
using Dashboard.Domain.Telemetry;
using Dashboard.Ingest.Pipeline;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Dashboard.Ingest.Sources.Syslog.Events;

/// <summary>
/// Known messages: found by their id or their application first, so that one that is not known costs two look-ups, and
/// then by their text. The first that fits counts.
/// </summary>
internal sealed class SyslogEventTable
{
    private const string Resources = "Dashboard.Ingest.Sources.Syslog.Events.";

    private static readonly Lazy<SyslogEventTable> Known = new(Read);

    private readonly Dictionary<byte[], Entry[]> _byId; // bound: entries
    private readonly Dictionary<byte[], Entry[]> _byApp; // bound: entries

    private SyslogEventTable(IReadOnlyList<(string Vendor, SyslogEventFile.MessageEntry Message)> entries, IReadOnlyDictionary<string, SyslogEventType> types)
    {
        Entries = entries;
        _byId = ByKey(entries.Where(e => e.Message.Id.Length > 0), static e => e.Id, types);
        _byApp = ByKey(entries.Where(e => e.Message.Id.Length == 0), static e => e.App, types);
    }

    /// <summary>The table that comes with the program.</summary>
    public static SyslogEventTable BuiltIn => Known.Value;

    /// <summary>Every entry with the vendor whose messages it knows.</summary>
    public IReadOnlyList<(string Vendor, SyslogEventFile.MessageEntry Message)> Entries { get; }

    /// <summary>What a message means; null where it is not known.</summary>
    public SyslogEvent? Find(scoped ref SyslogMessage message)
    {
        if (!message.MessageId.IsEmpty && _byId.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(message.MessageId, out var entries) && Find(entries, ref message) is { } known)
            return known;
        return message.IsAppCertain && _byApp.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(message.App, out entries) ? Find(entries, ref message) : null;
    }

    private static SyslogEvent? Find(Entry[] entries, scoped ref SyslogMessage message)
    {
        foreach (var (pattern, app, type) in entries)
        {
            if (app.Length > 0 && !message.App.SequenceEqual(app))
                continue;
            if (pattern is null)
                return new SyslogEvent(type, "", "");
            if (pattern.Matches(message.Text, out var @object, out var detail))
                return new SyslogEvent(type, SyslogOrigins.Read(@object), SyslogOrigins.Read(detail));
        }
        return null;
    }

    private static SyslogEventTable Read()
    {
        var reader = new DeserializerBuilder().WithNamingConvention(LowerCaseNamingConvention.Instance).Build();
        var assembly = Assembly.GetExecutingAssembly();
        List<(string, SyslogEventFile.MessageEntry)> entries = []; // bound: the files' text
        Dictionary<string, SyslogEventType> types = []; // bound: the files' text
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            SyslogEventFile file;
            try
            {
                file = reader.Deserialize<SyslogEventFile>(text);
            }
            catch (YamlException e)
            {
                throw new FormatException($"{resource}, line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
            }
            foreach (var (name, type) in file.Types)
                types[name] = new SyslogEventType(name, Enum.Parse<PerceivedSeverity>(type.Severity, ignoreCase: true), type.Object, type.Says, type.Security, type.Quiet, AlarmOf(type), type.Clears);
            entries.AddRange(file.Messages.Select(m => (Path.GetFileNameWithoutExtension(resource[Resources.Length..]), m)));
        }
        return new SyslogEventTable(entries, types);
    }

    private static AlarmMeaning? AlarmOf(SyslogEventFile.TypeEntry type) =>
        type.Alarm.Length == 0 ? null : new AlarmMeaning(Enum.Parse<AlarmType>(type.Alarm, ignoreCase: true), type.Cause, ProposedRepair: type.Repair);

    private static Dictionary<byte[], Entry[]> ByKey(
        IEnumerable<(string Vendor, SyslogEventFile.MessageEntry Message)> entries, Func<SyslogEventFile.MessageEntry, string> key, IReadOnlyDictionary<string, SyslogEventType> types) =>
        entries.GroupBy(e => key(e.Message), e => e.Message, StringComparer.Ordinal).ToDictionary(
            g => Encoding.UTF8.GetBytes(g.Key),
            g => g.Select(m => new Entry(m.Text.Length == 0 ? null : new SyslogPattern(m.Text), m.Id.Length > 0 ? Encoding.UTF8.GetBytes(m.App) : [], types[m.Event])).ToArray(),
            OctetComparer.Instance);

    private readonly record struct Entry(SyslogPattern? Pattern, byte[] App, SyslogEventType Type);
}
