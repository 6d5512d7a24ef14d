using System.Globalization;

namespace Dashboard.Benchmarks.Comparison;

/// <summary>The rows of a comparison: medians of both servers, their ratio, the gate and whether it holds.</summary>
internal sealed class ComparisonTable(TextWriter to)
{
    private bool _hasHeading;

    /// <summary>Prints a row.</summary>
    /// <param name="measure">What is measured, and in which unit.</param>
    /// <param name="ours">Figures of this server, of which the median counts.</param>
    /// <param name="theirs">Figures of the other one; empty where it is not installed.</param>
    /// <param name="gate">The ratio that must hold: at most this, or at least where more is better; null where there is none.</param>
    /// <param name="goal">The ratio that is wished for.</param>
    /// <param name="moreIsBetter">Whether larger figures are better.</param>
    public void Ratio(string measure, IReadOnlyList<double> ours, IReadOnlyList<double> theirs, double? gate, double? goal, bool moreIsBetter = false)
    {
        var mine = Median(ours);
        if (theirs.Count == 0)
        {
            Row(measure, Figure(mine), "–", "–", gate, goal, "–");
            return;
        }
        // The rounds are interleaved, so each ratio compares neighbours in time.
        var ratio = Median([.. ours.Zip(theirs, static (a, b) => a / b)]);
        Row(measure, Figure(mine), Figure(Median(theirs)), ratio.ToString("0.00", CultureInfo.InvariantCulture), gate, goal, Judge(ratio, gate, goal, moreIsBetter));
    }

    /// <summary>Prints a row that is held against a fixed figure.</summary>
    public void Absolute(string measure, double ours, double? theirs, double gate, double goal) =>
        Row(measure, Figure(ours), theirs is { } other ? Figure(other) : "–", theirs is { } one ? (ours / one).ToString("0.00", CultureInfo.InvariantCulture) : "–", gate, goal, Judge(ours, gate, goal, moreIsBetter: false));

    public static double Median(IReadOnlyList<double> figures)
    {
        var sorted = figures.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static string Judge(double figure, double? gate, double? goal, bool moreIsBetter)
    {
        return gate is null ? "–" : Reaches(goal) ? "goal" : Reaches(gate) ? "holds" : "**no**";

        bool Reaches(double? limit) => moreIsBetter ? figure >= limit : figure <= limit;
    }

    private void Row(string measure, string ours, string theirs, string ratio, double? gate, double? goal, string verdict)
    {
        if (!_hasHeading)
        {
            to.WriteLine("| measure | this server | VictoriaMetrics | ratio | gate | goal | |");
            to.WriteLine("|---|---|---|---|---|---|---|");
            _hasHeading = true;
        }
        to.WriteLine($"| {measure} | {ours} | {theirs} | {ratio} | {Limit(gate)} | {Limit(goal)} | {verdict} |");
    }

    private static string Limit(double? limit) => limit?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";

    private static string Figure(double figure) => figure.ToString(figure >= 1000 ? "N0" : figure >= 100 ? "0" : figure >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
