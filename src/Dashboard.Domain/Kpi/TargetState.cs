namespace Dashboard.Domain.Kpi;

/// <summary>How a slice stands to a target. Where nothing was measured of late there is none: it is not available.</summary>
public enum TargetState
{
    /// <summary>The error budget is not spent, and not being spent too fast.</summary>
    Met,

    /// <summary>There is budget left, and it is being spent too fast.</summary>
    AtRisk,

    /// <summary>More was bad in the window than the budget allows.</summary>
    Broken,
}
