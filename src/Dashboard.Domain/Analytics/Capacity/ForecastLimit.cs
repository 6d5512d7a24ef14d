namespace Dashboard.Domain.Analytics.Capacity;

/// <summary>A limit whose passing is foretold.</summary>
/// <param name="Value">In the unit of the values.</param>
/// <param name="Below">True where low values are the bad ones.</param>
public readonly record struct ForecastLimit(double Value, bool Below = false)
{
    /// <summary>Whether a value is past the limit; one that is not finite is not.</summary>
    public bool IsPassedBy(double value) => Below ? value < Value : value > Value;
}
