namespace Dashboard.Domain.Analytics.Forecasting;

/// <summary>A way to carry a series on. It is fitted to what it is given each time, and keeps nothing between two calls.</summary>
internal interface IForecastModel
{
    /// <summary>What it is called where its share in a forecast is told.</summary>
    string Name { get; }

    /// <summary>The fewest values that it can be fitted to.</summary>
    int Least { get; }

    /// <summary>Carries a series on.</summary>
    /// <param name="history">Evenly spaced finite values, oldest first, at least <see cref="Least"/> of them.</param>
    /// <param name="point">Takes the forecast; its length is the horizon.</param>
    void Forecast(ReadOnlySpan<double> history, Span<double> point);
}
