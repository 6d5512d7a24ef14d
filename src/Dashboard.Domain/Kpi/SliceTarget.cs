using System.Globalization;
using System.Text.RegularExpressions;
using Dashboard.Domain.Query;
using Dashboard.Domain.Query.Syntax;
using Dashboard.Domain.Ran;

namespace Dashboard.Domain.Kpi;

/// <summary>
/// What was promised of slices, as a service level objective: the share of packets or of periods that is to be good, in a
/// window of time. What may be bad is the error budget; how fast it is spent is the burn rate (Beyer and others, The Site
/// Reliability Workbook, 2018, chapter 5 "Alerting on SLOs"). All of it is PromQL: the share that was bad over the
/// measurements, and the rest over that share as it was recorded period by period.
/// </summary>
public sealed record SliceTarget
{
    /// <summary>The share that was bad in each period, 0 to 1, by target, slice and service.</summary>
    public const string BadMetric = "slice_bad_ratio";

    /// <summary>The burn rate by target, slice, service and window: 1 spends the budget exactly in the target's window.</summary>
    public const string BurnMetric = "slice_burn_rate";

    /// <summary>What is left of the error budget of the target's window: 1 all of it, 0 nothing, below 0 it is overdrawn.</summary>
    public const string BudgetMetric = "slice_error_budget_remaining_ratio";

    /// <summary>The number of the <see cref="TargetState"/>; without a value where it is not available.</summary>
    public const string StateMetric = "slice_sla_state";

    /// <summary>The objective as a share.</summary>
    public const string ObjectiveMetric = "slice_objective_ratio";

    // The arithmetic of numbers that are no binary fractions must not overdraw a budget that is spent to the last packet.
    private const string Nought = "-1e-9";

    /// <summary>Its name in labels and files: <c>urllc-reliability</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it promises.</summary>
    public string Help { get; init; } = "";

    /// <summary>Where the promise comes from.</summary>
    public string Clause { get; init; } = "";

    /// <summary>Who is to be asked about it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The slice/service type that it holds for (TS 23.501 table 5.15.2.2-1); null where <see cref="Slices"/> names them.</summary>
    public byte? Sst { get; init; }

    /// <summary>The slices that it holds for by the label <c>snssai</c>; empty where <see cref="Sst"/> says which.</summary>
    public IReadOnlyList<string> Slices { get; init; } = [];

    /// <summary>The share in hundredths that is to be good. Above 0, below 100.</summary>
    public required decimal Objective { get; init; }

    /// <summary>The time that the objective holds for. 1 h to 90 d.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The time that each judgement is about: how often what is judged is measured. 10 s to 1 d.</summary>
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long after the end of a period its measurements may arrive. 0 to 1 d.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// PromQL for the share that was bad in a period, 0 to 1, by <c>snssai</c>, with <c>$slice</c> for the matcher of the slices
    /// and <c>$period</c> for the period.
    /// </summary>
    public required string Bad { get; init; }

    /// <summary>The share that may be bad.</summary>
    public decimal Budget => (100 - Objective) / 100;

    /// <summary>How old the newest judgement may be for the state to be known.</summary>
    public TimeSpan Patience => TimeSpan.FromTicks(Math.Max(TimeSpan.FromMinutes(5).Ticks, 3 * (Period + Delay).Ticks));

    /// <summary>What its slices serve; empty where that is not known.</summary>
    public string Service => Sst is { } sst ? new Snssai(sst, null).Service : Slices.Count > 0 && Snssai.TryParse(Slices[0], out var first) ? first.Service : "";

    /// <summary>The share that was bad in a period, over the measurements.</summary>
    /// <exception cref="PromqlSyntaxException">It is not PromQL.</exception>
    public PromqlExpression BadShare() => PromqlExpression.Parse(Bad
        .Replace("$slice", Matcher, StringComparison.Ordinal)
        .Replace("$period", Text(Period), StringComparison.Ordinal));

    /// <summary>The burn rate over a time.</summary>
    public PromqlExpression BurnRate(TimeSpan window) => PromqlExpression.Parse(Burn(window));

    /// <summary>What is left of the error budget.</summary>
    public PromqlExpression BudgetLeft() => PromqlExpression.Parse(Left);

    /// <summary>
    /// The number of the <see cref="TargetState"/>. At risk is what spends its budget too fast over a long time and still does
    /// over a short one, by <see cref="BurnLimit.All"/>.
    /// </summary>
    public PromqlExpression State()
    {
        var burning = string.Join(" or ", BurnLimit.All.Select(l =>
            string.Create(CultureInfo.InvariantCulture, $"({Burn(l.Long)} > {l.Rate(Window)} and {Burn(l.Short)} > {l.Rate(Window)})")));
        return PromqlExpression.Parse(
            $"(0 * ({Left} < {Nought}) + {(int)TargetState.Broken} or 0 * ({burning}) + {(int)TargetState.AtRisk} or 0 * ({Left})) and last_over_time({Recorded}[{Text(Patience)}])");
    }

    private string Recorded => $"{BadMetric}{{target=\"{Id}\"}}";

    private string Left => $"1 - ({Burn(Window)})";

    // Types and names are written in one way by Snssai; a differentiator may follow the type.
    private string Matcher => Sst is { } sst
        ? $"snssai=~\"{sst:X2}(-.*)?\""
        : $"snssai=~\"{string.Join('|', Slices.Select(static s => Regex.Escape(s).Replace("\\", "\\\\", StringComparison.Ordinal)))}\"";

    private string Burn(TimeSpan window) => string.Create(CultureInfo.InvariantCulture, $"avg_over_time({Recorded}[{Text(window)}]) / {Budget}");

    private static string Text(TimeSpan span) => DurationText.Format((long)span.TotalMilliseconds);
}
