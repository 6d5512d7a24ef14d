namespace Dashboard.Domain.TimeSeries;

/// <summary>What selected samples are for.</summary>
/// <param name="Step">Milliseconds from one evaluation to the next; 0 where there is only one.</param>
/// <param name="Window">
/// Milliseconds before each evaluation that it looks at: the range of a range selector. 0 for an instant selector, which
/// wants the newest sample and whose look-back adapts.
/// </param>
public readonly record struct SelectHints(long Step, long Window)
{
    /// <summary>Every sample is wanted.</summary>
    public static SelectHints None => default;
}
