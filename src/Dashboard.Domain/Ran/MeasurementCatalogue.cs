using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dashboard.Domain.Ran;

/// <summary>The measurements that are known by their definitions.</summary>
public sealed class MeasurementCatalogue
{
    private const string Resource = "Dashboard.Domain.Ran.measurements.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
    private static readonly Lazy<MeasurementCatalogue> Known = new(Read);

    private readonly FrozenDictionary<string, MeasurementType> _byName;
    private readonly FrozenDictionary<string, MeasurementType>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    private MeasurementCatalogue(IReadOnlyList<MeasurementType> types)
    {
        Types = types;
        _byName = types.ToFrozenDictionary(static t => t.Name, StringComparer.Ordinal);
        _bySpan = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The catalogue that comes with the program: what KPIs and dashboards use of TS 28.552 and TS 32.425.</summary>
    public static MeasurementCatalogue BuiltIn => Known.Value;

    /// <summary>Every measurement, in the order of the clauses.</summary>
    public IReadOnlyList<MeasurementType> Types { get; }

    /// <summary>The measurement that a subcounter is of: the longest name that is known, of the parts between dots that <paramref name="name"/> begins with. Null where none is.</summary>
    public MeasurementType? Of(ReadOnlySpan<char> name)
    {
        while (true)
        {
            if (_bySpan.TryGetValue(name, out var type))
                return type;
            var dot = name.LastIndexOf('.');
            if (dot <= 0)
                return null;
            name = name[..dot];
        }
    }

    private static MeasurementCatalogue Read()
    {
        using var json = typeof(MeasurementCatalogue).Assembly.GetManifestResourceStream(Resource)!;
        var entries = JsonSerializer.Deserialize<Entry[]>(json, Json)!;
        return new MeasurementCatalogue([.. entries.Select(static e => new MeasurementType(
            e.Name,
            e.Clause.StartsWith("TS ", StringComparison.Ordinal) ? e.Clause : $"TS 28.552 {e.Clause}",
            e.Method switch
            {
                "CC" => CollectionMethod.CumulativeCounter,
                "GAUGE" => CollectionMethod.Gauge,
                "DER" => CollectionMethod.DiscreteEventRegistration,
                "SI" => CollectionMethod.StatusInspection,
                _ => throw new FormatException($"{Resource}: '{e.Method}' of {e.Name} is no collection method."),
            },
            e.Unit,
            e.Of.Split(' '),
            e.Split.Length == 0 ? MeasurementSplits.None : Enum.Parse<MeasurementSplits>(e.Split.Replace(' ', ','), ignoreCase: true),
            e.Help))]);
    }

    private sealed record Entry(string Name, string Clause, string Method, string Of, string Help, string Unit = "", string Split = "");
}
