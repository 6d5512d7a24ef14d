using System.Text.Json;
using System.Text.Json.Serialization;
using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Walls;

/// <summary>What a wall shows, for how long, and how it draws attention.</summary>
public sealed record WallDefinition
{
    /// <summary>Dashboards that one wall may show in turn.</summary>
    public const int MaxStops = 12;

    /// <summary>From the eye to the screen, in metres: the least and the most that is believed.</summary>
    public const double Nearest = 0.3, Farthest = 30;

    /// <summary>The height of a screen in metres: the least and the most that is believed.</summary>
    public const double Lowest = 0.1, Highest = 10;

    private const double UsualDistance = 3;
    private const double UsualHeight = 0.685; // 55 inches, 16:9
    private const int MostInterruptSeconds = 86_400;

    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The dashboards in the order they are shown; one stays for ever.</summary>
    public required IReadOnlyList<WallStop> Stops { get; init; }

    /// <summary>Whether the open alarms pass by at the bottom, one at a time.</summary>
    public bool Ticker { get; init; }

    /// <summary>What is heard, by severity; what is missing is silent.</summary>
    public IReadOnlyDictionary<PerceivedSeverity, WallSound> Sounds { get; init; } = new Dictionary<PerceivedSeverity, WallSound>();

    /// <summary>What a new critical alarm shows instead of the playlist: the slug of a dashboard, empty for the list of alarms, null for nothing.</summary>
    public string? Interrupt { get; init; }

    /// <summary>How long a critical alarm keeps the playlist away at most, in seconds.</summary>
    public int InterruptSeconds { get; init; } = 300;

    /// <summary>From the eye to the screen, in metres; null where it was not said.</summary>
    public double? Distance { get; init; }

    /// <summary>The height of the screen, in metres; null where it was not said.</summary>
    public double? Height { get; init; }

    /// <summary>
    /// The size of type in hundredths of the screen's height, by the formula in tokens.css: 0.665 × distance ÷ height, for
    /// 55 inches or 3 m where one of them was not said. Null where neither was: the style sheet's own size holds.
    /// </summary>
    [JsonIgnore]
    public double? TypeSize => Distance is null && Height is null ? null : Math.Clamp(0.665 * (Distance ?? UsualDistance) / (Height ?? UsualHeight), 0.5, 12);

    /// <summary>Every dashboard that this wall can show, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Slugs => Stops.Select(static s => s.Slug).Concat(Interrupt is { Length: > 0 } interrupt ? [interrupt] : []).Distinct(StringComparer.Ordinal);

    /// <summary>What is wrong with it, each a sentence; empty where it is fine.</summary>
    /// <param name="exists">Whether there is a dashboard of a slug.</param>
    public IReadOnlyList<string> Problems(Func<string, bool> exists)
    {
        var problems = new List<string>();
        if (Stops.Count == 0)
            problems.Add("Choose at least one dashboard for the wall to show.");
        if (Stops.Count > MaxStops)
            problems.Add($"The wall has {Stops.Count} dashboards, {MaxStops} at most are possible.");
        foreach (var stop in Stops.Where(static s => s.Seconds is < WallStop.Least or > WallStop.Most))
            problems.Add($"Dashboard '{Shown(stop.Slug)}' is to stay between {WallStop.Least} and {WallStop.Most:N0} seconds.");
        foreach (var slug in Slugs.Where(s => !DashboardRules.IsSlug(s) || !exists(s)))
            problems.Add($"There is no dashboard '{Shown(slug)}'.");
        if (InterruptSeconds is < WallStop.Least or > MostInterruptSeconds)
            problems.Add($"An interruption is to last between {WallStop.Least} and {MostInterruptSeconds:N0} seconds.");
        if (Distance is { } distance && !(distance >= Nearest && distance <= Farthest))
            problems.Add($"The viewing distance is to be between {Nearest} and {Farthest} metres.");
        if (Height is { } height && !(height >= Lowest && height <= Highest))
            problems.Add($"The screen's height is to be between {Lowest} and {Highest} metres.");
        return problems;
    }

    internal string Write() => JsonSerializer.Serialize(this, Form);

    internal static WallDefinition Read(string json) => JsonSerializer.Deserialize<WallDefinition>(json, Form) ?? throw new JsonException("The wall is 'null'.");

    private static string Shown(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
