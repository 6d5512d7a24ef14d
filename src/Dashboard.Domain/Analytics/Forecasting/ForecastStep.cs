namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>What is forecast for one step, all in the series' unit.</summary>
/// <param name="Point">What is expected.</param>
/// <param name="Lower80">Below it lies one value in ten.</param>
/// <param name="Upper80">Above it lies one value in ten.</param>
/// <param name="Lower95">Below it lies one value in forty.</param>
/// <param name="Upper95">Above it lies one value in forty.</param>
public readonly record struct ForecastStep(double Point, double Lower80, double Upper80, double Lower95, double Upper95);

/// <summary>When a limit is passed, in steps from 1 on; null where that is not within the horizon.</summary>
/// <param name="Step">When the point forecast passes it.</param>
/// <param name="Earliest">When the interval first reaches it.</param>
/// <param name="Latest">When the whole interval has passed it.</param>
public readonly record struct LimitCrossing(int? Step, int? Earliest, int? Latest);

/// <summary>How a model, or all together, did in the backtests at one step, over all origins.</summary>
/// <param name="Smape">Symmetric mean absolute percentage error, 0 to 200, as M4 counts it.</param>
/// <param name="Mase">Mean absolute scaled error; 1 is the seasonal naive model within the series.</param>
/// <param name="Coverage80">The part of what came that lay in the 80 % interval made of the other origins' errors, 0 to 1; not a number with one origin.</param>
/// <param name="Coverage95">The same for 95 %.</param>
public readonly record struct BacktestStep(double Smape, double Mase, double Coverage80, double Coverage95);

/// <summary>How a model, or all together, did in the backtests.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Mean">Over all steps.</param>
/// <param name="Steps">By step, from the first on; as many as were tested, which may be fewer than the horizon.</param>
public sealed record BacktestAccuracy(string Model, BacktestStep Mean, IReadOnlyList<BacktestStep> Steps);
