namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>How far ahead a forecast was made.</summary>
public enum ForecastHorizon
{
    /// <summary>1 h.</summary>
    Hour,

    /// <summary>6 h.</summary>
    SixHours,

    /// <summary>24 h.</summary>
    Day,

    /// <summary>7 d.</summary>
    Week,

    /// <summary>30 d.</summary>
    Month,
}

/// <summary>How forecasts of one horizon did against what came; means of all of them up to <see cref="ForecastAccuracy.Memory"/>, then of about as many of the last.</summary>
/// <param name="Count">How many were held against what came.</param>
/// <param name="Smape">Symmetric mean absolute percentage error, 0 to 200.</param>
/// <param name="Mase">Mean absolute scaled error; below 1 is better than the seasonal naive model.</param>
/// <param name="Coverage80">The part that lay in the 80 % interval, 0 to 1.</param>
/// <param name="Coverage95">The part that lay in the 95 % interval, 0 to 1.</param>
/// <param name="Msis">Mean scaled interval score of the 95 % interval, as M4 counts it; smaller is better.</param>
public readonly record struct HorizonAccuracy(long Count, double Smape, double Mase, double Coverage80, double Coverage95, double Msis);

/// <summary>
/// Holds the forecasts of one series against what comes, by how far ahead they were made, in 5 kB that do not grow. Used by one
/// thread at a time.
/// </summary>
public sealed class ForecastAccuracy
{
    /// <summary>How many forecasts a mean goes back.</summary>
    public const int Memory = 500;

    /// <summary>How many forecasts of a horizon are awaited; those made closer together than this part of the horizon are left out.</summary>
    private const int Awaited = 16;

    private static readonly TimeSpan[] Horizons = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30)];

    private readonly long _stepMs;

    // bound: five horizons.
    private readonly Horizon[] _horizons = [.. Horizons.Select(static _ => new Horizon())];

    /// <param name="step">How far apart the series' values are.</param>
    /// <exception cref="ArgumentOutOfRangeException">That is less than a millisecond.</exception>
    public ForecastAccuracy(TimeSpan step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, TimeSpan.FromMilliseconds(1));
        _stepMs = (long)step.TotalMilliseconds;
    }

    /// <summary>How forecasts so far ahead did; a count of 0 where none has come true or false yet.</summary>
    public HorizonAccuracy this[ForecastHorizon horizon] => _horizons[(int)horizon].Accuracy;

    /// <summary>Awaits what a forecast says for each horizon that it reaches.</summary>
    /// <param name="forecast">The forecast; one that was not made says nothing.</param>
    /// <param name="madeAt">The time of the last value that it knew, in milliseconds since 1970-01-01 UTC; not before the one before.</param>
    public void Expect(Forecast forecast, long madeAt)
    {
        for (var at = 0; at < Horizons.Length; at++)
        {
            var ahead = (long)Horizons[at].TotalMilliseconds;
            var step = (int)Math.Min(ahead / _stepMs, int.MaxValue);
            if (step >= 1 && step <= forecast.Steps.Count)
                _horizons[at].Await(new Expected(madeAt + (step * _stepMs), forecast.Steps[step - 1], forecast.Scale), ahead / Awaited);
        }
    }

    /// <summary>Holds what came against what was said of it. What was awaited from before that never came is forgotten.</summary>
    /// <param name="timestamp">The value's time, in milliseconds since 1970-01-01 UTC; values come in the order of time.</param>
    /// <param name="value">The value; what is not finite is none.</param>
    public void Arrived(long timestamp, double value)
    {
        foreach (var horizon in _horizons)
            horizon.Arrived(timestamp, value, _stepMs / 2);
    }

    /// <summary>What a horizon's forecast said of one moment.</summary>
    private readonly record struct Expected(long Due, ForecastStep Said, double Scale);

    private sealed class Horizon
    {
        // bound: a ring that is written only where there is room.
        private readonly Expected[] _awaited = new Expected[Awaited];
        private int _first, _count;
        private long _lastDue = long.MinValue;

        public HorizonAccuracy Accuracy { get; private set; }

        public void Await(in Expected expected, long apart)
        {
            if (_count == Awaited || (_lastDue != long.MinValue && expected.Due - _lastDue < apart))
                return;
            _awaited[(_first + _count++) % Awaited] = expected;
            _lastDue = expected.Due;
        }

        public void Arrived(long timestamp, double value, long near)
        {
            for (; _count > 0 && _awaited[_first].Due <= timestamp + near; _first = (_first + 1) % Awaited, _count--)
            {
                if (_awaited[_first].Due >= timestamp - near && double.IsFinite(value))
                    Count(in _awaited[_first], value);
            }
        }

        private void Count(in Expected expected, double value)
        {
            var (said, scale, was) = (expected.Said, expected.Scale, Accuracy);
            var weight = 1.0 / Math.Min(was.Count + 1, Memory);
            Accuracy = new HorizonAccuracy(
                was.Count + 1,
                Mean(was.Smape, ForecastErrors.Smape(value, said.Point)),
                Mean(was.Mase, ForecastErrors.Scaled(Math.Abs(value - said.Point), scale)),
                Mean(was.Coverage80, value >= said.Lower80 && value <= said.Upper80 ? 1 : 0),
                Mean(was.Coverage95, value >= said.Lower95 && value <= said.Upper95 ? 1 : 0),
                Mean(was.Msis, ForecastErrors.Scaled(ForecastErrors.Interval(value, said.Lower95, said.Upper95, 0.05), scale)));

            double Mean(double before, double now) => before + ((now - before) * weight);
        }
    }
}
