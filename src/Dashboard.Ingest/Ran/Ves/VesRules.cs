using System.Numerics;
using System.Text;
using YamlDotNet.Serialization;

namespace Dashboard.Ingest.Ran.Ves;

/// <summary>The rules of the common event format, read once from the table that comes with the program.</summary>
internal static class VesRules
{
    private const string Table = "Dashboard.Ingest.Ran.Ves.CommonEventFormat.yml";

    private static readonly Dictionary<string, VesRule> All = Read();

    /// <summary>The rule of an event (common event format 30.2.1, object <c>event</c>).</summary>
    public static VesRule Event { get; } = All["event"];

    /// <summary>The rule of the data of a standard-defined notification, by its type; that of any notification where the type has none of its own.</summary>
    public static VesRule Notification(string type) => All.GetValueOrDefault(type) is { } rule && type.StartsWith("notify", StringComparison.Ordinal) ? rule : All["notification"];

    /// <summary>The rule of a collection of 3GPP measurements.</summary>
    public static VesRule MeasDataCollection { get; } = All["measDataCollection"];

    private static Dictionary<string, VesRule> Read()
    {
        using var stream = typeof(VesRules).Assembly.GetManifestResourceStream(Table) ?? throw new InvalidOperationException($"The program lacks {Table}.");
        using var text = new StreamReader(stream);
        var table = new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string>>>(text);
        var rules = table.ToDictionary(static o => o.Key, static o => Rule(o.Value), StringComparer.Ordinal);
        foreach (var (name, kinds) in table)
        {
            foreach (var (kind, fields) in kinds)
            {
                if (KindOf(kind) != VesKind.Ruled || kind == "open")
                    continue;
                foreach (var field in rules[name].Fields.Where(f => Names(fields).Any(n => Encoding.UTF8.GetString(f.Name) == n.TrimEnd('*', '+'))))
                    field.Rule = rules[kind.Replace("[]", "", StringComparison.Ordinal)];
            }
        }
        return rules;
    }

    private static VesRule Rule(Dictionary<string, string> kinds)
    {
        var fields = new List<VesField>(); // bound: the table
        var (required, alternatives) = (0UL, 0UL);
        foreach (var (kind, names) in kinds.Where(static k => k.Key != "open"))
        {
            foreach (var name in Names(names))
            {
                if (fields.Count == VesRule.MaxFields)
                    throw new InvalidOperationException($"{Table}: an object has more than {VesRule.MaxFields} fields.");
                var bit = 1UL << fields.Count;
                required |= name.EndsWith('*') ? bit : 0;
                alternatives |= name.EndsWith('+') ? bit : 0;
                byte[][] choices = kind.StartsWith('=') ? [.. kind[1..].Split('|', StringSplitOptions.TrimEntries).Select(Encoding.UTF8.GetBytes)] : [];
                fields.Add(new VesField(Encoding.UTF8.GetBytes(name.TrimEnd('*', '+')), KindOf(kind), kind.EndsWith("[]", StringComparison.Ordinal), choices));
            }
        }
        if (BitOperations.PopCount(alternatives) == 1)
            throw new InvalidOperationException($"{Table}: one field alone is no alternative.");
        return new VesRule([.. fields], required, alternatives, kinds.ContainsKey("open"));
    }

    private static string[] Names(string fields) => fields.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static VesKind KindOf(string kind) => kind.Replace("[]", "", StringComparison.Ordinal) switch
    {
        "any" => VesKind.Any,
        "string" => VesKind.Text,
        "number" => VesKind.Number,
        "integer" => VesKind.Integer,
        "object" => VesKind.Object,
        "map" => VesKind.Map,
        "severity" => VesKind.Severity,
        "ipv4" => VesKind.Ipv4,
        "ipv6" => VesKind.Ipv6,
        ['=', ..] => VesKind.Choice,
        _ => VesKind.Ruled,
    };
}
