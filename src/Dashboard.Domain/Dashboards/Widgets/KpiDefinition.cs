using System.Text.Json.Serialization;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Dashboards;

/// <summary>One number that matters, with its target, its change and its recent course.</summary>
public sealed record KpiDefinition : WidgetDefinition
{
    /// <summary>PromQL that yields one value; of several the first counts.</summary>
    public required string Query { get; init; }

    public Unit Unit { get; init; }

    /// <summary>Decimals of the value, 0 to 6; null for three significant digits.</summary>
    public int? Decimals { get; init; }

    /// <summary>The limits that make it breached. The first is its target.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>What it is compared with: the same query this long ago.</summary>
    public TimeSpan CompareWith { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far back the sparkline reaches; null follows the dashboard.</summary>
    public TimeSpan? SparkRange { get; init; }

    /// <summary>From one point of the sparkline to the next, of a widget that is bound.</summary>
    [JsonIgnore]
    public TimeSpan SparkStep => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((SparkRange ?? TimeSpan.FromHours(1)).TotalSeconds / 60)));

    /// <summary>Where it ends, of a widget that is bound; null for now.</summary>
    public DateTimeOffset? Until { get; init; }

    public override IEnumerable<(string Name, string Query)> Queries() => [("query", Query)];

    internal override IEnumerable<string> Problems()
    {
        if (Decimals is < 0 or > 6)
            yield return "decimals is to be 0 to 6.";
    }

    public override WidgetDefinition Bind(WidgetBinding binding) => (KpiDefinition)base.Bind(binding) with
    {
        Query = binding.Fill(Query, binding.Step),
        CompareWith = binding.Compare ?? CompareWith,
        SparkRange = SparkRange ?? binding.Range,
        Until = binding.Until,
    };
}
