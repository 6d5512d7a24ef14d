using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.Analytics.Failure;

/// <summary>Something that is seen before things fail: a query, how much of it is worth a word, and what is said then.</summary>
public sealed record LeadingIndicator
{
    /// <summary>How strong it is where it is just worth a word.</summary>
    public const double Faint = 1.0 / 3;

    /// <summary>From how many times the usual on it is worth a word.</summary>
    public const double LeastRatio = 2;

    /// <summary>How many times the usual is as strong as it gets.</summary>
    public const double FullRatio = 10;

    /// <summary>Unique, in lower case with hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>PromQL: each element of its vector is what one entity shows.</summary>
    public required string Query { get; init; }

    /// <summary>PromQL for what is usual, with the same labels; empty where the value speaks for itself.</summary>
    public string Usual { get; init; } = "";

    /// <summary>Who is at risk, with labels in double braces.</summary>
    public required string Entity { get; init; }

    /// <summary>What is said, with labels and <c>{{value}}</c> in double braces, without a full stop.</summary>
    public required string Sentence { get; init; }

    /// <summary>How values are written.</summary>
    public Unit Unit { get; init; } = Unit.Count;

    /// <summary>The least value that is worth a word.</summary>
    public required double From { get; init; }

    /// <summary>The value at which it is as strong as it gets, where nothing is usual.</summary>
    public double Full { get; init; } = double.NaN;

    /// <summary>How much it says by itself when it is as strong as it gets, above 0 and below 1.</summary>
    public required double Weight { get; init; }

    /// <summary>
    /// What a reading says; null where it says nothing. Where nothing is usual the strength rises in a straight line from a
    /// third at <see cref="From"/> to 1 at <see cref="Full"/>; where something is, with the logarithm of the ratio, from a third
    /// at <see cref="LeastRatio"/> to 1 at <see cref="FullRatio"/>. Without anything to compare with, it says nothing.
    /// </summary>
    /// <param name="labels">Whose reading it is.</param>
    /// <param name="value">The reading.</param>
    /// <param name="usual">What is usual; NaN where nothing is known of that.</param>
    public RiskEvidence? Read(Labels labels, double value, double usual = double.NaN)
    {
        if (!(value >= From) || (Usual.Length > 0 && double.IsNaN(usual)))
            return null;
        var said = LabelTemplate.Fill(Sentence, labels, Unit.Format(value).ToString());
        if (Usual.Length == 0)
            return Evidence(said, Full > From ? (value - From) / (Full - From) : 1);
        if (usual <= 0)
            return Evidence($"{said}, none on any day of the week before", 1);
        var ratio = value / usual;
        return ratio < LeastRatio ? null
            : Evidence($"{said}, {(ratio < 9.95 ? $"{ratio:0.#}" : $"{ratio:N0}")} times the worst day of the week before", Math.Log(ratio / LeastRatio) / Math.Log(FullRatio / LeastRatio));

        RiskEvidence Evidence(string sentence, double beyond) => new(Name, $"{sentence}.", Weight * (Faint + ((1 - Faint) * Math.Clamp(beyond, 0, 1))));
    }
}
