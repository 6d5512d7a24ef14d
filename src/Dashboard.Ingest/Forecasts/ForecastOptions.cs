using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Forecasts;

/// <summary>Forecasts of what is collected, settings section <c>Noc:Forecasts</c>.</summary>
public sealed class ForecastOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Forecasts";

    /// <summary>Whether anything is forecast. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often forecasts are made anew. Default 15 min; 1 min to 1 d. Those for days are made when an hour ends, those for weeks when a day ends.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Series that are forecast at most, shared out among the rules. Default 1,000; 1 to 5,000. Each takes some 60 kB, and 60 ms
    /// of one core each time; further ones are counted and told on the page of forecasts.
    /// </summary>
    [Range(1, 5_000)]
    public int MostSeries { get; init; } = 1_000;

    /// <summary>YAML files with further rules below the key <c>forecasts</c>; one of the same name replaces one that comes with the program. Default none.</summary>
    public string[] Files { get; init; } = [];
}
