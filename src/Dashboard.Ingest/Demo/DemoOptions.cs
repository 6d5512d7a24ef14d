using System.ComponentModel.DataAnnotations;

namespace Dashboard.Ingest.Demo;

/// <summary>The simulated network, settings section <c>Noc:Demo</c>.</summary>
public sealed class DemoOptions
{
    /// <summary>The settings section.</summary>
    public const string Section = "Noc:Demo";

    /// <summary>Whether it runs; <c>--demo</c> on the command line is the same as true. Default true in the environment Development, and false in any other.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What tells this network from others of its kind: the same seed makes the same numbers at the same time. Default 1; 0 to 1,000,000.</summary>
    [Range(0, 1_000_000)]
    public int Seed { get; init; } = 1;

    /// <summary>How many seconds pass in the whole program while one passes outside. Default 1; 1 to 100. Give it a data directory of its own where it is above 1: what is stored lies in the future.</summary>
    [Range(1.0, 100.0)]
    public double Speed { get; init; } = 1;

    /// <summary>Whether incidents begin by themselves now and then; otherwise only when somebody starts one. Default true.</summary>
    public bool Script { get; init; } = true;

    /// <summary>How much of the past it delivers at its first start, and after a pause at most. Default 1 d; 0 to 1 d.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan Past { get; init; } = TimeSpan.FromDays(1);
}
