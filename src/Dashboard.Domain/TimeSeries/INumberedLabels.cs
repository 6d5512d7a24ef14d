using Dashboard.Domain.Telemetry;

namespace Dashboard.Domain.TimeSeries;

/// <summary>Whoever gives series their numbers, as far as a <see cref="Selection"/> needs to know.</summary>
internal interface INumberedLabels
{
    /// <summary>One more than the largest number given out so far.</summary>
    int Limit { get; }

    /// <summary>The labels of the series with a number; none where there is none.</summary>
    Labels? LabelsOf(int number);
}
