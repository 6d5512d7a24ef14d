namespace Dashboard.Domain.TimeSeries;

/// <summary>What became of a batch of samples, counted by <see cref="AppendResult"/>.</summary>
public readonly record struct AppendCounts(int Stored, int TooOld, int TooNew, int Gone);
