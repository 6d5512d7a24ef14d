namespace Dashboard.Domain.TimeSeries;

/// <summary>How a frame's values became integers.</summary>
internal enum ValueForm : byte
{
    /// <summary>Integers over a power of ten, as they are.</summary>
    Decimals,

    /// <summary>Differences of integers over a power of ten.</summary>
    DecimalSums,

    /// <summary>The doubles' bits, less the zero bits all of them end with.</summary>
    Bits,

    /// <summary>Differences of the doubles' bits.</summary>
    BitSums,
}

internal static class ValueForms
{
    public static bool IsSums(this ValueForm form) => form is ValueForm.DecimalSums or ValueForm.BitSums;

    public static ValueForm Summed(this ValueForm form) => form is ValueForm.Decimals ? ValueForm.DecimalSums : ValueForm.BitSums;
}
