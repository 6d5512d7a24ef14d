using Dashboard.Domain.Dashboards;
using Dashboard.Domain.Telemetry;

namespace Dashboard.Web.Tracing;

/// <summary>Rate, errors and duration of calls over a time. What no series tells is NaN and no zero.</summary>
/// <param name="Rate">Calls a second.</param>
/// <param name="Errors">Those that failed, in per cent; NaN where there were none at all.</param>
/// <param name="P50">The time within which half of them ended, in seconds.</param>
/// <param name="P95">The time within which 95 of 100 ended, in seconds.</param>
/// <param name="P99">The time within which 99 of 100 ended, in seconds.</param>
internal readonly record struct ServiceFigures(double Rate, double Errors, double P50, double P95, double P99)
{
    /// <summary>Nothing is known.</summary>
    public static ServiceFigures None { get; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Whether it is known how many there were.</summary>
    public bool IsKnown => !double.IsNaN(Rate);

    /// <summary>How bad the share of errors is.</summary>
    public PerceivedSeverity OfErrors => Threshold.Judge(ServiceLimits.Errors, Errors);

    /// <summary>How bad the time is that they took.</summary>
    public PerceivedSeverity OfLatency => Threshold.Judge(ServiceLimits.Latency, P95);

    /// <summary>The worse of both.</summary>
    public PerceivedSeverity Severity => OfErrors > OfLatency ? OfErrors : OfLatency;

    /// <summary>Calls a second that failed; 0 where there were none.</summary>
    public double Failing => Rate * Errors is > 0 and var failing ? failing / 100 : 0;
}

/// <summary>What a service answers as a whole, and the same range a day before.</summary>
/// <param name="Now">In the range.</param>
/// <param name="Before">A day before it.</param>
/// <param name="Spacing">From one sample of its series to the next, in milliseconds; 0 where that is not known.</param>
internal sealed record ServiceTotals(ServiceFigures Now, ServiceFigures Before, long Spacing);

/// <summary>What a service does under one name, and the same range a day before.</summary>
/// <param name="Name">The operation.</param>
/// <param name="Now">In the range; without <see cref="ServiceFigures.P99"/>.</param>
/// <param name="Before">A day before it; rate, errors and <see cref="ServiceFigures.P95"/>.</param>
internal sealed record ServiceOperation(string Name, ServiceFigures Now, ServiceFigures Before);

/// <summary>Whom a service calls, or who calls it.</summary>
/// <param name="Name">The other one.</param>
/// <param name="ConnectionType">By what way, as <c>traces_service_graph_*</c> have it.</param>
/// <param name="Figures">The calls; of their times <see cref="ServiceFigures.P95"/>.</param>
internal sealed record ServiceNeighbour(string Name, string ConnectionType, ServiceFigures Figures);
